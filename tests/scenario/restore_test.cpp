// A backup is restored: objects come back with annotations but without status, Secrets with other uids.
#include "reconcilers/common/api.h"
#include "tests/scenario/harness/scenario.h"

namespace scenario {

class Restore : public Scenario {
protected:
    // What a backup tool would write again.
    static json saved(json object) {
        object.erase("status");
        for (const char* field : {"uid", "resourceVersion", "creationTimestamp", "generation", "finalizers",
                                  "deletionTimestamp", "deletionGracePeriodSeconds"}) {
            object["metadata"].erase(field);
        }
        return object;
    }
    void lose(const std::string& name) {
        cluster.patch(common::provisioning_keys(), {ns, name}, {{"metadata", {{"finalizers", nullptr}}}});
        cluster.remove(common::provisioning_keys(), {ns, name});
        cluster.remove(kube::secrets(), {ns, name});
        wait_gone(name);
    }
    json wait_annotated(const std::string& name) {
        return wait_for_key(name, "Ready with its identity noted", [](const json& object) {
            return is_ready(object) && object.at("metadata").contains("annotations");
        });
    }
};

TEST_F(Restore, ObjectAndSecretFindTheirKeyAgain) {
    auto& first = start_operator();
    create_tenant();
    create_key("blue");
    create_key("hidden", {{"exportable", false}});
    const auto blue = saved(wait_annotated("blue")), hidden = saved(wait_annotated("hidden"));
    const auto blue_secret = saved(*secret("blue")), hidden_secret = saved(*secret("hidden"));
    const auto blue_value = value("blue"), hidden_value = value("hidden");
    EXPECT_EQ(first.terminate(), 0);
    lose("blue");
    lose("hidden");

    cluster.create(kube::secrets(), blue_secret);
    cluster.create(kube::secrets(), hidden_secret);
    cluster.create(common::provisioning_keys(), blue);
    cluster.create(common::provisioning_keys(), hidden);
    start_operator();
    EXPECT_EQ(wait_ready("blue").at("status").at("id"), zpa.key_named("blue").id);
    EXPECT_EQ(wait_ready("hidden").at("status").at("id"), zpa.key_named("hidden").id);
    EXPECT_EQ(value("blue"), blue_value);
    EXPECT_EQ(value("hidden"), hidden_value) << "ZPA does not show it any more";
    EXPECT_EQ(zpa.committed("create"), 2U) << "nothing is minted twice";
}

TEST_F(Restore, WithoutItsSecretTheKeyIsStillFound) {
    auto& first = start_operator();
    create_tenant();
    create_key("blue");
    const auto blue = saved(wait_annotated("blue"));
    const auto before = value("blue");
    EXPECT_EQ(first.terminate(), 0);
    lose("blue");
    cluster.create(common::provisioning_keys(), blue);
    start_operator();
    wait_ready("blue");
    EXPECT_EQ(value("blue"), before);
    EXPECT_EQ(zpa.committed("create"), 1U);
}

// The Secret beside it proves that adopting tells nothing new.
TEST_F(Restore, InAnotherNamespaceThanTheTenantTheSecretIsTheProof) {
    auto& theirs = another_site_on_the_same_zpa();
    auto& first = start_operator();
    create_tenant({{"allowedNamespaces", {{"from", "All"}}}});
    theirs.create_key("blue", {{"tenantRef", {{"name", "default"}, {"namespace", ns}}}});
    const auto blue = theirs.wait_for_key("blue", "Ready with its identity noted", [](const json& object) {
        return is_ready(object) && object.at("metadata").contains("annotations");
    });
    const auto held = saved(*theirs.secret("blue"));
    EXPECT_EQ(first.terminate(), 0);
    cluster.patch(common::provisioning_keys(), {theirs.ns, "blue"}, {{"metadata", {{"finalizers", nullptr}}}});
    theirs.delete_key("blue");
    cluster.remove(kube::secrets(), {theirs.ns, "blue"});
    theirs.wait_gone("blue");

    cluster.create(kube::secrets(), held);
    cluster.create(common::provisioning_keys(), saved(blue));
    start_operator();
    theirs.wait_ready("blue");
    EXPECT_EQ(zpa.committed("create"), 1U);
}

TEST_F(Restore, KeyThatIsGoneFromZpaIsMadeAgain) {
    auto& first = start_operator();
    create_tenant();
    create_key("blue");
    const auto blue = saved(wait_annotated("blue"));
    const auto before = zpa.only_key();
    EXPECT_EQ(first.terminate(), 0);
    lose("blue");
    zpa.simulator.portal.remove<simulator::Key>(zpa.customer(), before.id);
    cluster.create(common::provisioning_keys(), blue);
    start_operator();
    expect_whole("blue");
    EXPECT_NE(zpa.only_key().id, before.id);
}

}  // namespace scenario
