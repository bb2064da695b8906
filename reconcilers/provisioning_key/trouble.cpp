#include "reconcilers/provisioning_key/trouble.h"

#include <fmt/format.h>

#include "reconcilers/provisioning_key/timings.h"
#include "reconcilers/zpa/closed_places.h"
#include "reconcilers/zpa/misfits.h"
#include "reconcilers/zpa/session.h"

namespace provisioning_key {

namespace {

using Kind = base::ErrorKind;

constexpr auto kWithoutHint = std::chrono::seconds(5);
constexpr auto kMoment = std::chrono::milliseconds(100);
constexpr auto kUntilTheWorldChanges = Timings().world;  // the tenant's recovery tells earlier

// Somebody else is just listing, or calls enough are under way: no question of limits.
bool is_brief(const base::Error& error) { return error.reason() == "ListInProgress" || error.reason() == "Busy"; }

// Between two calls of a creation, because others were calling just then: behind a thousand that have not begun it
// would wait for long, half made. Whoever is told a longer delay is one of a crowd, which must not crowd out others.
bool was_jostled(const base::Error& error) { return error.reason() == "Busy" && error.retry_after() <= kMoment; }

std::string queued_message(const base::Error& error) {
    // Without the figures, which every reading changes: they are the tenant's to show.
    if (zpa::is_misfit(error)) {
        return "waits for a complete list, since what ZPA shows does not hold together; it is read again by itself, "
               "and "
               "where that lasts the ZPATenant says so";
    }
    return "waits for its turn under the organisation's limit of calls";
}

std::string unavailable_message(const base::Error& error, const kube::ObjectKey& tenant) {
    if (!zpa::is_absence(error)) {
        return fmt::format("ZPA answers that it failed ({}); tried again by itself, less and less often", error.what());
    }
    return fmt::format("ZPA does not answer for ZPATenant {}; tried again by itself, see the tenant's condition",
                       tenant.to_string());
}

}  // namespace

Blocked explain_trouble(const base::Error& error, const kube::ObjectKey& tenant) {
    const auto retry = error.retry_after();
    switch (error.kind()) {
        case Kind::TooManyRequests:
            return Blocked{.reason = reason::kQueued,
                           .message = queued_message(error),
                           .retry = retry ? base::Duration(*retry) : kShortly,
                           .quiet = true,
                           .transient = true,
                           .brief = is_brief(error),
                           .resumes = was_jostled(error)};
        case Kind::Unavailable:
        case Kind::Timeout:
            return Blocked{.reason = reason::kZpaUnavailable,
                           .message = unavailable_message(error, tenant),
                           .retry = retry ? base::Duration(*retry) : kWithoutHint,
                           .transient = true,
                           .failing = !zpa::is_absence(error)};
        case Kind::Unauthorized:
        case Kind::Forbidden:
            return Blocked{.reason = reason::kTenantNotReady,
                           .message = fmt::format("ZPATenant {}: {}", tenant.to_string(), error.what()),
                           .retry = kUntilTheWorldChanges,
                           .transient = true};
        case Kind::Conflict:
            return Blocked{.reason = reason::kZpaUnavailable,
                           .message = "ZPA is busy with another change of the same object; tried again by itself",
                           .retry = retry ? base::Duration(*retry) : kWithoutHint,
                           .quiet = true,
                           .transient = true};
        default:
            return Blocked{.reason = reason::kZpaError,
                           .message = fmt::format("{}; tried again by itself", error.what()),
                           .retry = kWithoutHint * 6,
                           .transient = true};
    }
}

Blocked explain_closed_place(const base::Error& error, const kube::ObjectKey& tenant, const std::string& microtenant) {
    const auto retry = error.retry_after() ? base::Duration(*error.retry_after()) : kUntilTheWorldChanges;
    if (zpa::is_unlicensed(error) || microtenant.empty()) {
        return Blocked{.reason = reason::kTenantNotReady,
                       .message = fmt::format("ZPATenant {}: {}", tenant.to_string(), error.what()),
                       .retry = retry,
                       .transient = true};
    }
    return Blocked{
        .reason = reason::kMicrotenantNotOpen,
        .message = fmt::format(
            "ZPA shows ZPATenant {} no keys of microtenant {} (spec.microtenantID): {}; give the tenant's API client "
            "access to it, or make a new object with the right one",
            tenant.to_string(), microtenant, error.what()),
        .retry = retry,
        .transient = true};
}

}  // namespace provisioning_key
