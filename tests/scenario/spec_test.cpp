// Specs that cannot be: refused by the API server's own rules.
#include "controller/base/error.h"
#include "reconcilers/common/api.h"
#include "tests/scenario/harness/scenario.h"
#include "tests/schema/key_mistakes.h"
#include "tests/schema/secret_mistakes.h"
#include "tests/schema/tenant_mistakes.h"

namespace scenario {

using schema::Change;
using schema::Mistake;

class BadSpec : public Scenario {
protected:
    std::string refusal(const kube::Resource& resource, const json& object) const {
        try {
            cluster.dry_run(resource, object);
        } catch (const base::Error& error) {
            return error.what();
        }
        return "";
    }
};

class BadKey : public BadSpec, public ::testing::WithParamInterface<Mistake> {};

TEST_P(BadKey, IsRefusedByTheApiServer) {
    const auto& mistake = GetParam();
    const auto said = refusal(common::provisioning_keys(), key_object(mistake.object_name, mistake.spec));
    EXPECT_NE(said.find(mistake.server_says), std::string::npos) << (said.empty() ? "it was accepted" : said);
}

std::string name_of(const ::testing::TestParamInfo<Mistake>& test) { return test.param.name; }

INSTANTIATE_TEST_SUITE_P(With, BadKey, ::testing::ValuesIn(schema::key_mistakes()), name_of);
INSTANTIATE_TEST_SUITE_P(WithASecret, BadKey, ::testing::ValuesIn(schema::secret_mistakes()), name_of);

class BadTenant : public BadSpec, public ::testing::WithParamInterface<Mistake> {};

TEST_P(BadTenant, IsRefusedByTheApiServer) {
    const auto said = refusal(common::zpa_tenants(), tenant_object(GetParam().spec));
    EXPECT_NE(said.find(GetParam().server_says), std::string::npos) << (said.empty() ? "it was accepted" : said);
}

INSTANTIATE_TEST_SUITE_P(With, BadTenant, ::testing::ValuesIn(schema::tenant_mistakes()), name_of);

class BadChange : public BadSpec, public ::testing::WithParamInterface<Change> {};

TEST_P(BadChange, IsRefusedByTheApiServer) {
    create_key("blue", GetParam().before);
    std::string said;
    try {
        edit_key("blue", GetParam().after);
    } catch (const base::Error& error) {
        said = error.what();
    }
    EXPECT_NE(said.find(GetParam().server_says), std::string::npos) << (said.empty() ? "it was accepted" : said);
}

INSTANTIATE_TEST_SUITE_P(Of, BadChange, ::testing::ValuesIn(schema::key_changes()),
                         [](const auto& test) { return test.param.name; });

// What no schema can say is the operator's to tell, once.
TEST_F(BadSpec, ThatOnlyTheOperatorNoticesIsStalledUntilItChanges) {
    start_operator();
    create_tenant();
    wait_tenant_ready();
    create_key("blue", {{"ipAcl", {"999.0.2.1"}}});
    const auto told = wait_reason("blue", "InvalidSpec");
    EXPECT_EQ(condition(told, "Stalled"), "True");
    EXPECT_EQ(condition(told, "Reconciling"), "");
    EXPECT_NE(message(told).find("spec.ipAcl"), std::string::npos) << message(told);
    EXPECT_NE(message(told).find("999.0.2.1"), std::string::npos);
    EXPECT_TRUE(zpa.calls("create").empty());
    edit_key("blue", {{"ipAcl", {"192.0.2.1"}}});
    expect_whole("blue");
    EXPECT_EQ(condition(key("blue"), "Stalled"), "");
}

// Where the rules were got round, the key on record is looked for where it cannot be: that is never "gone", and never a
// reason for another.
TEST_F(BadSpec, AnotherPlaceThanTheKeysIsStalledAlsoInADeletion) {
    start_operator();
    create_tenant();
    create_key("blue");
    wait_ready("blue");
    const auto id = zpa.only_key().id;
    // The status is the operator's; a key that was recorded for another place is what a changed spec looks like from
    // there.
    cluster.patch_status(common::provisioning_keys(), {ns, "blue"},
                         {{"identity", {{"associationType", "SERVICE_EDGE_GRP"}}}});
    const auto told = wait_reason("blue", "InvalidSpec");
    EXPECT_EQ(condition(told, "Stalled"), "True");
    EXPECT_NE(message(told).find("spec.associationType"), std::string::npos) << message(told);
    delete_key("blue");
    wait_for_key("blue", "stays",
                 [](const json& object) { return message(object).find("abandon") != std::string::npos; });
    EXPECT_EQ(zpa.only_key().id, id);
    EXPECT_EQ(zpa.committed("create"), 1U);
    annotate_key("blue", "zpa-operator.io/abandon", "true");
    wait_gone("blue");
}

// A default name is the tenant's prefix and the object's name: only together are they too long.
TEST_F(BadSpec, DefaultNameThatIsTooLongIsSaidBeforeAnythingIsMade) {
    start_operator();
    create_tenant({{"namePrefix", std::string(60, 'p')}});
    const auto name = std::string(190, 'n');
    create_key(name);
    const auto told = wait_reason(name, "InvalidSpec");
    EXPECT_NE(message(told).find("250 characters"), std::string::npos) << message(told);
    EXPECT_EQ(condition(told, "Stalled"), "");
    EXPECT_TRUE(zpa.calls("create").empty());
    edit_key(name, {{"name", "short"}});
    wait_ready(name);
}

}  // namespace scenario
