#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/scenario/harness/cluster.h"
#include "tests/scenario/harness/wait.h"
#include "tests/scenario/harness/zpa.h"

namespace scenario {

// A namespace of the shared cluster, a ZPA that its tenants lead to, and the words in which tests speak of both.
// Waiting throws Unmet, which says what was not seen and how things stood.
class Site {
public:
    // `zpa` may be shared by several sites, as two clusters share one organisation.
    explicit Site(std::shared_ptr<Zpa> shared = std::make_shared<Zpa>());

    // A tenant named "default" that leads to `zpa`, its Secret beside it. `spec` is merged over the usual one.
    json create_tenant(const json& spec = json::object(), const std::string& name = "default");
    void create_credentials(const json& changes = json::object(), const std::string& name = "zpa-credentials");
    void change_credentials(const json& changes, const std::string& name = "zpa-credentials");
    json tenant_object(const json& spec, const std::string& name = "default") const;
    // A key for five App Connectors of the group; `spec` is merged over that.
    json create_key(const std::string& name, const json& spec = json::object(), const json& metadata = json::object());
    json key_object(const std::string& name, const json& spec = json::object(),
                    const json& metadata = json::object()) const;

    json key(const std::string& name) const;
    json tenant(const std::string& name = "default") const;
    std::optional<json> secret(const std::string& name) const;
    std::string value(const std::string& secret, const std::string& entry = "provisionkey") const;  // "" for none
    void edit_key(const std::string& name, const json& spec);
    void edit_tenant(const json& spec, const std::string& name = "default");
    void annotate_key(const std::string& name, const std::string& annotation, const json& text);
    void delete_key(const std::string& name, const std::string& propagation = "");
    void delete_tenant(const std::string& name = "default");

    using Predicate = std::function<bool(const json&)>;
    json wait_for_key(const std::string& name, const std::string& what, const Predicate& so) const;
    // For the object's present generation. After an edit that may take a list of ZPA's: while a fault spoils lists this
    // waits in vain. End the fault first, or wait for what the fault does (wait_reason(name, "Queued")).
    json wait_ready(const std::string& name) const;
    // For the object's present generation.
    json wait_reason(const std::string& name, const std::string& why, const std::string& type = "Ready") const;
    void wait_gone(const std::string& name) const;
    json wait_for_tenant(const std::string& what, const Predicate& so, const std::string& name = "default") const;
    json wait_tenant_ready(const std::string& name = "default") const;
    json wait_tenant_reason(const std::string& why, const std::string& name = "default") const;
    // Ready, under its own name in ZPA, the only key there, and its Secret holds the very value.
    void expect_whole(const std::string& name) const;
    std::vector<json> events(const std::string& name, const std::string& why = "") const;
    json wait_for_event(const std::string& name, const std::string& why) const;
    // Objects, statuses, events and leases as text; of Secrets what is beside their data.
    std::string everything_readable() const;

    void discard() const;

    Cluster& cluster = Cluster::shared();
    const std::string ns;

private:
    std::shared_ptr<Zpa> zpa_;

public:
    Zpa& zpa = *zpa_;
};

}  // namespace scenario
