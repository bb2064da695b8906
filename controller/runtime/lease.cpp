#include "controller/runtime/lease.h"

#include <limits>
#include <nlohmann/json.hpp>

#include "controller/base/error.h"
#include "controller/base/rfc3339.h"
#include "controller/kube/resource.h"

namespace runtime {

namespace {

using nlohmann::json;

constexpr int kMost = std::numeric_limits<int>::max();

std::string text_of(const json& spec, const char* field) {
    const auto found = spec.find(field);
    return found == spec.end() || found->is_null() ? "" : found->get<std::string>();
}

// int32 in the API.
int number_of(const json& spec, const char* field) {
    const auto found = spec.find(field);
    if (found == spec.end() || found->is_null()) return 0;
    const auto number = found->is_number_integer() ? found->get<std::int64_t>() : std::int64_t{-1};
    if (number < 0 || number > kMost) {
        throw base::Error(base::ErrorKind::Protocol, std::string("lease: ") + field + ": expected a number of 31 bits");
    }
    return static_cast<int>(number);
}

base::WallTime time_of(const json& spec, const char* field) {
    const auto text = text_of(spec, field);
    return text.empty() ? base::WallTime{} : base::parse_rfc3339(text);
}

}  // namespace

LeaseRecord parse_lease(const json& object) {
    try {
        const auto found = object.find("spec");
        const json spec = found == object.end() || found->is_null() ? json::object() : *found;
        if (!object.is_object() || !spec.is_object()) throw base::Error(base::ErrorKind::Protocol, "lease: no object");
        return {text_of(spec, "holderIdentity"), number_of(spec, "leaseDurationSeconds"), time_of(spec, "acquireTime"),
                time_of(spec, "renewTime"), number_of(spec, "leaseTransitions")};
    } catch (const json::exception& error) {
        throw base::Error(base::ErrorKind::Protocol, std::string("lease: ") + error.what());
    }
}

json with_record(json object, const LeaseRecord& record) {
    auto& spec = object["spec"];
    if (!spec.is_object()) spec = json::object();
    spec["leaseDurationSeconds"] = record.duration_seconds;
    spec["acquireTime"] = base::format_rfc3339_micro(record.acquire_time);
    spec["renewTime"] = base::format_rfc3339_micro(record.renew_time);
    spec["leaseTransitions"] = record.transitions;
    // The API server refuses an empty holder; absent means the same.
    if (record.holder.empty()) {
        spec.erase("holderIdentity");
    } else {
        spec["holderIdentity"] = record.holder;
    }
    return object;
}

json new_lease(const std::string& namespace_name, const std::string& name, const LeaseRecord& record) {
    return with_record({{"apiVersion", kube::leases().api_version()},
                        {"kind", kube::leases().kind},
                        {"metadata", {{"name", name}, {"namespace", namespace_name}}}},
                       record);
}

LeaseVerdict judge(const LeaseRecord& record, const std::string& identity, base::Duration unchanged_for) {
    if (record.holder.empty()) return LeaseVerdict::Free;
    if (record.holder == identity) return LeaseVerdict::Ours;
    return unchanged_for >= std::chrono::seconds(record.duration_seconds) ? LeaseVerdict::Expired : LeaseVerdict::Held;
}

LeaseRecord held_by(const LeaseRecord& before, const std::string& identity, base::Duration duration,
                    base::WallTime now) {
    const bool ours = before.holder == identity;
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(duration).count();
    return {identity, static_cast<int>(seconds), ours ? before.acquire_time : now, now,
            before.transitions + (ours || before.transitions == kMost ? 0 : 1)};
}

LeaseRecord given_back(const LeaseRecord& before, base::WallTime now) { return {"", 1, now, now, before.transitions}; }

}  // namespace runtime
