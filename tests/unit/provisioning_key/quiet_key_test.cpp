// A key that is as wanted: what passes find of it, and what they do not do.
#include "tests/unit/provisioning_key/quiet_key_rig.h"

namespace {

using provisioning_key_test::QuietKeyTest;
using Reasons = std::vector<std::string>;

TEST_F(QuietKeyTest, needs_nothing) {
    clock.advance(place.timings.list_lag);  // one that has just been named is looked at once more
    for (int i = 0; i < 3; ++i) EXPECT_EQ(pass().requeue_after, std::nullopt);
    EXPECT_EQ(api.count("PUT"), 0U);
    EXPECT_EQ(events.reasons, Reasons{});
}

TEST_F(QuietKeyTest, shows_how_far_it_is_used) {
    clock.advance(place.timings.list_lag);
    in_zpa->usage_count = 4;
    pass();
    EXPECT_EQ(object["status"]["usageCount"], 4);
    EXPECT_EQ(object["status"]["remaining"], 1);
    EXPECT_EQ(reason_of("UsageAvailable"), "RunningLow");
    EXPECT_EQ(events.reasons, Reasons{});
}

TEST_F(QuietKeyTest, that_others_disabled_is_left_so_and_says_so_also_while_nobody_looks) {
    clock.advance(place.timings.list_lag);
    place.recollection.name_settled("blue-1", "blue", true);
    in_zpa->enabled = false;
    EXPECT_EQ(pass().requeue_after, std::nullopt);
    EXPECT_EQ(reason_of("UsageAvailable"), "Disabled");
    EXPECT_EQ(reason_of("Ready"), "Ready");
    object["metadata"]["annotations"][common::kPausedAnnotation] = "true";
    change();
    pass();
    EXPECT_EQ(reason_of("Ready"), "Paused");
    EXPECT_EQ(reason_of("UsageAvailable"), "Disabled");
    object["metadata"]["annotations"].erase(common::kPausedAnnotation);
    edit({{"enabled", true}});
    on_put = [&](const nlohmann::json& body) { in_zpa->enabled = body.at("enabled"); };
    pass();
    EXPECT_EQ(reason_of("UsageAvailable"), "Available");
}

TEST_F(QuietKeyTest, of_which_zpa_changes_only_a_part_is_shown_as_it_is) {
    clock.advance(place.timings.list_lag);
    in_zpa->enabled = false;
    edit({{"enabled", true}, {"maxUsage", 9}});
    on_put = [&](const nlohmann::json&) { in_zpa->enabled = true; };
    EXPECT_EQ(pass().requeue_after, place.timings.world);
    EXPECT_EQ(reason_of("Ready"), "UpdateIgnored");
    EXPECT_EQ(reason_of("UsageAvailable"), "Available");
}

TEST_F(QuietKeyTest, goes_on_before_others_where_calls_enough_are_under_way) {
    clock.advance(place.timings.list_lag);
    const auto session = place.registry.present_session({"net", "default"});
    std::vector<zpa::Session::Visit> others;
    for (int i = 0; i < zpa::Session::Options{}.max_in_flight; ++i) others.push_back(session->enter());
    EXPECT_EQ(pass().priority, queue::kPriorityHigh);
    for (int i = 0; i < 50; ++i) pass();
    EXPECT_EQ(pass().priority, queue::kPriorityNormal) << "a crowd waits like everybody";
    others.clear();
    EXPECT_EQ(pass().requeue_after, std::nullopt);
    EXPECT_EQ(api.count("PUT"), 0U) << "none of that is worth a status";
}

TEST_F(QuietKeyTest, edited_between_our_put_and_our_look_is_put_right_once_more) {
    clock.advance(place.timings.list_lag);
    in_zpa->max_usage = 77;
    int puts = 0;
    on_put = [&](const nlohmann::json&) { in_zpa->max_usage = ++puts == 1 ? 50 : 5; };
    EXPECT_EQ(pass().requeue_after, std::nullopt);
    EXPECT_EQ(puts, 2);
    EXPECT_EQ(reason_of("Ready"), "Ready");
    EXPECT_EQ(events.reasons, (Reasons{"DriftCorrected", "DriftCorrected"}));
}

TEST_F(QuietKeyTest, that_zpa_always_writes_in_another_way_is_not_written_again_and_again) {
    clock.advance(place.timings.list_lag);
    in_zpa->max_usage = 77;
    int puts = 0;
    on_put = [&](const nlohmann::json&) { in_zpa->max_usage = 50 + ++puts; };
    EXPECT_EQ(pass().requeue_after, place.timings.world);
    EXPECT_EQ(puts, 2);
    EXPECT_EQ(reason_of("Ready"), "UpdateIgnored");
}

// It is not as wanted, and no condition but its own would say so: lists and reads go on.
TEST_F(QuietKeyTest, that_may_not_be_put_right_says_so) {
    clock.advance(place.timings.list_lag);
    place.recollection.name_settled("blue-1", "blue", true);
    in_zpa->max_usage = 77;
    put_refusal = 403;
    EXPECT_EQ(pass().requeue_after, place.timings.world);
    EXPECT_EQ(reason_of("Ready"), "TenantNotReady");
    put_refusal = 0;
    in_zpa->max_usage = 5;
    pass();
    EXPECT_EQ(reason_of("Ready"), "Ready");
}

TEST_F(QuietKeyTest, that_zpa_fails_to_put_right_says_so) {
    clock.advance(place.timings.list_lag);
    in_zpa->max_usage = 77;
    put_refusal = 500;
    pass();
    EXPECT_EQ(reason_of("Ready"), "ZPAUnavailable");
    EXPECT_NE(object["status"].dump().find("500"), std::string::npos) << "it is there, so nobody need look for it";
}

// ZPA is there for everybody else, so no gate is shut.
TEST_F(QuietKeyTest, that_zpa_fails_to_put_right_is_written_less_and_less_often) {
    clock.advance(place.timings.list_lag);
    place.recollection.name_settled("blue-1", "blue", true);
    const auto fails_for = [&](int seconds) {
        const auto next = pass().requeue_after;
        EXPECT_EQ(next, base::Duration(std::chrono::seconds(seconds)));
        clock.advance(next.value_or(base::Duration::zero()));
    };
    in_zpa->max_usage = 77;
    put_refusal = 500;
    for (const int seconds : {5, 10, 20, 40, 60, 60}) fails_for(seconds);
    put_refusal = 0;
    on_put = [&](const nlohmann::json&) { in_zpa->max_usage = 5; };
    EXPECT_EQ(pass().requeue_after, std::nullopt);
    EXPECT_EQ(reason_of("Ready"), "Ready");
    in_zpa->max_usage = 77;
    put_refusal = 500;
    fails_for(5);
}

// Of that the gate takes care, for all keys together, and lets them go on as soon as ZPA is back.
TEST_F(QuietKeyTest, that_waits_for_a_zpa_that_is_away_waits_no_longer_each_time) {
    clock.advance(place.timings.list_lag);
    in_zpa->max_usage = 77;
    put_refusal = 503;
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(pass().requeue_after, base::Duration(std::chrono::seconds(5)));
        clock.advance(std::chrono::seconds(5));
    }
}

