#include "reconcilers/provisioning_key/claims.h"

#include <gtest/gtest.h>

#include "reconcilers/provisioning_key/indexes.h"

using namespace provisioning_key;

namespace {

class ClaimsTest : public testing::Test {
protected:
    ClaimsTest() { add_indexes(store_, secrets_); }
    void put(const std::string& name, const Identity& identity, bool observes = false,
             const std::string& tenant = "zpa", const std::string& fingerprint = "") {
        auto object = std::make_shared<ProvisioningKey>();
        object->meta.name = name;
        object->meta.namespace_name = "n";
        Spec spec;
        spec.tenant = {"n", tenant};
        object->spec = spec;
        object->meta.resource_version = std::to_string(++version_);
        object->status.identity = identity;
        object->status.observed = observes;
        object->status.value_fingerprint = fingerprint;
        store_.put(object);
    }

    const Identity identity_{"1", "", "CONNECTOR_GRP", "58001", 5};
    int version_ = 0;
    cache::Store<ProvisioningKey> store_;
    cache::Store<secrets::OwnedSecret> secrets_;
    Claims claims_{store_};
    Claims where_servers_are_known_{store_, [](const kube::ObjectKey& tenant) {
                                        return tenant.name == "gone" ? "" : "https://" + tenant.name.str();
                                    }};
};

}  // namespace

TEST_F(ClaimsTest, WhoHasItInItsStatusOwnsIt) {
    put("first", identity_);
    put("second", {});
    EXPECT_EQ(claims_.claim(identity_, "", {"n", "second"}), (kube::ObjectKey{"n", "first"}));
    EXPECT_EQ(claims_.claim(identity_, "", {"n", "first"}), std::nullopt);
}

// Anybody may run a server that says it is that organisation.
TEST_F(ClaimsTest, AtAnotherServerItIsAnotherKey) {
    auto& claims = where_servers_are_known_;
    put("thief", identity_, false, "thiefs");
    put("rightful", {}, false, "zpa");
    put("another", {}, false, "zpa");
    put("later", {}, false, "gone");
    EXPECT_EQ(claims.claim(identity_, "", {"n", "rightful"}), std::nullopt);
    EXPECT_EQ(claims.claim(identity_, "", {"n", "another"}), (kube::ObjectKey{"n", "rightful"}));
    EXPECT_EQ(claims.claim(identity_, "", {"n", "later"}), (kube::ObjectKey{"n", "thief"}))
        << "as long as nobody knows";
}

// An identity outlives the tenant by which it came, and tells nothing of the server that made it up.
TEST_F(ClaimsTest, WhoHoldsAnotherValueHasAnotherKey) {
    put("thief", identity_, false, "gone", "sha256:made up");
    put("empty-handed", identity_, false, "gone");
    put("rightful", {}, false, "zpa");
    EXPECT_EQ(where_servers_are_known_.claim(identity_, "sha256:shown", {"n", "rightful"}), std::nullopt);
}

TEST_F(ClaimsTest, WhoHoldsTheValueHasTheKeyWhateverTheWayToIt) {
    put("first", identity_, false, "gone", "sha256:shown");
    put("second", {}, false, "zpa");
    EXPECT_EQ(where_servers_are_known_.claim(identity_, "sha256:shown", {"n", "second"}),
              (kube::ObjectKey{"n", "first"}));
    put("first", identity_, false, "gateway", "sha256:shown");
    EXPECT_EQ(where_servers_are_known_.claim(identity_, "sha256:shown", {"n", "second"}),
              (kube::ObjectKey{"n", "first"}));
}

TEST_F(ClaimsTest, WhoseValueIsHiddenOwnsItUnlessItIsKnownToBeElsewhere) {
    put("first", identity_, false, "gone", "sha256:once shown");
    put("second", {}, false, "zpa");
    EXPECT_EQ(where_servers_are_known_.claim(identity_, "", {"n", "second"}), (kube::ObjectKey{"n", "first"}));
    auto younger = identity_;
    younger.creation_time = 6;
    EXPECT_EQ(where_servers_are_known_.claim(younger, "", {"n", "second"}), std::nullopt) << "not even that is known";
}

