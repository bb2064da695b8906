// The Secret: deleted, edited, relabelled, a stranger's, refused.
#include "controller/base/error.h"
#include "controller/kube/base64.h"
#include "reconcilers/common/api.h"
#include "tests/scenario/harness/scenario.h"

namespace scenario {

// An admission policy that lets nobody create the operator's Secrets in one namespace.
class NoSecretsOfOurs {
public:
    NoSecretsOfOurs(const Cluster& where, const std::string& namespace_name) : cluster_(where), name_(namespace_name) {
        const json selector = {{"matchLabels", {{"kubernetes.io/metadata.name", name_}}}};
        const json rule = {{"apiGroups", {""}}, {"apiVersions", {"v1"}}, {"operations", {"CREATE"}}, {"resources", {"secrets"}}};
        create("ValidatingAdmissionPolicy",
               {{"failurePolicy", "Fail"},
                {"matchConstraints", {{"resourceRules", {rule}}, {"namespaceSelector", selector}}},
                {"validations",
                 {{{"expression", "!has(object.metadata.labels) || !('app.kubernetes.io/managed-by' in object.metadata.labels)"},
                   {"message", "not welcome here"}}}}});
        create("ValidatingAdmissionPolicyBinding", {{"policyName", name_}, {"validationActions", {"Deny"}}});
        wait_for("the policy holds", [&] {
            try {
                cluster_.dry_run(kube::secrets(), {{"apiVersion", "v1"},
                                                   {"kind", "Secret"},
                                                   {"metadata",
                                                    {{"name", "probe"},
                                                     {"namespace", name_},
                                                     {"labels", {{"app.kubernetes.io/managed-by", "me"}}}}}});
                return false;
            } catch (const base::Error&) {
                return true;
            }
        });
    }
    ~NoSecretsOfOurs() {
        for (const auto* kind : {"ValidatingAdmissionPolicyBinding", "ValidatingAdmissionPolicy"}) {
            cluster_.remove(resource_of(kind), {"", name_});
        }
    }
    NoSecretsOfOurs(const NoSecretsOfOurs&) = delete;
    NoSecretsOfOurs& operator=(const NoSecretsOfOurs&) = delete;

private:
    void create(const char* kind, const json& spec) const {
        cluster_.create(resource_of(kind), {{"apiVersion", "admissionregistration.k8s.io/v1"},
                                            {"kind", kind},
                                            {"metadata", {{"name", name_}}},
                                            {"spec", spec}});
    }
    const Cluster& cluster_;
    const std::string name_;
};

class SecretCare : public Scenario {
protected:
    void begin(const json& spec = json::object()) {
        start_operator();
        create_tenant();
        create_key("blue", spec);
        wait_ready("blue");
        before = value("blue");
    }
    void patch_secret(const json& merge) { cluster.patch(kube::secrets(), {ns, "blue"}, merge); }
    void create_strangers_secret(const std::string& name, const json& labels = json::object()) {
        cluster.create(kube::secrets(), {{"apiVersion", "v1"},
                                         {"kind", "Secret"},
                                         {"metadata", {{"name", name}, {"namespace", ns}, {"labels", labels}}},
                                         {"stringData", {{"password", "mine"}}}});
    }
    void forbid_more_secrets() {
        cluster.create(resource_of("ResourceQuota"), {{"apiVersion", "v1"},
                                                      {"kind", "ResourceQuota"},
                                                      {"metadata", {{"name", "few"}, {"namespace", ns}}},
                                                      {"spec", {{"hard", {{"secrets", "1"}}}}}});
        wait_for("the quota counts", [&] {
            return cluster.read(resource_of("ResourceQuota"), {ns, "few"}).value("/status/used/secrets"_json_pointer, "") == "1";
        });
    }
    std::string before;
};

// ZPA shows the value, or hides it: then only our own memory has it.
class SecretHealing : public SecretCare, public ::testing::WithParamInterface<bool> {
protected:
    json spec() const { return GetParam() ? json::object() : json{{"exportable", false}}; }
    void expect_healed() {
        const auto begin = std::chrono::steady_clock::now();
        wait_for("the value is back", [&] { return value("blue") == before; });
        EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(2));
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

TEST_F(SecretCare, StrangersSecretIsNeverTouchedAndNoKeyIsMinted) {
    create_strangers_secret("blue");
    start_operator();
    create_tenant();
    create_key("blue");
    const auto told = wait_reason("blue", "SecretConflict");
    EXPECT_EQ(condition(told, "SecretSynced"), "False");
    EXPECT_TRUE(zpa.calls("create").empty());
    EXPECT_EQ(value("blue", "password"), "mine");
    EXPECT_EQ(value("blue"), "");
    delete_key("blue");
    wait_gone("blue");
    EXPECT_EQ(value("blue", "password"), "mine");
}

TEST_F(SecretCare, StrangersSecretOutOfTheWayIsSeen) {
    create_strangers_secret("blue");
    start_operator();
    create_tenant();
    create_key("blue");
    wait_reason("blue", "SecretConflict");
    edit_key("blue", {{"secret", {{"name", "free"}}}});
    wait_ready("blue");
    EXPECT_EQ(value("free"), zpa.only_key().value);
    EXPECT_EQ(value("blue", "password"), "mine");
}

TEST_F(SecretCare, StrangersSecretInThePlaceOfALostOneIsNotFilled) {
    begin();
    zpa.go_away();
    patch_secret({{"metadata", {{"annotations", {{"zpa-operator.io/owner", nullptr}}}}}});
    wait_reason("blue", "SecretConflict");
    zpa.come_back();
}

TEST_F(SecretCare, FirstComeKeepsTheSecretTheSecondIsTold) {
    begin();
    create_key("green", {{"secret", {{"name", "blue"}}}});
    const auto told = wait_reason("green", "SecretConflict");
    EXPECT_NE(message(told).find(ns + "/blue"), std::string::npos) << message(told);
    EXPECT_EQ(zpa.keys().size(), 1U);
    EXPECT_EQ(value("blue"), before);
    delete_key("green");
    wait_gone("green");
    EXPECT_EQ(value("blue"), before);
    EXPECT_TRUE(is_ready(key("blue")));
}

TEST_F(SecretCare, QuotaThatRefusesTheSecretShowsBeforeAKeyIsMinted) {
    start_operator();
    create_tenant();
    wait_tenant_ready();
    forbid_more_secrets();
    create_key("blue");
    const auto told = wait_reason("blue", "SecretRefused");
    EXPECT_NE(message(told).find("quota"), std::string::npos) << message(told);
    EXPECT_TRUE(zpa.calls("create").empty());
    cluster.remove(resource_of("ResourceQuota"), {ns, "few"});
    annotate_key("blue", "zpa-operator.io/reconcile-requested-at", "now");
    expect_whole("blue");
}

TEST_F(SecretCare, AdmissionThatRefusesTheSecretShowsBeforeAKeyIsMinted) {
    start_operator();
    create_tenant();
    wait_tenant_ready();
    const NoSecretsOfOurs policy(cluster, ns);
    create_key("blue");
    const auto told = wait_reason("blue", "SecretRefused");
    EXPECT_NE(message(told).find("not welcome here"), std::string::npos) << message(told);
    EXPECT_TRUE(zpa.calls("create").empty());
    EXPECT_TRUE(zpa.keys().empty());
    delete_key("blue");
    wait_gone("blue");
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

}  // namespace scenario
