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

    void put_key(const std::string& namespace_name, const std::string& name) {
        auto object = std::make_shared<ProvisioningKey>();
        object->meta.namespace_name = namespace_name;
        object->meta.name = name;
        object->meta.resource_version = "1";
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
    put_key("team", "blue");
    put_key("other", "green");
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
    put_key("team", "blue");
    queued();
    namespaces.replace({named("team", "1")});
    EXPECT_EQ(queued(), 0);
}

}  // namespace
}  // namespace provisioning_key