// Perhaps its API client is not shown values.
TEST_F(ClaimsTest, WhoWasNeverShownTheValueOwnsItAtTheSameServer) {
    Claims claims(store_, [](const kube::ObjectKey&) { return "https://zpa"; });
    put("first", identity_, false, "one");
    put("second", {}, false, "another");
    EXPECT_EQ(claims.claim(identity_, "sha256:shown", {"n", "second"}), (kube::ObjectKey{"n", "first"}));
}

TEST_F(ClaimsTest, OfOneTenantTheFirstGetsItWhateverTheyHold) {
    put("first", identity_, false, "gone", "sha256:typed in");
    put("second", {}, false, "gone");
    EXPECT_EQ(where_servers_are_known_.claim(identity_, "sha256:shown", {"n", "second"}),
              (kube::ObjectKey{"n", "first"}));
}

TEST_F(ClaimsTest, OfTwoAtOnceTheSecondMayFindTheValueHiddenAlready) {
    put("first", {});
    put("second", {});
    EXPECT_EQ(claims_.claim(identity_, "sha256:shown", {"n", "first"}), std::nullopt);
    EXPECT_EQ(claims_.claim(identity_, "", {"n", "second"}), (kube::ObjectKey{"n", "first"}));
}

TEST_F(ClaimsTest, OfTwoAtOnceTheFirstGetsIt) {
    put("first", {});
    put("second", {});
    EXPECT_EQ(claims_.claim(identity_, "", {"n", "first"}), std::nullopt);
    EXPECT_EQ(claims_.claim(identity_, "", {"n", "second"}), (kube::ObjectKey{"n", "first"}));
}

TEST_F(ClaimsTest, AClaimEndsWithItsObject) {
    put("first", {});
    EXPECT_EQ(claims_.claim(identity_, "", {"n", "first"}), std::nullopt);
    store_.remove({"n", "first"});
    EXPECT_EQ(claims_.claim(identity_, "", {"n", "second"}), std::nullopt);
}

// Of ten thousand keys that one process makes it remembers those alone that the store does not show yet.
TEST_F(ClaimsTest, WhatTheStoreShowsIsHeldThereAlone) {
    put("first", {});
    EXPECT_EQ(claims_.claim(identity_, "", {"n", "first"}), std::nullopt);
    put("first", identity_);
    EXPECT_EQ(claims_.claim(identity_, "", {"n", "second"}), (kube::ObjectKey{"n", "first"}));
    put("first", {});
    EXPECT_EQ(claims_.claim(identity_, "", {"n", "second"}), std::nullopt);
}

TEST_F(ClaimsTest, AnObjectThatClaimsAnotherKeyLetsGoOfTheFirst) {
    put("first", {});
    put("second", {});
    auto another = identity_;
    another.id = "58002";
    EXPECT_EQ(claims_.claim(identity_, "", {"n", "first"}), std::nullopt);
    EXPECT_EQ(claims_.claim(another, "", {"n", "first"}), std::nullopt);
    EXPECT_EQ(claims_.claim(identity_, "", {"n", "second"}), std::nullopt);
}

TEST_F(ClaimsTest, ObserversOwnNothing) {
    put("observer", identity_, true);
    EXPECT_EQ(claims_.claim(identity_, "", {"n", "second"}), std::nullopt);
}

TEST_F(ClaimsTest, TheSameIdInAnotherOrganisationIsAnotherKey) {
    put("first", identity_);
    EXPECT_EQ(claims_.claim({"2", "", "CONNECTOR_GRP", "58001", 5}, "", {"n", "second"}), std::nullopt);
}
