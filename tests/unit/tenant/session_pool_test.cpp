#include "reconcilers/tenant/session_pool.h"

#include "tests/unit/tenant/support.h"

namespace tenant_test {
namespace {

const kube::ObjectKey kTenant{"net", "default"};
const kube::ObjectKey kOther{"net", "other"};

int writes_left(zpa::Session& session) {
    std::vector<zpa::Permit> permits;
    try {
        for (;;) permits.push_back(session.budget().take(zpa::CallClass::Write, zpa::Urgency::Change, "x"));
    } catch (const base::Error&) {
        return static_cast<int>(permits.size());
    }
}

TEST_F(PoolTest, the_lowest_limits_of_the_tenants_that_share_a_session_hold) {
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
