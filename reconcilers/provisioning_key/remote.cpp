#include "reconcilers/provisioning_key/remote.h"

#include <fmt/format.h>

#include <algorithm>

#include "reconcilers/provisioning_key/timings.h"
#include "reconcilers/provisioning_key/trouble.h"
#include "reconcilers/zpa/visit.h"

namespace provisioning_key {

namespace {

using Kind = base::ErrorKind;

}  // namespace

// Errors about the request itself are the caller's to explain; the rest is the world's.
template <typename Call>
auto Remote::ask(Call&& call, About about) {
    auto& places = session_->places();
    demand_open();
    try {
        auto result = zpa::visit(*session_, std::forward<Call>(call));
        if (about == About::Keys) places.answered(place_in_zpa());
        return result;
    } catch (const base::Error& error) {
        const auto kind = error.kind();
        if (kind == Kind::Cancelled || kind == Kind::Fenced) throw;
        if (reserved_ && kind == Kind::TooManyRequests) {
            reserved_->give_back(error.retry_after().value_or(kShortly));
            reserved_.reset();
        }
        const bool closed = about == About::Keys ? zpa::is_about_place(error) : zpa::is_unlicensed(error);
        if (closed) places.refused(place_in_zpa(), error);
        if (closed && about == About::Keys) throw explain_place(error);
        if (kind == Kind::Invalid || kind == Kind::AlreadyExists || kind == Kind::NotFound) throw;
        throw explain_trouble(error, place_.tenant);
    }
}

Blocked Remote::explain_place(const base::Error& error) const {
    return explain_closed_place(error, place_.tenant, place_.microtenant_id);
}

void Remote::demand_open() const {
    try {
        session_->places().demand_open(place_in_zpa());
    } catch (const base::Error& refusal) {
        throw explain_place(refusal);
    }
}

Remote::Remote(std::shared_ptr<zpa::Session> session, Place place, telemetry::ZpaMetrics& metrics, std::stop_token stop)
    : session_(std::move(session)), place_(std::move(place)), metrics_(metrics), stop_(std::move(stop)) {}

std::uint64_t Remote::session_serial() const { return session_->serial(); }

const std::string& Remote::customer_id() const { return session_->credentials().customer_id; }

const std::string& Remote::microtenant_id() const {
    return place_.microtenant_id.empty() ? session_->credentials().microtenant_id : place_.microtenant_id;
}

std::shared_ptr<const zpa::KeyList> Remote::known_keys() const { return inventory()->keys(place_.type); }

std::shared_ptr<const zpa::KeyList> Remote::keys_since(base::Instant not_before, zpa::Urgency urgency) {
    if (auto known = known_keys(); known && known->asked_at() >= not_before) return known;
    return ask([&] { return inventory()->refresh_keys(place_.type, not_before, urgency, stop_); }, About::Keys);
}

std::optional<zpa::KeyDetail> Remote::get(const std::string& id, zpa::Urgency urgency) {
    return ask(
        [&] { return session_->client().get_key(place_.type, microtenant_id(), id, read_permit(urgency), stop_); });
}

bool Remote::recently_written(const std::string& id) const { return inventory()->recently_written(place_.type, id); }

void Remote::note(const zpa::Key& key) { inventory()->note_written(place_.type, key); }

zpa::Permit Remote::permit(zpa::CallClass call_class, zpa::Urgency urgency) {
    try {
        return session_->budget().take(call_class, urgency, place_.object.to_string());
    } catch (const base::Error&) {
        const bool read = call_class == zpa::CallClass::Read;
        metrics_.rate_limited(place_.tenant.to_string(),
                              read ? telemetry::ZpaMetrics::Class::Read : telemetry::ZpaMetrics::Class::Write);
        throw;
    }
}

zpa::Permit Remote::read_permit(zpa::Urgency urgency) {
    if (reserved_) return session_->budget().take_read_beside(*reserved_);
    return permit(zpa::CallClass::Read, urgency);
}

zpa::Permit Remote::write_permit(zpa::Urgency urgency) {
    if (!reserved_) return permit(zpa::CallClass::Write, urgency);
    zpa::Permit reserved = std::move(*reserved_);
    reserved_.reset();
    return reserved;
}

void Remote::reserve_write(zpa::Urgency urgency) {
    if (reserved_) return;
    demand_open();
    try {
        reserved_.emplace(permit(zpa::CallClass::Write, urgency));
    } catch (const base::Error& error) {
        throw explain_trouble(error, place_.tenant);
    }
}

Remote::Ticket Remote::ticket_to_create() {
    demand_open();
    try {
        auto visit = session_->enter();
        return {std::move(visit), permit(zpa::CallClass::Write, zpa::Urgency::Publish)};
    } catch (const base::Error& error) {
        throw explain_trouble(error, place_.tenant);
    }
}

zpa::CreateOutcome Remote::create(const zpa::KeyDraft& draft, Ticket ticket) {
    auto outcome = session_->client().create_key(place_.type, microtenant_id(), draft, std::move(ticket.permit), stop_);
    // A POST that was refused may never have been sent: only what came back says whether anybody was reached.
    if (const auto* unknown = std::get_if<zpa::Unknown>(&outcome)) ticket.visit.failed(unknown->error);
    if (const auto* refused = std::get_if<zpa::Refused>(&outcome)) {
        ticket.visit.failed(refused->error);
        if (zpa::is_unlicensed(refused->error)) session_->places().refused(place_in_zpa(), refused->error);
    }
    if (const auto* made = std::get_if<zpa::KeyDetail>(&outcome)) {
        ticket.visit.reached();
        inventory()->note_written(place_.type, made->key);
    }
    return outcome;
}

void Remote::put(zpa::KeyDetail& detail, const zpa::KeyChanges& changes, zpa::Urgency urgency) {
    const auto body = zpa::overlay_key(detail.raw, changes);
    ask([&] {
        session_->client().update_key(place_.type, microtenant_id(), detail.key.id, body, write_permit(urgency), stop_);
        return true;
    });
    const auto before = detail.key;
    detail.raw = body;
    zpa::apply(changes, detail.key);
    inventory()->note_written(place_.type, detail.key, &before);
}

void Remote::remove(const std::string& id, zpa::Urgency urgency) {
    ask([&] { return session_->client().delete_key(place_.type, microtenant_id(), id, write_permit(urgency), stop_); });
    inventory()->note_deleted(place_.type, id);
}

std::shared_ptr<const std::vector<zpa::Group>> Remote::groups(base::Instant not_before) {
    return ask([&] { return inventory()->groups(place_.type, not_before, zpa::Urgency::Change, stop_); });
}

std::shared_ptr<const std::vector<zpa::EnrollmentCertificate>> Remote::certificates(base::Instant not_before) {
    return ask([&] { return inventory()->certificates(not_before, zpa::Urgency::Change, stop_); });
}

bool Remote::has_components(const zpa::Key& fresh) {
    const auto not_before = inventory()->uses_unchanged_since(place_.type, fresh);
    const auto components =
        ask([&] { return inventory()->components(place_.type, not_before, zpa::Urgency::Change, stop_); });
    return std::any_of(components->begin(), components->end(),
                       [&](const zpa::Component& component) { return component.provisioning_key_id == fresh.id; });
}

}  // namespace provisioning_key
