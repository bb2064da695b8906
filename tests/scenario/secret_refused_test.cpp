// What the API server refuses of the Secret is said, before a key is minted where there is none yet.
#include "tests/scenario/secret_care.h"

namespace scenario {

// The API server's no, whatever it is about, in its own words and with what to do.
class SecretRefusal : public SecretCare, public ::testing::WithParamInterface<int> {
protected:
    int refuse(const char* method) {
        return proxy.add(
            {.action = ApiProxy::Action::reply,
             .method = method,
             .path = "/secrets/blue",
             .status = GetParam(),
             .reply_body = status_body(GetParam(), GetParam() == 403 ? "Forbidden" : "Invalid", "the house says no")});
    }
    void expect_told(const char* verb) {
        const auto told = wait_reason("blue", "SecretRefused");
        EXPECT_EQ(condition(told, "SecretSynced"), "False");
        for (const auto& words : {std::string(verb) + " Secret " + ns + "/blue", std::string("the house says no"),
                                  std::string("operator's permissions")}) {
            EXPECT_NE(message(told).find(words), std::string::npos) << message(told);
        }
    }
    ApiProxy proxy{cluster.config(), cluster.ca()};
};

INSTANTIATE_TEST_SUITE_P(With, SecretRefusal, ::testing::Values(403, 422),
                         [](const auto& test) { return std::to_string(test.param); });

TEST_P(SecretRefusal, ToReadIsSaidBeforeAKeyIsMinted) {
    start_operator({.proxy = &proxy});
    create_tenant();
    create_strangers_secret("blue");  // so that it has to be read: whose is it?
    const auto rule = refuse("GET");
    create_key("blue");
    expect_told("read");
    EXPECT_TRUE(zpa.calls("create").empty());
    proxy.remove(rule);
    cluster.remove(kube::secrets(), {ns, "blue"});
    look_again_until_ready("blue");
}

TEST_P(SecretRefusal, ToCreateIsSaidBeforeAKeyIsMinted) {
    start_operator({.proxy = &proxy});
    create_tenant();
    const auto rule = proxy.add(
        {.action = ApiProxy::Action::reply,
         .method = "POST",
         .path = "/secrets",
         .status = GetParam(),
         .reply_body = status_body(GetParam(), GetParam() == 403 ? "Forbidden" : "Invalid", "the house says no")});
    create_key("blue");
    expect_told("create");
    EXPECT_TRUE(zpa.calls("create").empty());
    proxy.remove(rule);
    look_again_until_ready("blue");
}

TEST_P(SecretRefusal, ToReadOrDeleteIsSaidOfADeletion) {
    begin(json::object(), &proxy);
    const auto read = refuse("GET");
    delete_key("blue");
    expect_told("read");
    proxy.remove(read);
    const auto removal = refuse("DELETE");
    annotate_key("blue", "zpa-operator.io/reconcile-requested-at", "again");
    wait_for_key("blue", "the deletion is refused",
                 [](const json& object) { return message(object).find("delete Secret") != std::string::npos; });
    expect_told("delete");
    proxy.remove(removal);
    annotate_key("blue", "zpa-operator.io/reconcile-requested-at", "once more");
    wait_gone("blue");
    EXPECT_FALSE(secret("blue"));
}

}  // namespace scenario
