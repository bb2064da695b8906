// What people do to an object while its POST is under way.
#include "controller/base/error.h"
#include "reconcilers/common/api.h"
#include "tests/scenario/harness/scenario.h"

namespace scenario {

// Held before or after ZPA acted.
class DuringCreation : public Scenario, public ::testing::WithParamInterface<bool> {
protected:
    void begin() {
        start_operator({.flags = {"--post-deadline=20"}});
        create_tenant();
        wait_tenant_ready();
        call_ = zpa.hold("create", GetParam());
        create_key("blue");
        zpa.wait_until_held();
    }
    void go_on() { zpa.release(call_, simulator::Release::answer); }
    void tear_off_finalizers() {
        cluster.patch(common::provisioning_keys(), {ns, "blue"}, {{"metadata", {{"finalizers", nullptr}}}});
    }

private:
    std::string call_;
};

INSTANTIATE_TEST_SUITE_P(Held, DuringCreation, ::testing::Bool(),
                         [](const auto& test) { return test.param ? "AfterZpaActed" : "BeforeZpaActed"; });

TEST_P(DuringCreation, DeletedObjectLeavesNoKey) {
    begin();
    delete_key("blue");
    go_on();
    wait_gone("blue");
    EXPECT_TRUE(zpa.keys().empty());
    EXPECT_FALSE(secret("blue"));
    EXPECT_EQ(zpa.committed("create"), 1U);
}

TEST_P(DuringCreation, ObjectTornOffByForceLeavesNoKey) {
    begin();
    delete_key("blue");
    tear_off_finalizers();
    wait_gone("blue");
    go_on();
    wait_for("the key was made", [&] { return zpa.committed("create") == 1; });
    wait_for("the key is gone again", [&] { return zpa.keys().empty(); });
}

TEST_P(DuringCreation, ObjectMadeAnewGetsAKeyOfItsOwn) {
    begin();
    delete_key("blue");
    tear_off_finalizers();
    wait_gone("blue");
    create_key("blue", {{"maxUsage", 7}});
    go_on();
    wait_ready("blue");
    wait_for("only the new object's key is left", [&] { return zpa.keys().size() == 1; });
    expect_whole("blue");
    EXPECT_EQ(zpa.only_key().max_usage, 7);
}

TEST_P(DuringCreation, EditedSpecIsWhatTheKeyEndsUpWith) {
    begin();
    edit_key("blue", {{"maxUsage", 9}, {"name", "green"}, {"enabled", false}});
    go_on();
    const auto object = wait_ready("blue");
    const auto in_zpa = zpa.only_key();
    EXPECT_EQ(in_zpa.name, "green");
    EXPECT_EQ(in_zpa.max_usage, 9);
    EXPECT_FALSE(in_zpa.enabled);
    EXPECT_EQ(value("blue"), in_zpa.value);
    EXPECT_EQ(zpa.committed("create"), 1U);
}

TEST_P(DuringCreation, RenamedSecretIsWhereTheValueEndsUp) {
    begin();
    edit_key("blue", {{"secret", {{"name", "elsewhere"}}}});
    go_on();
    wait_ready("blue");
    EXPECT_EQ(value("elsewhere"), zpa.only_key().value);
    wait_for("the first place is empty", [&] { return !secret("blue"); });
}

TEST_P(DuringCreation, RetainedObjectGoesAndSaysUnderWhichNameAKeyMayBe) {
    begin();
    edit_key("blue", {{"deletionPolicy", "Retain"}});
    const auto birth_name = key("blue").at("status").at("creation").at("birthName").get<std::string>();
    delete_key("blue");
    go_on();
    wait_gone("blue");
    const auto told = wait_for_event("blue", "KeyLeft");
    const auto note = told.at("note").get<std::string>();
    const auto found = zpa.keys();
    ASSERT_EQ(found.size(), 1U);
    EXPECT_TRUE(note.find(birth_name) != std::string::npos || note.find(found.front().id) != std::string::npos) << note;
}

}  // namespace scenario
