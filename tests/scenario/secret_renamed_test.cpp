// Secrets under several names: what an edited spec, a kill, Retain or a person's copy left.
#include "tests/scenario/secret_care.h"

namespace scenario {

class SecretRenamed : public SecretCare {
protected:
    // The status that says where the Secret is now waits; so the value is in "second", and the one named on record is
    // gone.
    int begin_and_rename(const json& spec = json::object()) {
        operator_ = &start_operator({.proxy = &proxy, .flags = {"--list-lag=600"}});
        create_tenant({{"pollInterval", "10m"}});
        create_key("blue", spec);
        wait_ready("blue");
        before = value("blue");
        const auto held = proxy.add({.action = ApiProxy::Action::hold_before,
                                     .method = "PUT",
                                     .path = "/provisioningkeys/blue/status",
                                     .body = "\"second\"",
                                     .count = 1});
        edit_key("blue", {{"secret", {{"name", "second"}}}});
        proxy.wait_until_held(held);
        EXPECT_EQ(value("second"), before);
        EXPECT_FALSE(secret("blue"));
        return held;
    }
    void expect_only_third() {
        wait_for("the value is in the third", [&] { return value("third") == before; });
        wait_for("the second is gone", [&] { return !secret("second"); });
        wait_ready("blue");
        EXPECT_EQ(zpa.committed("create"), 1U);
        EXPECT_TRUE(zpa.calls("delete").empty());
    }
    ApiProxy proxy{cluster.config(), cluster.ca()};
    OperatorProcess* operator_ = nullptr;
};

TEST_F(SecretRenamed, TwiceWithinAPassLeavesNothingBehind) {
    const auto held = begin_and_rename();
    edit_key("blue", {{"secret", {{"name", "third"}}}});
    proxy.release(held, ApiProxy::Release::pass);
    expect_only_third();
}

// The Secret that neither spec nor status names has the only copy.
TEST_F(SecretRenamed, TwiceWithAKillBetweenKeepsAHiddenValue) {
    const auto held = begin_and_rename({{"exportable", false}});
    operator_->kill9();
    proxy.release(held, ApiProxy::Release::drop);
    edit_key("blue", {{"secret", {{"name", "third"}}}});
    forget_lease();
    start_operator({.flags = {"--list-lag=600"}});
    expect_only_third();
}

TEST_F(SecretRenamed, NothingIsLeftOfADeletedObject) {
    const auto held = begin_and_rename();
    operator_->kill9();
    proxy.release(held, ApiProxy::Release::drop);
    edit_key("blue", {{"secret", {{"name", "third"}}}});
    delete_key("blue");
    forget_lease();
    start_operator();
    wait_gone("blue");
    EXPECT_FALSE(secret("second"));
    EXPECT_TRUE(zpa.keys().empty());
}

TEST_F(SecretRenamed, APersonsCopyStays) {
    begin();
    auto copy = secret("blue").value();
    const auto metadata = copy.at("metadata");
    copy["metadata"] = {{"name", "copy"},
                        {"namespace", ns},
                        {"labels", metadata.at("labels")},
                        {"annotations", metadata.at("annotations")}};
    cluster.create(kube::secrets(), copy);
    edit_key("blue", {{"secret", {{"name", "second"}}}});
    wait_for("the Secret moves", [&] { return value("second") == before && !secret("blue"); });
    wait_ready("blue");
    EXPECT_EQ(value("copy"), before);
    delete_key("blue");
    wait_gone("blue");
    EXPECT_EQ(value("copy"), before);
}

// With the name it had in ZPA the new object would be told of the conflict there.
TEST_F(SecretRenamed, WhatRetainLeftIsNotOverwritten) {
    begin({{"exportable", false}, {"deletionPolicy", "Retain"}});
    delete_key("blue");
    wait_gone("blue");
    ASSERT_EQ(value("blue"), before);
    create_key("blue", {{"name", "another"}});
    const auto told = wait_reason("blue", "SecretConflict");
    EXPECT_NE(message(told).find(zpa.only_key().id), std::string::npos) << message(told);
    EXPECT_EQ(value("blue"), before);
    EXPECT_EQ(zpa.committed("create"), 1U);
    zpa.simulator.portal.remove<simulator::Key>(zpa.customer(), zpa.only_key().id);
    look_again_until_ready("blue");
    EXPECT_EQ(value("blue"), zpa.only_key().value);
}

// Observed under a wrong name for a while: the Secret still has the value of the key that was managed before.
TEST_F(SecretRenamed, AHiddenValueComesAlongWhenItsKeyIsTakenBack) {
    begin({{"exportable", false}});
    const auto id = zpa.only_key().id;
    edit_key("blue", {{"managementPolicy", "Observe"}, {"name", "nobodys"}});
    wait_reason("blue", "KeyNotFound");
    edit_key(
        "blue",
        {{"managementPolicy", "Manage"}, {"name", "blue"}, {"adopt", {{"id", id}}}, {"secret", {{"name", "second"}}}});
    wait_ready("blue");
    EXPECT_EQ(value("second"), before);
    EXPECT_EQ(zpa.only_key().id, id);
}

}  // namespace scenario
