// Which refusals of one key are taken to mean the whole organisation.
#include "reconcilers/provisioning_key/refusal.h"

#include "reconcilers/zpa/error_body.h"
#include "tests/unit/provisioning_key/pass_rig.h"

namespace {

using namespace provisioning_key;

class Refusal : public provisioning_key_test::PassTest {
protected:
    // The reason that the key is given where ZPA says this of it.
    std::string reason_for(const std::string& words, const std::string& ui_config = "") {
        object["spec"]["uiConfig"] = ui_config;
        change();
        const auto seen = place.keys.get({"net", "blue"});
        auto tools = place.tools();
        const runtime::RunContext run{{}, tests::quiet()};
        Pass pass(tools, *seen, run);
        zpa::KeyDraft draft;
        draft.name = "blue";
        draft.ui_config = ui_config;
        const auto refusal =
            base::Error(base::ErrorKind::Invalid, "400 invalid.resource.argument: " + zpa::clean_text(words))
                .with_http_status(400)
                .with_reason("invalid.resource.argument");
        return explain_refusal(pass, draft, refusal).reason;
    }
};

TEST_F(Refusal, ZpasOwnWordsCloseTheTenant) {
    EXPECT_EQ(reason_for("Use OAuth2 user codes to enrol", "a text"), reason::kTenantNotReady);
    EXPECT_EQ(reason_for("Group \"OAuth2 edges\" is full"), reason::kCreationRefused);
}

TEST_F(Refusal, WordsThatTheObjectHoldsItselfCloseNothing) {
    std::string long_text = "by OAuth2";
    while (long_text.size() < 4000) long_text += " and so on";
    EXPECT_EQ(reason_for("Not allowed: " + long_text, long_text), reason::kCreationRefused) << "quoted shortened";
    EXPECT_EQ(reason_for("Not allowed: by  user code", "by User\ncode"), reason::kCreationRefused) << "in another form";
    EXPECT_EQ(reason_for("Use OAuth2 user codes to enrol", "by OAuth2"), reason::kCreationRefused)
        << "whose words these are nobody knows";
}

}  // namespace
