#include "reconcilers/provisioning_key/wiring.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

#include "tests/unit/tenant/support.h"

namespace provisioning_key {
namespace {

class WiringTest : public tenant_test::PoolTest {
protected:
    WiringTest() {
        wire({keys, secrets, tenants, namespaces, pool, registry, secret_memory, debts, recollection, queue, clock});
    }

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
    static Spec of(const kube::ObjectKey& tenant) {
        Spec out;
        out.tenant = tenant;
        return out;
    }
    // An object whose key is 58001.
    void put_owner(const std::string& name, const kube::ObjectKey& tenant) {
        auto object = std::make_shared<ProvisioningKey>();
        object->meta.namespace_name = "net";
        object->meta.name = name;
        object->meta.resource_version = "1";
        object->spec = of(tenant);
        object->status.identity = {std::string(zpa_test::kCustomer), "", "CONNECTOR_GRP", "58001", 1773000025};
        keys.put(object);
    }
    // The tenant's server lists that key under one name after the other.
    void list(const kube::ObjectKey& tenant, const std::string& api_url, const std::vector<std::string>& names,
              bool ready = true) {
        auto wanted = credentials;
        wanted.api_url = api_url;
        wanted.auth_url = "https://acme.zslogin.net";
        const auto session = pool.get(tenant, wanted, 20, 10);
        registry.set(tenant, {session, ready, "", ""});
        for (const auto& name : names) {
            api->reply(200, R"({"totalPages":"1","totalCount":"1","list":[)" + key_json("58001", name) + "]}");
            clock.advance(std::chrono::seconds(1));
            session->inventory("")->refresh_keys(zpa_test::kConnector, clock.now(), zpa::Urgency::Poll, stop);
        }
    }
    void list_a_change(const kube::ObjectKey& tenant, const std::string& api_url) {
        list(tenant, api_url, {"blue", "edited"});
    }
    std::set<std::string> woken() {
        std::set<std::string> names;
        while (const auto item = queue.try_get()) {
            queue.done(item->key);
            names.insert(item->key.name);
        }
        return names;
    }
    std::size_t queued() { return woken().size(); }

    tenant::Registry registry;
    cache::Store<ProvisioningKey> keys;
    cache::Store<secrets::OwnedSecret> secrets;
    cache::Store<tenant::ZpaTenant> tenants;
    cache::Store<tenant::Namespace> namespaces;
    secrets::SecretMemory secret_memory;
    Debts debts;
    Recollection recollection;
    queue::WorkQueue queue{{}, clock};
};

TEST_F(WiringTest, a_namespace_that_is_seen_late_brings_its_keys) {
    put_key("team", "blue");
    put_key("other", "green");
    queued();
    namespaces.put(named("team", "1"));
    EXPECT_EQ(queued(), 1U);
    namespaces.put(named("team", "2"));
    EXPECT_EQ(queued(), 0U) << "its labels are the same";
    auto labelled = named("team", "3");
    labelled->meta.labels = kube::TextMap{{"zone", "a"}};
    namespaces.put(labelled);
    EXPECT_EQ(queued(), 1U);
}

TEST_F(WiringTest, the_first_list_of_namespaces_brings_nobody_twice) {
    put_key("team", "blue");
    queued();
    namespaces.replace({named("team", "1")});
    EXPECT_EQ(queued(), 0U);
}

// Anybody may run a server that says it is that organisation.
TEST_F(WiringTest, a_list_wakes_nobody_whose_key_is_at_another_server) {
    const kube::ObjectKey ours{"net", "default"}, thiefs{"net", "thiefs"}, unread{"net", "unread"};
    put_owner("rightful", ours);
    put_owner("thief", thiefs);
    put_owner("unread", unread);
    list_a_change(ours, "https://zpa.test");
    woken();
    list_a_change(thiefs, "https://thief.test");
    EXPECT_EQ(woken(), (std::set<std::string>{"thief", "unread"}));
    clock.advance(std::chrono::seconds(1));
    list_a_change(ours, "https://zpa.test");
    EXPECT_EQ(woken(), (std::set<std::string>{"rightful", "unread"})) << "as long as nobody knows where that one's is";
}

// Whoever became Ready without a list was told of nothing since.
TEST_F(WiringTest, a_first_list_brings_who_was_looked_after_without_it) {
    const kube::ObjectKey tenant{"net", "default"};
    put_owner("owner", tenant);
    woken();
    list(tenant, "https://zpa.test", {"blue"});
    EXPECT_EQ(woken(), std::set<std::string>{"owner"});
}

TEST_F(WiringTest, a_first_list_brings_who_lost_their_key_before_it) {
    const kube::ObjectKey tenant{"net", "default"};
    auto object = std::make_shared<ProvisioningKey>();
    object->meta.namespace_name = "net";
    object->meta.name = "owner";
    object->meta.resource_version = "1";
    object->spec = of(tenant);
    object->status.identity = {std::string(zpa_test::kCustomer), "", "CONNECTOR_GRP", "gone", 1773000025};
    keys.put(object);
    woken();
    list(tenant, "https://zpa.test", {"blue"});
    EXPECT_EQ(woken(), std::set<std::string>{"owner"});
}

TEST_F(WiringTest, a_first_list_brings_who_gave_its_key_up) {
    auto object = std::make_shared<ProvisioningKey>();
    object->meta.namespace_name = "net";
    object->meta.name = "owner";
    object->meta.resource_version = "1";
    object->spec = of({"net", "default"});
    object->status.abandoned.push_back({"late", "2026-01-01T00:00:00Z"});
    keys.put(object);
    woken();
    list(object->spec->tenant, "https://zpa.test", {"late"});
    EXPECT_EQ(woken(), std::set<std::string>{"owner"});
}

TEST_F(WiringTest, a_first_list_brings_nobody_before_the_tenant_is_ready) {
    const kube::ObjectKey tenant{"net", "default"};
    put_owner("owner", tenant);
    woken();
    list(tenant, "https://zpa.test", {"blue"}, false);
    EXPECT_EQ(woken(), std::set<std::string>{}) << "its becoming ready brings everything";
}

}  // namespace
}  // namespace provisioning_key
