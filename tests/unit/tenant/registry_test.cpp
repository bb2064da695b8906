#include "reconcilers/tenant/registry.h"

#include "tests/unit/tenant/support.h"

namespace tenant_test {
namespace {

const kube::ObjectKey kTenant{"net", "default"};

class RegistryTest : public PoolTest {
protected:
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

}  // namespace
}  // namespace tenant_test
