// The Secret's place: a stranger's, refused, held in vain.
#include "tests/scenario/secret_care.h"

namespace scenario {

// What a Secret of the operator's must be for the policies of these tests.
constexpr auto kNoneOfOurs =
    "!has(object.metadata.labels) || !('app.kubernetes.io/managed-by' in object.metadata.labels)";
constexpr auto kWithATeam =
    "!has(object.metadata.labels) || !('app.kubernetes.io/managed-by' in object.metadata.labels) || 'team' in "
    "object.metadata.labels";

// An admission policy about the Secrets that are created in one namespace.
class AdmissionPolicy {
public:
    AdmissionPolicy(const Cluster& where, const std::string& namespace_name, const char* expression)
        : cluster_(where), name_(namespace_name) {
        const json selector = {{"matchLabels", {{"kubernetes.io/metadata.name", name_}}}};
        const json rule = {
            {"apiGroups", {""}}, {"apiVersions", {"v1"}}, {"operations", {"CREATE"}}, {"resources", {"secrets"}}};
        create("ValidatingAdmissionPolicy",
               {{"failurePolicy", "Fail"},
                {"matchConstraints", {{"resourceRules", {rule}}, {"namespaceSelector", selector}}},
                {"validations", {{{"expression", expression}, {"message", "not welcome here"}}}}});
        create("ValidatingAdmissionPolicyBinding", {{"policyName", name_}, {"validationActions", {"Deny"}}});
        wait_for("the policy holds", [&] { return refuses(); });
    }
    ~AdmissionPolicy() { remove(); }
    AdmissionPolicy(const AdmissionPolicy&) = delete;
    AdmissionPolicy& operator=(const AdmissionPolicy&) = delete;

    void lift() const {
        remove();
        wait_for("the policy is lifted", [&] { return !refuses(); });
    }

private:
    void remove() const {
        for (const auto* kind : {"ValidatingAdmissionPolicyBinding", "ValidatingAdmissionPolicy"}) {
            cluster_.remove(resource_of(kind), {"", name_});
        }
    }
    bool refuses() const {
        try {
            cluster_.dry_run(
                kube::secrets(),
                {{"apiVersion", "v1"},
                 {"kind", "Secret"},
                 {"metadata",
                  {{"name", "probe"}, {"namespace", name_}, {"labels", {{"app.kubernetes.io/managed-by", "me"}}}}}});
            return false;
        } catch (const base::Error&) {
            return true;
        }
    }
    void create(const char* kind, const json& spec) const {
        cluster_.create(resource_of(kind), {{"apiVersion", "admissionregistration.k8s.io/v1"},
                                            {"kind", kind},
                                            {"metadata", {{"name", name_}}},
                                            {"spec", spec}});
    }
    const Cluster& cluster_;
    const std::string name_;
};

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

// Between the loss and the news of it: the watch still shows ours when somebody else's stands in its place.
TEST_F(SecretCare, StrangersSecretInThePlaceOfALostOneIsNotFilled) {
    ApiProxy proxy(cluster.config(), cluster.ca());
    begin(json::object(), &proxy);
    zpa.go_away();
    proxy.stall_watches(std::chrono::minutes(10));
    cluster.remove(kube::secrets(), {ns, "blue"});
    create_strangers_secret("blue");
    const auto uid = secret("blue").value().at("metadata").at("uid");
    proxy.remove_all();
    wait_reason("blue", "SecretConflict");
    zpa.come_back();
    annotate_key("blue", "zpa-operator.io/reconcile-requested-at", "again");
    const auto told = wait_for_key("blue", "looked at once more", [](const json& object) {
        return object.at("status").value("lastHandledReconcileAt", "") == "again";
    });
    EXPECT_EQ(reason(told), "SecretConflict");
    const auto theirs = secret("blue").value();
    EXPECT_EQ(theirs.at("metadata").at("uid"), uid);
    EXPECT_EQ(entry(theirs, "password"), "mine");
    EXPECT_EQ(theirs.at("data").size(), 1U) << "nothing of ours is in it";
    for (const auto* ours : {"labels", "annotations"}) EXPECT_FALSE(theirs.at("metadata").contains(ours)) << ours;
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
    look_again_until_ready("blue");
    expect_whole("blue");
}

TEST_F(SecretCare, AdmissionThatRefusesTheSecretShowsBeforeAKeyIsMinted) {
    start_operator();
    create_tenant();
    wait_tenant_ready();
    AdmissionPolicy policy(cluster, ns, kNoneOfOurs);
    create_key("blue");
    const auto told = wait_reason("blue", "SecretRefused");
    EXPECT_NE(message(told).find("not welcome here"), std::string::npos) << message(told);
    EXPECT_TRUE(zpa.calls("create").empty());
    EXPECT_TRUE(zpa.keys().empty());
    policy.lift();
    look_again_until_ready("blue");
    expect_whole("blue");
}

TEST_F(SecretCare, AdmissionThatRefusesTheSecretDoesNotHoldADeletionUp) {
    start_operator();
    create_tenant();
    const AdmissionPolicy policy(cluster, ns, kNoneOfOurs);
    create_key("blue");
    wait_reason("blue", "SecretRefused");
    delete_key("blue");
    wait_gone("blue");
}

// The Secret has what the spec gives it from the first moment on, and loses it when the spec does.
TEST_F(SecretCare, AdmissionThatDemandsALabelIsServedByTheSpec) {
    const AdmissionPolicy policy(cluster, ns, kWithATeam);
    begin({{"secret", {{"labels", {{"team", "edge"}, {"tier", "1"}}}, {"annotations", {{"cost/centre", "7"}}}}}});
    edit_key("blue", {{"secret", {{"labels", {{"tier", nullptr}}}, {"annotations", nullptr}}}});
    wait_for("label and annotation are gone", [&] {
        const auto metadata = secret("blue").value().at("metadata");
        return !metadata.at("labels").contains("tier") && !metadata.at("annotations").contains("cost/centre");
    });
    wait_ready("blue");
    EXPECT_EQ(secret("blue").value().at("metadata").at("labels").at("team"), "edge");
    EXPECT_EQ(value("blue"), before);
}

// A place that was held before ZPA refused the key is not left behind when the spec names another.
TEST_F(SecretCare, PlaceThatWasHeldInVainIsGivenBack) {
    start_operator();
    create_tenant();
    wait_tenant_ready();
    create_key("blue", {{"group", {{"name", nullptr}, {"id", "123456"}}}});
    wait_reason("blue", "CreationRefused");
    ASSERT_TRUE(secret("blue"));
    edit_key("blue", {{"secret", {{"name", "elsewhere"}}}, {"group", {{"id", nullptr}, {"name", Zpa::kGroup}}}});
    wait_ready("blue");
    EXPECT_EQ(value("elsewhere"), zpa.only_key().value);
    EXPECT_FALSE(secret("blue"));
}

}  // namespace scenario
