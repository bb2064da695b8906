#include "reconcilers/provisioning_key/claims.h"

#include <gtest/gtest.h>

#include "reconcilers/provisioning_key/indexes.h"

using namespace provisioning_key;

namespace {

class ClaimsTest : public testing::Test {
protected:
    ClaimsTest() { add_indexes(store_, secrets_); }
    void put(const std::string& name, const Identity& identity, bool observes = false,
             const std::string& tenant = "zpa") {
        auto object = std::make_shared<ProvisioningKey>();
        object->meta.name = name;
        object->meta.namespace_name = "n";
        Spec spec;
        spec.tenant = {"n", tenant};
        object->spec = spec;
        object->meta.resource_version = std::to_string(++version_);
        object->status.identity = identity;
        object->status.observed = observes;
        store_.put(object);
    }

    const Identity identity_{"1", "", "CONNECTOR_GRP", "58001", 5};
    int version_ = 0;
    cache::Store<ProvisioningKey> store_;
    cache::Store<secrets::OwnedSecret> secrets_;
    Claims claims_{store_};
};

}  // namespace

TEST_F(ClaimsTest, WhoHasItInItsStatusOwnsIt) {
    put("first", identity_);
    put("second", {});
    EXPECT_EQ(claims_.claim(identity_, {"n", "second"}), (kube::ObjectKey{"n", "first"}));
    EXPECT_EQ(claims_.claim(identity_, {"n", "first"}), std::nullopt);
}

// Anybody may run a server that says it is that organisation.
TEST_F(ClaimsTest, AtAnotherServerItIsAnotherKey) {
    Claims claims(store_, [](const kube::ObjectKey& tenant) {
        return tenant.name == "unknown" ? "" : "https://" + tenant.name.str();
    });
    put("thief", identity_, false, "thiefs");
    put("rightful", {}, false, "zpa");
    put("another", {}, false, "zpa");
    put("later", {}, false, "unknown");
    EXPECT_EQ(claims.claim(identity_, {"n", "rightful"}), std::nullopt);
    EXPECT_EQ(claims.claim(identity_, {"n", "another"}), (kube::ObjectKey{"n", "rightful"}));
    EXPECT_EQ(claims.claim(identity_, {"n", "later"}), (kube::ObjectKey{"n", "thief"})) << "as long as nobody knows";
}

TEST_F(ClaimsTest, OfTwoAtOnceTheFirstGetsIt) {
    put("first", {});
    put("second", {});
    EXPECT_EQ(claims_.claim(identity_, {"n", "first"}), std::nullopt);
    EXPECT_EQ(claims_.claim(identity_, {"n", "second"}), (kube::ObjectKey{"n", "first"}));
}

TEST_F(ClaimsTest, AClaimEndsWithItsObject) {
    put("first", {});
    EXPECT_EQ(claims_.claim(identity_, {"n", "first"}), std::nullopt);
    store_.remove({"n", "first"});
    EXPECT_EQ(claims_.claim(identity_, {"n", "second"}), std::nullopt);
}

TEST_F(ClaimsTest, AnObjectThatClaimsAnotherKeyLetsGoOfTheFirst) {
    put("first", {});
    put("second", {});
    auto another = identity_;
    another.id = "58002";
    EXPECT_EQ(claims_.claim(identity_, {"n", "first"}), std::nullopt);
    EXPECT_EQ(claims_.claim(another, {"n", "first"}), std::nullopt);
    EXPECT_EQ(claims_.claim(identity_, {"n", "second"}), std::nullopt);
}

TEST_F(ClaimsTest, ObserversOwnNothing) {
    put("observer", identity_, true);
    EXPECT_EQ(claims_.claim(identity_, {"n", "second"}), std::nullopt);
}

TEST_F(ClaimsTest, TheSameIdInAnotherOrganisationIsAnotherKey) {
    put("first", identity_);
    EXPECT_EQ(claims_.claim({"2", "", "CONNECTOR_GRP", "58001", 5}, {"n", "second"}), std::nullopt);
}
