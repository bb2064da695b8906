// Debts: keys that objects left which are gone, found by their birth name.
#include "reconcilers/provisioning_key/settling.h"

#include <gtest/gtest.h>

#include "tests/fakes/key_workplace.h"
#include "tests/unit/provisioning_key/pass_rig.h"
#include "tests/unit/tenant/support.h"

namespace {

using std::chrono::seconds;

// One object that is gone, and an organisation whose lists lack its key.
class SettlingTest : public tenant_test::PoolTest {
protected:
    SettlingTest() {
        api->otherwise([](const http::Request&) {
            return tests::ScriptedApi::reply(
                200, {{"totalPages", "1"},
                      {"list", nlohmann::json::array({nlohmann::json::parse(key_json("58001", "green"))})}});
        });
        const auto session = pool.get(tenant, credentials, 20, 10);
        place.registry.set(tenant, {session, true, "Ready", ""});
        place.debts.add(object, {.tenant = tenant,
                                 .type = zpa::AssociationType::ConnectorGroup,
                                 .microtenant_id = "",
                                 .customer_id = credentials.customer_id,
                                 .effective_microtenant_id = credentials.microtenant_id,
                                 .birth_name = "blue.0123456789abcdef",
                                 .since = clock.now()});
    }
    std::optional<base::Duration> settle() {
        auto tools = place.tools();
        return provisioning_key::settle_debts(tools, object, {{}, tests::quiet()});
    }

    const kube::ObjectKey tenant{"net", "default"}, object{"net", "blue"};
    tests::ScriptedApi kubernetes{clock};
    const kube::Client client{kubernetes.connection(), base::open_fence(), 0};
    provisioning_key_test::Events events;
    fakes::KeyWorkplace place{client, events, clock, random};
};

TEST_F(SettlingTest, passes_that_follow_each_other_share_a_list) {
    EXPECT_TRUE(settle());
    const auto calls = api->calls().size();
    for (int i = 0; i < 5; ++i) {
        clock.advance(seconds(1));
        EXPECT_TRUE(settle());
    }
    EXPECT_EQ(api->calls().size(), calls);
    clock.advance(place.timings.fresh);
    EXPECT_TRUE(settle());
    EXPECT_GT(api->calls().size(), calls) << "one that is not fresh any more is read again";
}

TEST_F(SettlingTest, is_over_once_a_list_from_after_the_last_moment_lacks_the_key) {
    clock.advance(place.timings.settle() - seconds(1));
    EXPECT_EQ(settle(), seconds(1));
    clock.advance(seconds(1));
    EXPECT_EQ(settle(), std::nullopt);
    EXPECT_TRUE(place.debts.of(object).empty());
}

}  // namespace
