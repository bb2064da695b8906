// What is found in the end.
#include "tests/chaos/inspection.h"

#include <gmock/gmock.h>

#include "tests/chaos/tests/end_state_builder.h"

namespace chaos {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;

class End : public ::testing::Test {
protected:
    EndStateBuilder end;
};

TEST_F(End, OfAGoodWorldHasNoFindings) { EXPECT_EQ(end.findings(), ""); }

TEST_F(End, AnObjectThatDoesNotGo) {
    end.blue()["metadata"]["deletionTimestamp"] = "now";
    EXPECT_THAT(end.findings(), HasSubstr("ns/blue: it is still being deleted: why"));
}

TEST_F(End, ACreationWhoseOutcomeIsNotKnown) {
    end.blue()["status"]["creation"] = {{"nonce", kNonce}};
    EXPECT_THAT(end.findings(), HasSubstr("ns/blue: it does not know yet"));
}

TEST_F(End, ACreationWhoseSecretIsInTheWay) {
    end.waits("SecretConflict").blue()["status"]["creation"] = {{"birthName", "north-blue." + kNonce}};
    end.state.keys["c1/k7"] = EndStateBuilder::key("north-blue." + kNonce);
    EXPECT_THAT(end.findings(), AllOf(HasSubstr("ns/blue: it does not know yet"), HasSubstr("belongs to nobody")));
    end.state.strangers_secrets[{"ns", "blue"}] = "s2";
    end.blues_secret() = end.state.secrets.at({"ns", "hers"});
    end.blues_secret()["metadata"]["uid"] = "s2";
    EXPECT_EQ(end.findings(), "");
}

TEST_F(End, ReadyWithoutAKey) {
    end.blue()["status"].erase("identity");
    EXPECT_THAT(end.findings(), HasSubstr("ns/blue: it is Ready and has no key"));
}

TEST_F(End, ReadyWhereTheKeyOrTheSecretIsNot) {
    for (const auto* type : {"KeySynced", "SecretSynced"}) {
        EndStateBuilder one;
        one.say(type, "False", "Whatever");
        EXPECT_THAT(one.findings(), HasSubstr("it is Ready, and " + std::string(type) + " is False"));
        one.blue()["status"]["conditions"].erase(type == std::string("KeySynced") ? 1 : 2);
        EXPECT_THAT(one.findings(), HasSubstr("it is Ready, and " + std::string(type) + " is "));
    }
}

TEST_F(End, ReadyAndStillAtIt) {
    for (const auto* type : {"Stalled", "Reconciling"}) {
        EndStateBuilder one;
        EXPECT_EQ(one.say(type, "False", "Whatever").findings(), "");
        EXPECT_THAT(one.say(type, "True", "Whatever").findings(), HasSubstr(type + std::string(" is True")));
    }
}

TEST_F(End, TwoObjectsOfOneKey) {
    end.with_green();
    EndStateBuilder::has_key(end.state.objects.back(), "c1", "k1");
    EXPECT_THAT(end.findings(), HasSubstr("ns/green: key c1/k1 is ns/blue's, too"));
}

TEST_F(End, AKeyThatIsNotThere) {
    end.state.keys.erase("c1/k1");
    EXPECT_THAT(end.findings(), HasSubstr("ns/blue: its key c1/k1 is not in ZPA"));
}

TEST_F(End, AKeyThatBelongsToNobody) {
    end.state.keys["c1/k7"] = EndStateBuilder::key("north-gone");
    EXPECT_THAT(end.findings(), HasSubstr("key c1/k7: key north-gone belongs to nobody"));
}

TEST_F(End, AKeyThatIsNotAsItsSpecSays) {
    end.blues_key().name = "portal-7";
    EXPECT_THAT(end.findings(), HasSubstr("its key is named portal-7, not north-blue"));
    end.blue()["spec"]["name"] = "portal-7";
    EXPECT_EQ(end.findings(), "");
    end.blues_key().max_usage = 6;
    EXPECT_THAT(end.findings(), HasSubstr("another maxUsage"));
}

TEST_F(End, AKeyThatIsDisabledOrHiddenAgainstItsSpec) {
    end.blues_key().enabled = false;
    end.say("UsageAvailable", "False", "Disabled");
    EXPECT_EQ(end.findings(), "") << "the spec does not say";
    end.blue()["spec"]["enabled"] = true;
    EXPECT_THAT(end.findings(), HasSubstr("enabled or disabled against its spec"));
    end.blues_key().exportable = false;
    EXPECT_THAT(end.findings(), HasSubstr("shown or hidden against its spec"));
}

TEST_F(End, AKeyThatIsDisabledAndDoesNotSaySo) {
    end.blues_key().enabled = false;
    EXPECT_THAT(end.findings(), HasSubstr("its key is disabled, and it does not say so"));
    end.blues_key().enabled = true;
    end.say("UsageAvailable", "False", "Disabled");
    EXPECT_THAT(end.findings(), HasSubstr("its key is said to be disabled"));
}

TEST_F(End, AKeyForOtherAddresses) {
    end.blues_key().ip_acl = {"10.0.1.0/24"};
    EXPECT_EQ(end.findings(), "") << "the spec does not say";
    end.blue()["spec"]["ipAcl"] = {"10.0.2.0/24"};
    EXPECT_THAT(end.findings(), HasSubstr("its key has another ipAcl"));
}

TEST_F(End, ASecretThatIsNotThere) {
    end.state.secrets.erase({"ns", "blue"});
    EXPECT_THAT(end.findings(), HasSubstr("ns/blue: its Secret is not there"));
}

TEST_F(End, ASecretWithoutItsKeysValue) {
    end.blues_secret()["data"]["provisionkey"] = "";
    EXPECT_THAT(end.findings(), HasSubstr("its Secret does not hold its key's value"));
}

TEST_F(End, ASecretWithoutALabel) {
    end.blue()["spec"]["secret"]["labels"] = {{"team", "t1"}};
    EXPECT_THAT(end.findings(), HasSubstr("its Secret lacks the label team"));
    end.blues_secret()["metadata"]["labels"]["team"] = "t2";
    EXPECT_THAT(end.findings(), HasSubstr("its Secret lacks the label team"));
    end.blues_secret()["metadata"]["labels"]["team"] = "t1";
    EXPECT_EQ(end.findings(), "");
    end.blues_secret()["metadata"]["labels"].erase(common::kManagedByLabel);
    EXPECT_THAT(end.findings(), HasSubstr("its Secret lacks the label app.kubernetes.io/managed-by"));
}

TEST_F(End, ASecretWhoseObjectIsGone) {
    end.state.objects.clear();
    EXPECT_THAT(end.findings(), HasSubstr("ns/blue: its Secret is still there, and it is gone"));
}

TEST_F(End, ATenantThatIsNotReady) {
    end.state.tenants.front()["status"]["conditions"][0]["status"] = "False";
    EXPECT_THAT(end.findings(), HasSubstr("base/north: the tenant is not Ready: Ready: why"));
}

TEST_F(End, AStrangersKeyThatIsGoneOrChanged) {
    end.state.keys.at("c1/s1").max_usage = 1;
    EXPECT_THAT(end.findings(), HasSubstr("key c1/s1: a stranger's key was changed"));
    end.state.keys.erase("c1/s1");
    EXPECT_THAT(end.findings(), HasSubstr("key c1/s1: a stranger's key is gone"));
}

TEST_F(End, AStrangersSecretThatIsGoneOrChanged) {
    end.state.secrets.at({"ns", "hers"})["metadata"]["labels"] = {{"a", "b"}};
    EXPECT_THAT(end.findings(), HasSubstr("ns/hers: a stranger's Secret was changed"));
    end.state.secrets.erase({"ns", "hers"});
    EXPECT_THAT(end.findings(), HasSubstr("ns/hers: a stranger's Secret is gone"));
    end.state.homes.clear();
    end.state.objects.clear();
    EXPECT_THAT(end.findings(), Not(HasSubstr("ns/hers"))) << "with its namespace";
}

}  // namespace chaos
