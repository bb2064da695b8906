// What `Retain` left, or another key: a Secret may be the only copy of a value, and no other key's goes over it.
#include "tests/scenario/secret_care.h"

namespace scenario {

class KeptSecret : public SecretCare {
protected:
    // A key of an object that is gone; nobody can read its value but from the Secret.
    void leave_behind() {
        start_operator({.flags = {"--list-lag=600"}});
        create_tenant({{"pollInterval", "10m"}});
        create_key("blue", {{"exportable", false}, {"deletionPolicy", "Retain"}});
        wait_ready("blue");
        before = value("blue");
        kept = zpa.key_named("blue").id;
        delete_key("blue");
        wait_gone("blue");
        ASSERT_EQ(value("blue"), before);
    }
    void expect_kept() {
        const auto told = wait_reason("blue", "SecretConflict");
        EXPECT_NE(message(told).find(kept), std::string::npos) << message(told);
        EXPECT_EQ(value("blue"), before);
    }
    json adopt(const simulator::Key& key) { return {{"id", key.id}}; }
    simulator::Key add_hidden_key(const std::string& name) {
        const auto made = zpa.add_key(name);
        zpa.edit(made.id, [](simulator::Key& key) { key.exportable = false; });
        return made;
    }
    std::string kept;
};

TEST_F(KeptSecret, IsNotOverwrittenByAnAdoptedKey) {
    leave_behind();
    const auto theirs = zpa.add_key("theirs");
    create_key("blue", {{"adopt", adopt(theirs)}, {"group", nullptr}, {"maxUsage", nullptr}});
    expect_kept();
    edit_key("blue", {{"secret", {{"name", "another"}}}});
    wait_ready("blue");
    EXPECT_EQ(value("another"), theirs.value);
    EXPECT_EQ(value("blue"), before);
}

TEST_F(KeptSecret, IsNotOverwrittenByAnObservedKey) {
    const auto theirs = zpa.add_key("theirs");  // before the list that the observer goes by
    leave_behind();
    create_key("blue", {{"managementPolicy", "Observe"}, {"adopt", adopt(theirs)}});
    expect_kept();
}

TEST_F(KeptSecret, IsNotOverwrittenByAnObjectThatIsTurnedToItsName) {
    leave_behind();
    create_key("blue", {{"name", "another"}, {"secret", {{"name", "elsewhere"}}}});
    wait_ready("blue");
    edit_key("blue", {{"secret", {{"name", "blue"}}}});
    expect_kept();
    EXPECT_EQ(value("elsewhere"), zpa.key_named("another").value) << "it stays until the new one has the value";
    zpa.simulator.portal.remove<simulator::Key>(zpa.customer(), kept);
    look_again_until_ready("blue");
    EXPECT_EQ(value("blue"), zpa.key_named("another").value);
    EXPECT_FALSE(secret("elsewhere"));
}

// Others use the label as well; without it the watch does not show the Secret.
TEST_F(KeptSecret, IsNotOverwrittenWhereItsLabelWasLost) {
    leave_behind();
    patch_secret({{"metadata", {{"labels", {{common::kManagedByLabel, "Helm"}}}}}});
    create_key("blue", {{"name", "another"}});
    expect_kept();
    EXPECT_EQ(zpa.committed("create"), 1U);
}

TEST_F(KeptSecret, GivesItsTextToNoHiddenKey) {
    leave_behind();
    const auto hidden = add_hidden_key("theirs");
    create_key("blue", {{"adopt", adopt(hidden)}, {"group", nullptr}, {"maxUsage", nullptr}});
    expect_kept();
    zpa.simulator.portal.remove<simulator::Key>(zpa.customer(), kept);
    annotate_key("blue", "zpa-operator.io/reconcile-requested-at", "1");
    wait_reason("blue", "ValueHidden");
    EXPECT_EQ(value("blue"), "") << "nothing of a key that is gone";
    patch_secret({{"stringData", {{"provisionkey", hidden.value}}}});
    wait_ready("blue");
    EXPECT_EQ(value("blue"), hidden.value);
}

TEST_F(KeptSecret, OfAnObservedKeyIsNotTakenForTheValueOfAHiddenOne) {
    start_operator({.flags = {"--list-lag=600"}});
    create_tenant({{"pollInterval", "10m"}});
    const auto shown = zpa.add_key("shown");
    const auto hidden = add_hidden_key("hidden");
    create_key("blue", {{"managementPolicy", "Observe"}, {"adopt", adopt(shown)}});
    wait_for("the value is observed", [&] { return value("blue") == shown.value; });
    edit_key("blue", {{"managementPolicy", "Manage"}, {"adopt", adopt(hidden)}});
    wait_reason("blue", "ValueHidden");
    EXPECT_EQ(value("blue"), "");
}

}  // namespace scenario