TEST_F(QuietKeyTest, in_trouble_with_its_secret_has_its_name_looked_at_all_the_same) {
    place.recollection.named("blue-1", clock.now());
    clock.advance(place.timings.name_check);
    place.secrets.replace({});
    api.answer([this](const http::Request& request) {
        if (request.method == "POST") return tests::ScriptedApi::refusal(403, "Forbidden");
        if (request.method == "GET") return tests::ScriptedApi::refusal(404, "NotFound");
        object["status"] = nlohmann::json::parse(request.body).at("status");
        number();
        return tests::ScriptedApi::reply(200, object);
    });
    const auto next = pass().requeue_after;
    ASSERT_TRUE(next.has_value());
    EXPECT_EQ(reason_of("SecretSynced"), "SecretRefused");
    EXPECT_EQ(*next, place.timings.list_lag - place.timings.name_check);
}

TEST_F(QuietKeyTest, whose_change_zpa_drops_is_written_once) {
    clock.advance(place.timings.list_lag);
    in_zpa->max_usage = 77;
    int puts = 0;
    on_put = [&](const nlohmann::json&) { ++puts; };
    EXPECT_EQ(pass().requeue_after, place.timings.world);
    EXPECT_EQ(puts, 1);
    EXPECT_EQ(reason_of("Ready"), "UpdateIgnored");
}

TEST_F(QuietKeyTest, that_is_gone_is_said_to_have_no_uses) {
    clock.advance(place.timings.list_lag + place.timings.soon);
    in_zpa.reset();
    EXPECT_EQ(pass().requeue_after, base::Duration::zero()) << "it is made again at once";
    EXPECT_EQ(reason_of("Ready"), "KeyDeletedInZPA");
    EXPECT_EQ(reason_of("UsageAvailable"), "");
    for (const auto* field : {"id", "usageCount", "maxUsage", "remaining"}) {
        EXPECT_FALSE(object["status"].contains(field)) << field;
    }
}

}  // namespace
