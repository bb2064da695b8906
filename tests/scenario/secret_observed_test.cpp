// The Secret of a key that is somebody else's and only watched.
#include "tests/scenario/secret_care.h"

namespace scenario {

class ObservedSecret : public SecretCare {
protected:
    void SetUp() override {
        start_operator();
        create_tenant();
        theirs = zpa.add_key("Theirs");
    }
    void observe(const json& spec = json::object()) {
        json wanted = {{"managementPolicy", "Observe"}, {"name", "theirs"}, {"group", nullptr}, {"maxUsage", nullptr}};
        wanted.merge_patch(spec);
        create_key("blue", wanted);
    }
    simulator::Key theirs;
};

TEST_F(ObservedSecret, RenamedLeavesNoValueBehind) {
    observe();
    wait_ready("blue");
    EXPECT_EQ(value("blue"), theirs.value);
    edit_key("blue", {{"secret", {{"name", "elsewhere"}}}});
    wait_ready("blue");
    EXPECT_EQ(value("elsewhere"), theirs.value);
    EXPECT_FALSE(secret("blue"));
    delete_key("blue");
    wait_gone("blue");
    EXPECT_FALSE(secret("elsewhere"));
    EXPECT_EQ(zpa.only_key().value, theirs.value);
}

TEST_F(ObservedSecret, TemplateKnowsTheNameThatZpaHas) {
    observe({{"secret", {{"template", {{"env", "$(name)/$(id)"}}}}}});
    EXPECT_EQ(wait_ready("blue").at("status").at("name"), "Theirs");
    EXPECT_EQ(value("blue", "env"), "Theirs/" + theirs.id);
}

TEST_F(ObservedSecret, EmptyOneOfAKeyThatZpaOnlyListsIsNotReady) {
    wait_tenant_ready();
    zpa.fail(simulator::Fault::Kind::stale, "list", 0);
    zpa.simulator.portal.remove<simulator::Key>(zpa.customer(), theirs.id);
    observe();
    EXPECT_NE(message(wait_reason("blue", "KeyNotFound")).find(theirs.id), std::string::npos);
    zpa.simulator.faults.clear();
    const auto again = zpa.add_key("Theirs");
    wait_ready("blue");
    EXPECT_EQ(value("blue"), again.value);
}

}  // namespace scenario
