#include "reconcilers/provisioning_key/tenant_users.h"

#include <gtest/gtest.h>

#include "reconcilers/provisioning_key/blocked.h"
#include "reconcilers/provisioning_key/indexes.h"
#include "tests/fakes/fake_clock.h"

namespace provisioning_key {
namespace {

const kube::ObjectKey kTenant{"net", "default"};

class TenantUsersTest : public ::testing::Test {
protected:
    TenantUsersTest() { add_indexes(keys, secrets); }

    static std::shared_ptr<ProvisioningKey> key_of(const std::string& namespace_name, zpa::AssociationType type,
                                                   const std::string& microtenant = "") {
        auto object = std::make_shared<ProvisioningKey>();
        object->meta.namespace_name = namespace_name;
        object->meta.name = "key";
        object->meta.resource_version = "1";
        Spec spec;
        spec.tenant = kTenant;
        spec.association_type = type;
        spec.microtenant_id = microtenant;
        object->spec = spec;
        return object;
    }
    tenant::Users users() {
        return tenant_users(keys, tenants, [](const std::string&) { return std::nullopt; }, queue);
    }

    cache::Store<ProvisioningKey> keys;
    cache::Store<secrets::OwnedSecret> secrets;
    cache::Store<tenant::ZpaTenant> tenants;
    fakes::FakeClock clock;
    queue::WorkQueue queue{{}, clock};
};

TEST_F(TenantUsersTest, whom_the_tenant_does_not_allow_asks_nothing_of_it) {
    keys.put(key_of("net", zpa::AssociationType::ConnectorGroup));
    keys.put(key_of("team", zpa::AssociationType::ServiceEdgeGroup, "72"));
    EXPECT_TRUE(users().demands(kTenant).empty()) << "there is no such tenant";
    auto tenant = std::make_shared<tenant::ZpaTenant>();
    tenant->meta.namespace_name = kTenant.namespace_name;
    tenant->meta.name = kTenant.name;
    tenant->meta.resource_version = "1";
    tenants.put(tenant);
    EXPECT_EQ(users().demands(kTenant), (std::vector<tenant::Demand>{{zpa::AssociationType::ConnectorGroup, ""}}));
    auto open = std::make_shared<tenant::ZpaTenant>(*tenant);
    open->meta.resource_version = "2";
    open->spec.allowed_namespaces.names = {"team"};
    tenants.put(open);
    EXPECT_EQ(users().demands(kTenant).size(), 2U);
}

TEST_F(TenantUsersTest, only_who_leaves_something_in_zpa_holds_a_tenant) {
    auto object = key_of("net", zpa::AssociationType::ConnectorGroup);
    object->meta.finalizers = {{"zpa-operator.io/provisioning-key"}};
    keys.put(object);
    EXPECT_EQ(users().holders(kTenant), 0U) << "it has no key";
    auto owner = std::make_shared<ProvisioningKey>(*object);
    owner->meta.resource_version = "2";
    owner->status.identity.id = "58001";
    keys.put(owner);
    EXPECT_EQ(users().holders(kTenant), 1U);
    auto retaining = std::make_shared<ProvisioningKey>(*owner);
    retaining->meta.resource_version = "3";
    auto spec = *owner->spec;
    spec.deletion_policy = DeletionPolicy::Retain;
    retaining->spec = spec;
    keys.put(retaining);
    EXPECT_EQ(users().holders(kTenant), 0U) << "Retain never needs the cloud";
}

TEST_F(TenantUsersTest, objects_are_counted_by_the_reason_of_their_ready) {
    const auto unseen = key_of("net", zpa::AssociationType::ConnectorGroup);
    keys.put(unseen);
    telemetry::Metrics metrics;
    telemetry::ZpaMetrics zpa_metrics{metrics, clock};
    const auto number_of = [&](const std::string& state) {
        users().count(kTenant, zpa_metrics);
        return metrics.gauge(telemetry::metric::zpa_keys, {{"tenant", "net/default"}, {"state", state}}).Value();
    };
    EXPECT_EQ(number_of("New"), 1);
    auto paused = std::make_shared<ProvisioningKey>(*unseen);
    paused->meta.resource_version = "2";
    paused->status.conditions.push_back({.type = "Ready", .status = "False", .reason = reason::kPaused, .message = ""});
    keys.put(paused);
    EXPECT_EQ(number_of("Paused"), 1);
    EXPECT_EQ(number_of("New"), 0);
}

}  // namespace
}  // namespace provisioning_key
