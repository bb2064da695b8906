#include "reconcilers/provisioning_key/remote.h"

#include <gtest/gtest.h>

#include "tests/unit/tenant/support.h"

namespace {

using provisioning_key::Blocked;
using provisioning_key::Remote;
using zpa_test::kConnector;
namespace reason = provisioning_key::reason;

class RemoteTest : public tenant_test::SessionTest {
protected:
    Remote remote(const std::string& object = "blue", const std::string& microtenant = "") {
        std::shared_ptr<zpa::Session> shared(&session(), [](zpa::Session*) {});
        return Remote(shared, {{"net", "default"}, {"net", object}, kConnector, microtenant}, metrics, stop);
    }
    template <typename Action>
    static Blocked blocked_by(Action action) {
        try {
            action();
        } catch (const Blocked& blocked) {
            return blocked;
        }
        ADD_FAILURE() << "nothing stood in the way";
        return {};
    }
    static base::Error not_sent() {
        return base::Error(base::ErrorKind::Unavailable, "refused").with_reason("NotSent");
    }

    telemetry::Metrics registry;
    telemetry::ZpaMetrics metrics{registry, clock};
};

TEST_F(RemoteTest, a_microtenant_that_zpa_does_not_know_is_the_objects_trouble) {
    refuse("microtenantId=72", 400, "resource.not.found");
    auto blue = remote("blue", "72");
    for (int i = 0; i < 10; ++i) {
        const auto blocked = blocked_by([&] { blue.keys_since(clock.now(), zpa::Urgency::Publish); });
        EXPECT_EQ(blocked.reason, reason::kMicrotenantNotOpen);
        EXPECT_NE(blocked.message.find("microtenant 72 (spec.microtenantID)"), std::string::npos) << blocked.message;
        EXPECT_TRUE(blocked.retry);
    }
    EXPECT_EQ(calls_about("microtenantId=72"), 1U);
    EXPECT_NO_THROW(remote("green").keys_since(clock.now(), zpa::Urgency::Publish));
}

TEST_F(RemoteTest, a_hundred_keys_of_a_type_without_licence_cost_one_read) {
    refuse("CONNECTOR_GRP", 401, "authz.featureflag.permission.denied");
    for (int i = 0; i < 100; ++i) {
        auto one = remote(std::to_string(i));
        EXPECT_EQ(blocked_by([&] { one.keys_since(clock.now(), zpa::Urgency::Publish); }).reason,
                  reason::kTenantNotReady);
        EXPECT_EQ(blocked_by([&] { one.get("5", zpa::Urgency::Publish); }).reason, reason::kTenantNotReady);
        EXPECT_EQ(blocked_by([&] { one.ticket_to_create(); }).reason, reason::kTenantNotReady);
    }
    EXPECT_EQ(api->requests().size(), 1U);
    EXPECT_EQ(session().budget().waiting(zpa::CallClass::Read), 0U);
}

TEST_F(RemoteTest, a_hundred_keys_that_wait_for_a_list_that_does_not_hold_together_cost_four_reads) {
    show_row_twice("CONNECTOR_GRP");
    for (int i = 0; i < 100; ++i) {
        auto one = remote(std::to_string(i));
        const auto blocked = blocked_by([&] { one.keys_since(clock.now(), zpa::Urgency::Publish); });
        EXPECT_EQ(blocked.reason, reason::kQueued);
        EXPECT_EQ(
            blocked.message,
            "waits for a complete list, since what ZPA shows does not hold together; it is read again by itself, and "
            "where that lasts the ZPATenant says so");
        EXPECT_TRUE(blocked.quiet);
        EXPECT_FALSE(blocked.brief) << "worth a condition";
        EXPECT_EQ(blocked.retry, base::Duration(std::chrono::seconds(5)));
    }
    EXPECT_EQ(calls_about("CONNECTOR_GRP"), 4U);
}

TEST_F(RemoteTest, a_creation_that_never_left_opens_no_gate) {
    auto blue = remote();
    session().enter().unreachable();
    clock.advance(std::chrono::seconds(2));
    auto ticket = blue.ticket_to_create();
    auth->fail(base::Error(base::ErrorKind::Timeout, "no answer"));
    EXPECT_TRUE(std::holds_alternative<zpa::Refused>(blue.create({}, std::move(ticket))));
    EXPECT_NE(session().unreachable_since(), base::WallTime{});
    EXPECT_EQ(blocked_by([&] { blue.ticket_to_create(); }).reason, reason::kZpaUnavailable);
}

TEST_F(RemoteTest, a_creation_without_a_connection_is_known_to_have_made_nothing) {
    auto blue = remote();
    api->fail(not_sent());
    EXPECT_TRUE(std::holds_alternative<zpa::Refused>(blue.create({}, blue.ticket_to_create())));
    EXPECT_NE(session().unreachable_since(), base::WallTime{});
}

TEST_F(RemoteTest, who_reads_in_order_to_write_spends_no_read_before_its_turn) {
    budget->set_limits(20, 1);
    const auto other = budget->take(zpa::CallClass::Write, zpa::Urgency::Change, "other");
    auto blue = remote();
    const auto blocked = blocked_by([&] {
        blue.reserve_write(zpa::Urgency::Change);
        blue.get("1", zpa::Urgency::Change);
    });
    EXPECT_EQ(blocked.reason, reason::kQueued);
    EXPECT_TRUE(api->requests().empty());
}

TEST_F(RemoteTest, a_refused_read_keeps_the_place_of_the_write_it_is_for) {
    budget->set_limits(1, 1);
    budget->take(zpa::CallClass::Read, zpa::Urgency::Publish, "other").settle();
    {
        auto blue = remote();
        blue.reserve_write(zpa::Urgency::Change);
        EXPECT_EQ(blocked_by([&] { blue.get("1", zpa::Urgency::Change); }).retry, std::chrono::seconds(10));
    }
    EXPECT_ANY_THROW(budget->take(zpa::CallClass::Write, zpa::Urgency::Change, "late"));
    clock.advance(std::chrono::seconds(10));
    auto blue = remote();
    blue.reserve_write(zpa::Urgency::Change);
    api->reply(200, key_json("1", "a")).reply(204);
    EXPECT_TRUE(blue.get("1", zpa::Urgency::Change));
    blue.remove("1", zpa::Urgency::Change);
    EXPECT_EQ(api->calls().back().substr(0, 6), "DELETE");
}

TEST_F(RemoteTest, a_write_reserved_and_not_needed_goes_back) {
    budget->set_limits(20, 1);
    {
        remote().reserve_write(zpa::Urgency::Change);
    }
    EXPECT_NO_THROW(budget->take(zpa::CallClass::Write, zpa::Urgency::Change, "other"));
}

}  // namespace
