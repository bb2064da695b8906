// The Secret's content: deleted, edited, relabelled, moved, hidden, lost.
#include "tests/scenario/secret_care.h"

namespace scenario {

// ZPA shows the value, or hides it: then only our own memory has it.
class SecretHealing : public SecretCare, public ::testing::WithParamInterface<bool> {
protected:
    json spec() const { return GetParam() ? json::object() : json{{"exportable", false}}; }
    void expect_healed() {
        wait_for("the value is back", [&] { return value("blue") == before; });
        EXPECT_EQ(zpa.committed("create"), 1U);
    }
};

INSTANTIATE_TEST_SUITE_P(OfAValue, SecretHealing, ::testing::Bool(),
                         [](const auto& test) { return test.param ? "ZpaShows" : "ZpaHides"; });

TEST_P(SecretHealing, Deleted) {
    begin(spec());
    cluster.remove(kube::secrets(), {ns, "blue"});
    expect_healed();
    wait_for_event("blue", "SecretRestored");
}

TEST_P(SecretHealing, ValueEdited) {
    begin(spec());
    patch_secret({{"stringData", {{"provisionkey", "something else"}}}});
    expect_healed();
}

TEST_P(SecretHealing, ValueRemoved) {
    begin(spec());
    patch_secret({{"data", nullptr}});
    expect_healed();
}

TEST_P(SecretHealing, DeletedWhileZpaIsGone) {
    begin(spec());
    zpa.go_away();
    cluster.remove(kube::secrets(), {ns, "blue"});
    expect_healed();
    zpa.come_back();
}

TEST_P(SecretHealing, Relabelled) {
    begin(spec());
    patch_secret({{"metadata", {{"labels", {{"app.kubernetes.io/managed-by", "me"}}}}}});
    wait_for("the label is back", [&] {
        const auto found = secret("blue");
        return found && found->at("metadata").at("labels").at("app.kubernetes.io/managed-by") == "zpa-operator";
    });
    expect_healed();
    cluster.remove(kube::secrets(), {ns, "blue"});  // it is seen again
    expect_healed();
}

TEST_P(SecretHealing, MovedToAnotherNameAndEntry) {
    begin(spec());
    edit_key("blue", {{"secret", {{"name", "elsewhere"}, {"key", "value"}}}});
    wait_ready("blue");
    EXPECT_EQ(value("elsewhere", "value"), before);
    wait_for("the old one is gone", [&] { return !secret("blue"); });
    EXPECT_EQ(zpa.committed("create"), 1U);
}

TEST_P(SecretHealing, MovedToAnotherEntry) {
    begin(spec());
    edit_key("blue", {{"secret", {{"key", "value"}}}});
    wait_for("it has moved", [&] { return value("blue", "value") == before && value("blue").empty(); });
    wait_ready("blue");
    EXPECT_EQ(zpa.committed("create"), 1U);
}

TEST_P(SecretHealing, MovedToAStrangersPlaceAndTheOldOneDeleted) {
    begin(spec());
    create_strangers_secret("taken");
    edit_key("blue", {{"secret", {{"name", "taken"}}}});
    wait_reason("blue", "SecretConflict");
    cluster.remove(kube::secrets(), {ns, "blue"});
    cluster.remove(kube::secrets(), {ns, "taken"});
    look_again_until_ready("blue");
    EXPECT_EQ(value("taken"), before);
    EXPECT_EQ(zpa.committed("create"), 1U);
}

// The watch ends, the Secret is edited, and the API server no longer knows what came after: only a new list can tell.
TEST_P(SecretHealing, ValueEditedWhileNobodyWatched) {
    ApiProxy proxy{cluster.config(), cluster.ca()};
    begin(spec(), &proxy);
    const std::string watch = "/secrets\\?(?=.*managed-by)(?=.*watch=)";
    const auto held = proxy.add({.action = ApiProxy::Action::hold_before, .method = "GET", .path = watch, .count = 1});
    proxy.cut_watches();
    proxy.wait_until_held(held);
    patch_secret({{"stringData", {{"provisionkey", "something else"}}}});
    const auto forgotten = proxy.add({.action = ApiProxy::Action::reply,
                                      .method = "GET",
                                      .path = watch,
                                      .count = 1,
                                      .status = 410,
                                      .reply_body = status_body(410, "Expired", "too old resource version")});
    proxy.release(held, ApiProxy::Release::drop);
    expect_healed();
    EXPECT_EQ(proxy.hits(forgotten), 1);
}

TEST_F(SecretCare, HoldsWhatTheTemplateSays) {
    begin({{"secret",
            {{"labels", {{"team", "edge"}}},
             {"annotations", {{"note", "hello"}}},
             {"template", {{"env", "KEY=$(value)\nID=$(id) NAME=$(name) $$(value)"}}}}}});
    const auto found = secret("blue").value();
    EXPECT_EQ(entry(found, "env"), "KEY=" + before + "\nID=" + zpa.only_key().id + " NAME=blue $(value)");
    EXPECT_EQ(found.at("metadata").at("labels").at("team"), "edge");
    EXPECT_EQ(found.at("metadata").at("annotations").at("note"), "hello");
    EXPECT_FALSE(found.at("metadata").contains("ownerReferences")) << "garbage collection would take the only copy";
    edit_key("blue", {{"secret", {{"template", nullptr}}}});
    wait_for("the entry is gone", [&] { return value("blue", "env").empty(); });
}

TEST_F(SecretCare, ValueThatNobodyHasAnyMoreMakesAnUnusedKeyAnew) {
    auto& first = start_operator();
    create_tenant();
    create_key("blue", {{"exportable", false}});
    wait_ready("blue");
    const auto old = zpa.only_key();
    EXPECT_EQ(first.terminate(), 0);
    cluster.remove(kube::secrets(), {ns, "blue"});
    start_operator();
    wait_for("another key", [&] { return zpa.keys().size() == 1 && zpa.only_key().id != old.id; });
    expect_whole("blue");
}

TEST_F(SecretCare, ValueThatNobodyHasAnyMoreIsSaidWhereTheKeyIsUsed) {
    auto& first = start_operator();
    create_tenant();
    create_key("blue", {{"exportable", false}});
    wait_ready("blue");
    const auto id = zpa.only_key().id;
    const auto lost = value("blue");
    EXPECT_EQ(first.terminate(), 0);
    zpa.edit(id, [](simulator::Key& key) { key.usage_count = 1; });
    cluster.remove(kube::secrets(), {ns, "blue"});
    start_operator();
    const auto told = wait_reason("blue", "ValueLost");
    EXPECT_NE(message(told).find("provisionkey"), std::string::npos);
    EXPECT_EQ(zpa.only_key().id, id) << "a used key is never deleted for it";
    patch_secret({{"stringData", {{"provisionkey", lost}}}});  // somebody had a copy
    wait_ready("blue");
}

// Nobody but who made the key has its value: a person may put it in, and then it is kept like any other.
TEST_F(SecretCare, HiddenValueIsTakenFromThePersonWhoHasIt) {
    const auto theirs = zpa.add_key("made by hand");
    zpa.edit(theirs.id, [](simulator::Key& key) { key.exportable = false; });
    start_operator({.flags = {"--list-lag=600"}});
    create_tenant({{"pollInterval", "10m"}});
    create_key("blue", {{"adopt", {{"id", theirs.id}}}, {"group", nullptr}, {"maxUsage", nullptr}});
    const auto told = wait_reason("blue", "ValueHidden");
    EXPECT_NE(message(told).find("provisionkey"), std::string::npos) << message(told);
    patch_secret({{"stringData", {{"provisionkey", "no value at all"}}}});
    annotate_key("blue", "zpa-operator.io/reconcile-requested-at", "1");
    wait_for_key("blue", "looked at again",
                 [](const json& object) { return object.at("status").value("lastHandledReconcileAt", "") == "1"; });
    EXPECT_EQ(reason(key("blue")), "ValueHidden");
    EXPECT_EQ(value("blue"), "no value at all");
    patch_secret({{"stringData", {{"provisionkey", theirs.value + "\n"}}}});
    wait_ready("blue");
    EXPECT_EQ(value("blue"), theirs.value) << "without the line end of an editor";
    wait_for_event("blue", "ValueAccepted");
    cluster.remove(kube::secrets(), {ns, "blue"});
    wait_for("the value is back", [&] { return value("blue") == theirs.value; });
}

// A successor whose cache trails: it knows the key that was, and remembers its value.
TEST_F(SecretCare, OlderKeyNeverGoesOverANewerOne) {
    ApiProxy proxy{cluster.config(), cluster.ca()};
    auto& first = start_operator();
    create_tenant();
    create_key("blue");
    wait_ready("blue");
    before = value("blue");
    auto& second = start_operator({.proxy = &proxy});
    wait_for("the standby is ready", [&] { return second.ready(); });
    const auto held = proxy.add(
        {.action = ApiProxy::Action::hold_before, .method = "GET", .path = "/provisioningkeys\\?(?=.*watch=)"});
    proxy.cut_watches();
    proxy.wait_until_held(held);
    zpa.simulator.portal.remove<simulator::Key>(zpa.customer(), zpa.only_key().id);
    wait_for("the key is made again",
             [&] { return !zpa.keys().empty() && is_ready(key("blue")) && value("blue") != before; });
    const auto now = zpa.only_key().value;
    EXPECT_EQ(value("blue"), now);
    EXPECT_EQ(first.terminate(), 0);
    wait_for("the successor looks at the Secret", [&] {
        const auto seen = proxy.seen();
        return std::any_of(seen.begin(), seen.end(), [](const auto& one) {
            return one.method == "GET" && one.target.ends_with("/secrets/blue");
        });
    });
    holds_for("the newer value", std::chrono::milliseconds(1000), [&] { return value("blue") == now; });
    proxy.remove(held);
    proxy.release(held, ApiProxy::Release::pass);
    wait_ready("blue");
    EXPECT_EQ(value("blue"), now);
}

// Lists trail: this one still shows a key that is gone, while its Secret is empty.
TEST_F(SecretCare, EmptySecretOfAKeyThatZpaOnlyListsIsNotReady) {
    auto& first = start_operator();
    create_tenant();
    create_key("blue");
    wait_ready("blue");
    EXPECT_EQ(first.terminate(), 0);
    zpa.fail(simulator::Fault::Kind::stale, "list", 0);
    zpa.simulator.portal.remove<simulator::Key>(zpa.customer(), zpa.only_key().id);
    cluster.remove(kube::secrets(), {ns, "blue"});
    start_operator();
    const auto told = wait_reason("blue", "Naming");
    EXPECT_EQ(condition(told, "SecretSynced"), "False");
    zpa.simulator.faults.clear();
    expect_whole("blue");
}

TEST_F(SecretCare, EmptyForWantOfAGrantIsNotCalledSynced) {
    Site& theirs = another_site_on_the_same_zpa();
    auto& first = start_operator();
    create_tenant({{"allowedNamespaces", {{"names", {theirs.ns}}}}});
    theirs.create_key("blue", {{"tenantRef", {{"name", "default"}, {"namespace", ns}}}});
    theirs.wait_ready("blue");
    EXPECT_EQ(first.terminate(), 0);
    cluster.remove(kube::secrets(), {theirs.ns, "blue"});
    edit_tenant({{"allowedNamespaces", nullptr}});
    start_operator();
    const auto told = theirs.wait_reason("blue", "NamespaceNotAllowed");
    EXPECT_EQ(condition(told, "SecretSynced"), "False");
    EXPECT_EQ(theirs.value("blue"), "");
}

// What the key waits for is longer than what the Secret waits for.
TEST_F(SecretCare, IsHealedSoonAlsoBesideAKeyThatWaits) {
    auto& first = start_operator();
    create_tenant({{"pollInterval", "10m"}});
    create_key("blue", {{"driftPolicy", "Report"}});
    wait_ready("blue");
    before = value("blue");
    zpa.edit(zpa.only_key().id, [](auto& key) { key.max_usage = 77; });
    EXPECT_EQ(first.terminate(), 0);
    cluster.remove(kube::secrets(), {ns, "blue"});
    zpa.fail(simulator::Fault::Kind::unavailable, "get", 1);
    start_operator();
    wait_for("the value is back", [&] { return value("blue") == before; });
    wait_reason("blue", "Drifted");
}

// The place is somebody else's, so the value cannot be hidden yet; nothing but a change there makes it worth a look.
TEST_F(SecretCare, WaitingToHideAValueAsksZpaNothing) {
    begin();
    patch_secret({{"metadata", {{"annotations", {{"zpa-operator.io/owner", nullptr}}}}}});
    wait_reason("blue", "SecretConflict");
    edit_key("blue", {{"exportable", false}});
    wait_for_key("blue", "the edit is seen", [](const json& object) {
        return object.at("status").value("observedGeneration", 0) == object.at("metadata").at("generation");
    });
    const auto reads = zpa.calls("get").size();
    holds_for("no call", std::chrono::milliseconds(7000), [&] { return zpa.calls("get").size() <= reads + 1; });
    cluster.remove(kube::secrets(), {ns, "blue"});
    look_again_until_ready("blue");
    EXPECT_FALSE(zpa.only_key().exportable);
    EXPECT_EQ(value("blue"), before);
}

}  // namespace scenario
