#include "reconcilers/provisioning_key/wiring.h"

#include <gtest/gtest.h>

#include "controller/kube/condition.h"
#include "reconcilers/common/api.h"
#include "reconcilers/secrets/empty_places.h"
#include "reconcilers/zpa/fingerprint.h"
#include "tests/unit/tenant/support.h"

using namespace provisioning_key;

namespace {

// The stores as watches fill them, and what comes of it.
class SecretWiring : public tenant_test::PoolTest {
protected:
    using Secret = std::shared_ptr<const secrets::OwnedSecret>;

    void SetUp() override {
        wire({keys, secrets, tenants, namespaces, pool, registry, memory, debts, recollection, queue, clock});
    }

    static Secret secret(const std::string& version, const std::string& value) {
        auto out = std::make_shared<secrets::OwnedSecret>();
        out->meta.name = "s";
        out->meta.namespace_name = "n";
        out->meta.resource_version = version;
        out->meta.annotations = kube::TextMap{{common::kOwnerAnnotation, "n/key"}};
        if (!value.empty()) out->data = kube::TextMap{{"provisionkey", value}};
        return out;
    }
    void put_key(bool deleting = false, const char* ready = "True") {
        auto key = std::make_shared<ProvisioningKey>();
        key->meta.name = "key";
        key->meta.namespace_name = "n";
        key->meta.resource_version = deleting ? "2" : "1";
        if (deleting) key->meta.deletion_time = clock.wall();
        key->status.conditions =
            kube::parse_conditions({{{"type", "Ready"}, {"status", ready}, {"observedGeneration", 0}}});
        keys.put(key);
        woken();
    }
    // Was the object put into the queue since this was last asked?
    bool woken() {
        const auto item = queue.try_get();
        if (item) queue.done(item->key);
        return item.has_value();
    }
    bool remembers(const std::string& value) const {
        return memory.find({"n", "key"}, zpa::fingerprint(value)).has_value();
    }

    tenant::Registry registry;
    cache::Store<ProvisioningKey> keys;
    cache::Store<secrets::OwnedSecret> secrets;
    cache::Store<tenant::ZpaTenant> tenants;
    cache::Store<tenant::Namespace> namespaces;
    secrets::SecretMemory memory;
    Debts debts;
    Recollection recollection;
    queue::WorkQueue queue{{}, clock};
};

}  // namespace

TEST_F(SecretWiring, TheFirstListWakesNobody) {
    put_key();
    secrets.replace({secret("1", "the value")});
    EXPECT_FALSE(woken()) << "the keys' own first list brings them all";
}

// The API server was away, or did not know its own rules yet, and the watch with it: the object waits for a Secret that
// is there.
TEST_F(SecretWiring, WhatALaterListShowsFirstWakesWhoWaitsForIt) {
    put_key(false, "False");
    secrets.replace({secret("1", "the value")});
    EXPECT_TRUE(woken());
}

// Its object may be gone, which the keys' own list says nothing of.
TEST_F(SecretWiring, AnEmptyPlaceOfTheFirstListWakes) {
    secrets.replace({secret("1", "")});
    EXPECT_TRUE(secrets::has_empty_place(secrets, {"n", "key"}));
    EXPECT_FALSE(secrets::has_empty_place(secrets, {"n", "another"}));
    EXPECT_TRUE(woken());
    secrets.put(secret("2", "the value"));
    EXPECT_FALSE(secrets::has_empty_place(secrets, {"n", "key"}));
}

TEST_F(SecretWiring, WhatALaterListShowsChangedIsNews) {
    put_key();
    secrets.replace({secret("1", "the value")});
    woken();
    secrets.replace({secret("2", "edited while nobody watched")});
    EXPECT_TRUE(woken());
    EXPECT_TRUE(remembers("the value"));
    secrets.replace({secret("2", "edited while nobody watched")});
    EXPECT_FALSE(woken());
    secrets.replace({});
    EXPECT_TRUE(woken());
}

TEST_F(SecretWiring, TheValueOnRecordOutlivesAllEdits) {
    auto key = std::make_shared<ProvisioningKey>();
    key->meta.name = "key";
    key->meta.namespace_name = "n";
    key->status.value_fingerprint = zpa::fingerprint("the value");
    keys.put(key);
    secrets.put(secret("1", "the value"));
    for (int i = 2; i < 100; ++i) secrets.put(secret(std::to_string(i), "edit " + std::to_string(i)));
    EXPECT_TRUE(remembers("the value"));
    EXPECT_FALSE(remembers("edit 2"));
}

TEST_F(SecretWiring, NoValueOutlivesItsObject) {
    put_key();
    secrets.put(secret("1", "the value"));
    secrets.remove({"n", "s"});
    EXPECT_TRUE(remembers("the value"));
    keys.remove({"n", "key"});
    EXPECT_FALSE(remembers("the value"));
    secrets.put(secret("2", "the value"));
    secrets.remove({"n", "s"});
    EXPECT_FALSE(remembers("the value")) << "the object was gone before its Secret";
}

TEST_F(SecretWiring, WhatADeletionTakesIsNotRemembered) {
    put_key();
    secrets.put(secret("1", "the value"));
    put_key(true);
    secrets.remove({"n", "s"});
    EXPECT_FALSE(remembers("the value"));
}
