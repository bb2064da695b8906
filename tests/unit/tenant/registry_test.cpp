#include "reconcilers/tenant/registry.h"

#include "tests/unit/tenant/support.h"

namespace tenant_test {
namespace {

const kube::ObjectKey kTenant{"net", "default"};
const kube::ObjectKey kOther{"net", "other"};

class NoRequests final : public base::RequestObserver {
public:
    void request_done(std::string_view, std::string_view, std::string_view, base::Duration) override {}
};

class RegistryTest : public zpa_test::ClientTest {
protected:
    std::shared_ptr<zpa::Session> session(const std::string& secret, const kube::ObjectKey& tenant = kTenant,
                                          int writes = 10) {
        auto wanted = credentials;
        wanted.client_secret = secret;
        return pool.get(tenant, wanted, 20, writes);
    }
    zpa::Session::Options session_options() {
        zpa::Session::Options out;
        out.client = options();
        return out;
    }
    int writes_left(zpa::Session& session) const {
        std::vector<zpa::Permit> permits;
        try {
            for (;;) permits.push_back(session.budget().take(zpa::CallClass::Write, zpa::Urgency::Change, "x"));
        } catch (const base::Error&) {
            return static_cast<int>(permits.size());
        }
    }

    telemetry::Metrics metrics;
    telemetry::ZpaMetrics zpa_metrics{metrics, clock};
    NoRequests requests;
    fakes::ConstantRandom random;
    zpa::BudgetRegistry budgets{clock};
    tenant::SessionPool pool{budgets, fence, session_options(), zpa_metrics, requests, clock, random};
    tenant::Registry registry;
};

TEST_F(RegistryTest, credentials_that_were_accepted_stay_for_deletions_until_others_are) {
    const auto good = session("good");
    const auto wrong = session("wrong");
    registry.set(kTenant, {good, true, "Ready", ""});
    registry.set(kTenant, {wrong, false, "InvalidCredentials", ""});
    EXPECT_EQ(registry.view(kTenant).session, good);
    EXPECT_FALSE(registry.view(kTenant).ready);
    EXPECT_EQ(registry.present_session(kTenant), wrong);
    registry.set(kTenant, {wrong, true, "Ready", ""});
    EXPECT_EQ(registry.view(kTenant).session, wrong);
}

TEST_F(RegistryTest, credentials_of_another_organisation_are_not_replaced_by_those_of_the_last) {
    const auto good = session("good");
    credentials.customer_id = "216190000000000777";
    const auto elsewhere = session("good");
    registry.set(kTenant, {good, true, "Ready", ""});
    registry.set(kTenant, {elsewhere, false, "Waiting", ""});
    EXPECT_EQ(registry.view(kTenant).session, elsewhere);
}

TEST_F(RegistryTest, before_any_were_accepted_the_present_ones_must_do) {
    const auto first = session("first");
    registry.set(kTenant, {first, false, "Waiting", ""});
    EXPECT_EQ(registry.view(kTenant).session, first);
}

TEST_F(RegistryTest, what_an_organisation_does_not_support_is_not_said_of_the_next) {
    registry.set(kTenant, {session("one"), true, "Ready", ""});
    registry.report_unsupported(kTenant, {"moved", clock.now() + seconds(600)});
    EXPECT_TRUE(registry.unsupported(kTenant, clock.now()));
    EXPECT_FALSE(registry.view(kTenant).ready);
    registry.set(kTenant, {session("one"), false, "ProvisioningKeysUnsupported", ""});
    EXPECT_TRUE(registry.unsupported(kTenant, clock.now()));
    registry.set(kTenant, {session("two"), false, "Waiting", ""});
    EXPECT_FALSE(registry.unsupported(kTenant, clock.now()));
}

TEST_F(RegistryTest, an_object_that_is_gone_waits_no_more) {
    const auto one = session("one", kTenant, 1);
    registry.set(kTenant, {one, true, "Ready", ""});
    const auto held = one->budget().take(zpa::CallClass::Write, zpa::Urgency::Change, "net/a");
    zpa_test::error_of([&] { one->budget().take(zpa::CallClass::Write, zpa::Urgency::Change, "net/b"); });
    EXPECT_EQ(one->budget().waiting(zpa::CallClass::Write), 1U);
    registry.forget_waiting("net/b");
    EXPECT_EQ(one->budget().waiting(zpa::CallClass::Write), 0U);
}

TEST_F(RegistryTest, an_object_that_is_gone_waits_no_more_with_the_last_good_credentials_either) {
    const auto good = session("good", kTenant, 1);
    registry.set(kTenant, {good, true, "Ready", ""});
    registry.set(kTenant, {session("wrong"), false, "InvalidCredentials", ""});
    ASSERT_EQ(registry.view(kTenant).session, good);
    const auto held = good->budget().take(zpa::CallClass::Write, zpa::Urgency::Change, "net/a");
    zpa_test::error_of([&] { good->budget().take(zpa::CallClass::Write, zpa::Urgency::Change, "net/b"); });
    registry.forget_waiting("net/b");
    EXPECT_EQ(good->budget().waiting(zpa::CallClass::Write), 0U);
}

TEST_F(RegistryTest, the_lowest_limits_of_the_tenants_that_share_a_session_hold) {
    const auto shared = session("one", kTenant, 10);
    EXPECT_EQ(session("one", kOther, 4), shared);
    EXPECT_EQ(writes_left(*shared), 4);
    session("one", kTenant, 7);
    EXPECT_EQ(writes_left(*shared), 4) << "whoever asked last";
    pool.forget(kOther);
    EXPECT_EQ(writes_left(*shared), 7);
}

}  // namespace
}  // namespace tenant_test
