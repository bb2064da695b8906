#include "reconcilers/provisioning_key/wiring.h"

#include <gtest/gtest.h>

#include "controller/telemetry/zpa_metrics.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/fake_random.h"

namespace provisioning_key {
namespace {

class NoFence final : public base::WriteFence {
public:
    void check() const override {}
};

class NoRequests final : public base::RequestObserver {
public:
    void request_done(std::string_view, std::string_view, std::string_view, base::Duration) override {}
};

class WiringTest : public ::testing::Test {
protected:
    WiringTest() { wire({keys, secrets, tenants, namespaces, pool, secret_memory, debts, recollection, queue, clock}); }

    void put_key(const std::string& namespace_name, const std::string& name, zpa::AssociationType type,
                 const std::string& microtenant = "") {
        auto object = std::make_shared<ProvisioningKey>();
        object->meta.namespace_name = namespace_name;
        object->meta.name = name;
        object->meta.resource_version = "1";
        object->spec.tenant = {"net", "default"};
        object->spec.association_type = type;
        object->spec.microtenant_id = microtenant;
        keys.put(object);
    }
    static std::shared_ptr<tenant::Namespace> named(const std::string& name, const std::string& version) {
        auto out = std::make_shared<tenant::Namespace>();
        out->meta.name = name;
        out->meta.resource_version = version;
        return out;
    }
    int queued() {
        int count = 0;
        while (const auto item = queue.try_get()) {
            queue.done(item->key);
            ++count;
        }
        return count;
    }

    fakes::FakeClock clock;
    fakes::ConstantRandom random;
    NoFence fence;
    NoRequests requests;
    telemetry::Metrics metrics;
    telemetry::ZpaMetrics zpa_metrics{metrics, clock};
    zpa::BudgetRegistry budgets{clock};
    tenant::SessionPool pool{budgets, fence, {}, zpa_metrics, requests, clock, random};
    cache::Store<ProvisioningKey> keys;
    cache::Store<OwnedSecret> secrets;
    cache::Store<tenant::ZpaTenant> tenants;
    cache::Store<tenant::Namespace> namespaces;
    SecretMemory secret_memory;
    Debts debts;
    Recollection recollection;
    queue::WorkQueue queue{{}, clock};
};

TEST_F(WiringTest, a_namespace_that_is_seen_late_brings_its_keys) {
    put_key("team", "blue", zpa::AssociationType::ConnectorGroup);
    put_key("other", "green", zpa::AssociationType::ConnectorGroup);
    queued();
    namespaces.put(named("team", "1"));
    EXPECT_EQ(queued(), 1);
    namespaces.put(named("team", "2"));
    EXPECT_EQ(queued(), 0) << "its labels are the same";
    auto labelled = named("team", "3");
    labelled->meta.labels["zone"] = "a";
    namespaces.put(labelled);
    EXPECT_EQ(queued(), 1);
}

TEST_F(WiringTest, the_first_list_of_namespaces_brings_nobody_twice) {
    put_key("team", "blue", zpa::AssociationType::ConnectorGroup);
    queued();
    namespaces.replace({named("team", "1")});
    EXPECT_EQ(queued(), 0);
}

TEST_F(WiringTest, whom_the_tenant_does_not_allow_asks_nothing_of_it) {
    const auto users = tenant_users(keys, tenants, namespaces, queue);
    put_key("net", "blue", zpa::AssociationType::ConnectorGroup);
    put_key("team", "green", zpa::AssociationType::ServiceEdgeGroup, "72");
    const kube::ObjectKey key{"net", "default"};
    EXPECT_TRUE(users.demands(key).empty()) << "there is no such tenant";
    auto tenant = std::make_shared<tenant::ZpaTenant>();
    tenant->meta.namespace_name = "net";
    tenant->meta.name = "default";
    tenant->meta.resource_version = "1";
    tenants.put(tenant);
    EXPECT_EQ(users.demands(key), (std::vector<tenant::Demand>{{zpa::AssociationType::ConnectorGroup, ""}}));
    auto open = std::make_shared<tenant::ZpaTenant>(*tenant);
    open->meta.resource_version = "2";
    open->spec.allowed_namespaces.names = {"team"};
    tenants.put(open);
    EXPECT_EQ(users.demands(key).size(), 2U);
}

}  // namespace
}  // namespace provisioning_key
