#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "controller/telemetry/zpa_metrics.h"
#include "reconcilers/provisioning_key/blocked.h"
#include "reconcilers/provisioning_key/types.h"
#include "reconcilers/zpa/key_update.h"
#include "reconcilers/zpa/session.h"

namespace provisioning_key {

// ZPA as one ProvisioningKey sees it: one organisation, microtenant and association type. Each call takes its permit,
// passes the organisation's gate and tells the inventory what was written. Errors: what the world may cure is thrown as
// Blocked with the condition that says so (no permit: quiet); Cancelled and Fenced pass through as they are. Threads:
// one pass, one thread.
class Remote {
public:
    struct Place {
        kube::ObjectKey tenant;  // for messages
        kube::ObjectKey object;  // who asks: its place in the queue for permits
        zpa::AssociationType type = zpa::AssociationType::ConnectorGroup;
        std::string microtenant_id;  // as the spec says; "" is the tenant's own
    };
    Remote(std::shared_ptr<zpa::Session> session, Place place, telemetry::ZpaMetrics& metrics, std::stop_token stop);

    std::uint64_t session_serial() const;
    const std::string& customer_id() const;
    const std::string& microtenant_id() const;  // the one in effect
    zpa::AssociationType type() const { return place_.type; }

    // The last complete list; nullptr before the first. Calls nobody.
    std::shared_ptr<const zpa::KeyList> known_keys() const;
    std::shared_ptr<const zpa::KeyList> keys_since(base::Instant not_before, zpa::Urgency urgency);
    std::optional<zpa::KeyDetail> get(const std::string& id, zpa::Urgency urgency);
    bool recently_written(const std::string& id) const;
    void note(const zpa::Key& key);  // as just read back after a write of ours

    // Everything a POST needs besides the mark that is written before it: nothing stands between the two then.
    struct Ticket {
        zpa::Session::Visit visit;
        zpa::Permit permit;
    };
    Ticket ticket_to_create();
    // For who reads a key in order to write it: first the permit that is scarce. It serves the next put() or remove(),
    // and get() reads beside it. Should anything else be missing, the object keeps its place for the write; what is not
    // used goes back with the pass.
    void reserve_write(zpa::Urgency urgency);
    // The outcome is a value: what was refused and what is unknown need different care.
    zpa::CreateOutcome create(const zpa::KeyDraft& draft, Ticket ticket);
    // Reads are not repeated: `detail` is the key as just read or made. It is changed to what ZPA should have now.
    // Throws base::Error where ZPA refuses the change itself (Invalid, AlreadyExists), or knows the key, or what it
    // shall refer to, no more (NotFound).
    void put(zpa::KeyDetail& detail, const zpa::KeyChanges& changes, zpa::Urgency urgency);
    void remove(const std::string& id, zpa::Urgency urgency);  // gone already is success

    std::shared_ptr<const std::vector<zpa::Group>> groups(base::Instant not_before);
    std::shared_ptr<const std::vector<zpa::EnrollmentCertificate>> certificates(base::Instant not_before);
    // Does any component refer to this key, which has just been read?
    bool has_components(const zpa::Key& fresh);

private:
    enum class About { Call, Keys };  // whose refusals mean: one thing, or all keys of the place
    template <typename Call>
    auto ask(Call&& call, About about = About::Call);
    Blocked explain_place(const base::Error& error) const;
    void demand_open() const;
    zpa::Permit read_permit(zpa::Urgency urgency);
    zpa::Permit write_permit(zpa::Urgency urgency);
    zpa::Place place_in_zpa() const { return {place_.type, session_->microtenant(place_.microtenant_id)}; }
    zpa::Permit permit(zpa::CallClass call_class, zpa::Urgency urgency);
    std::shared_ptr<zpa::Inventory> inventory() const { return session_->inventory(place_.microtenant_id); }

    const std::shared_ptr<zpa::Session> session_;
    const Place place_;
    telemetry::ZpaMetrics& metrics_;
    const std::stop_token stop_;
    std::optional<zpa::Permit> reserved_;
};

}  // namespace provisioning_key
