// Places of Secrets that were made and never filled: none outlives its object, or the name that the spec gave it.
#include "tests/scenario/secret_care.h"

namespace scenario {

class EmptyPlace : public SecretCare {
protected:
    // A Secret of the operator's, as it is before (or after) anything is put into it.
    void create_place(const std::string& name, const std::string& owner, const json& data = json::object()) {
        cluster.create(kube::secrets(), {{"apiVersion", "v1"},
                                         {"kind", "Secret"},
                                         {"metadata",
                                          {{"name", name},
                                           {"namespace", ns},
                                           {"labels", {{common::kManagedByLabel, common::kManagedByValue}}},
                                           {"annotations", {{common::kOwnerAnnotation, owner}}}}},
                                         {"stringData", data}});
    }
    // Was there such a request, answered so?
    static bool was_seen(const ApiProxy& proxy, const std::string& method, const std::string& path, int status) {
        const auto seen = proxy.seen();
        return std::any_of(seen.begin(), seen.end(), [&](const auto& one) {
            return one.method == method && one.target.substr(0, one.target.find('?')).ends_with(path) &&
                   one.status == status;
        });
    }
    void wait_until_free(const std::string& name) {
        wait_for("Secret " + name + " is gone", [&] { return !secret(name); });
    }
};

TEST_F(EmptyPlace, OfAnObjectThatIsGoneGoesToo) {
    create_place("before", ns + "/ghost");
    create_place("kept", ns + "/ghost", {{"provisionkey", "left behind by Retain"}});
    create_place("astray", "elsewhere/ghost");
    begin();
    wait_until_free("before");
    create_place("after", ns + "/ghost");
    wait_until_free("after");
    EXPECT_EQ(value("kept"), "left behind by Retain");
    EXPECT_TRUE(secret("astray")) << "nobody's: no object of another namespace has its Secret here";
    EXPECT_EQ(value("blue"), before);
}

// The cache has not heard of the object yet: what the API server says counts.
TEST_F(EmptyPlace, OfAnObjectThatIsNewStays) {
    ApiProxy proxy{cluster.config(), cluster.ca()};
    start_operator({.proxy = &proxy});
    create_tenant();
    wait_tenant_ready();
    const auto held = proxy.add(
        {.action = ApiProxy::Action::hold_before, .method = "GET", .path = "/provisioningkeys\\?(?=.*watch=)"});
    proxy.cut_watches();
    proxy.wait_until_held(held);
    create_key("blue");
    create_place("blue", ns + "/blue");
    wait_for("the operator asks for the object", [&] { return was_seen(proxy, "GET", "/provisioningkeys/blue", 200); });
    const auto place = secret("blue").value().at("metadata").at("uid");
    proxy.remove(held);
    proxy.release(held, ApiProxy::Release::pass);
    wait_ready("blue");
    EXPECT_EQ(secret("blue").value().at("metadata").at("uid"), place);
}

// A successor whose watch of the objects trails sees the Secret go, and remembers its value; the object it believes in
// is not there.
TEST_F(EmptyPlace, IsNotFilledForAnObjectThatIsGone) {
    ApiProxy proxy{cluster.config(), cluster.ca()};
    auto& first = start_operator();
    create_tenant();
    create_key("blue");
    wait_ready("blue");
    auto& second = start_operator({.proxy = &proxy});
    wait_for("the standby is ready", [&] { return second.ready(); });
    const auto held = proxy.add(
        {.action = ApiProxy::Action::hold_before, .method = "GET", .path = "/provisioningkeys\\?(?=.*watch=)"});
    proxy.cut_watches();
    proxy.wait_until_held(held);
    delete_key("blue");
    wait_gone("blue");
    EXPECT_EQ(first.terminate(), 0);
    wait_for("the successor makes a place", [&] { return was_seen(proxy, "POST", "/secrets", 201); });
    wait_for("the successor asks for the object",
             [&] { return was_seen(proxy, "GET", "/provisioningkeys/blue", 404); });
    EXPECT_EQ(value("blue"), "");
    proxy.remove(held);
    proxy.release(held, ApiProxy::Release::pass);
    wait_until_free("blue");
    for (const auto& one : proxy.seen())
        EXPECT_FALSE(one.method == "PATCH" && one.target.find("/secrets/") != std::string::npos);
}

// Killed with a place that no status names yet; then the spec names another.
TEST_F(EmptyPlace, OfANameThatTheSpecHadGoesToo) {
    ApiProxy proxy{cluster.config(), cluster.ca()};
    auto& first = start_operator({.proxy = &proxy});
    create_tenant();
    wait_tenant_ready();
    const auto mark = proxy.add({.action = ApiProxy::Action::hold_before,
                                 .method = "PUT",
                                 .path = "/provisioningkeys/blue/status",
                                 .body = "\"nonce\"",
                                 .count = 1});
    create_key("blue");
    proxy.wait_until_held(mark);
    ASSERT_TRUE(secret("blue"));
    first.kill9();
    proxy.release(mark, ApiProxy::Release::drop);
    edit_key("blue", {{"secret", {{"name", "elsewhere"}}}});
    start_operator();
    wait_ready("blue");
    EXPECT_EQ(value("elsewhere"), zpa.only_key().value);
    EXPECT_FALSE(secret("blue"));
}

}  // namespace scenario
