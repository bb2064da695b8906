#include "controller/telemetry/zpa_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fakes/fake_clock.h"

namespace {

using Class = telemetry::ZpaMetrics::Class;
using std::chrono::seconds;
using telemetry::metric::zpa_keys;
using telemetry::metric::zpa_tenant_ready;
using testing::HasSubstr;
using testing::Not;

class ZpaMetrics : public testing::Test {
protected:
    fakes::FakeClock clock_;
    telemetry::Metrics metrics_;
    telemetry::ZpaMetrics zpa_{metrics_, clock_};
};

TEST_F(ZpaMetrics, ATenantStartsAtZero) {
    zpa_.set("ns/prod", zpa_tenant_ready, 0);
    const auto text = metrics_.scrape();
    EXPECT_THAT(text, HasSubstr("zpa_tenant_ready{tenant=\"ns/prod\"} 0\n"));
    for (const auto* call_class : {"read", "write"}) {
        const auto labels = "{class=\"" + std::string(call_class) + "\",tenant=\"ns/prod\"} 0\n";
        EXPECT_THAT(text, HasSubstr("zpa_api_rate_limited_total" + labels));
        EXPECT_THAT(text, HasSubstr("zpa_api_rate_waiting" + labels));
    }
    EXPECT_THAT(text, HasSubstr("zpa_inventory_refresh_total{result=\"success\",tenant=\"ns/prod\"} 0\n"));
    EXPECT_THAT(text, HasSubstr("zpa_inventory_refresh_total{result=\"error\",tenant=\"ns/prod\"} 0\n"));
    EXPECT_THAT(text, Not(HasSubstr("zpa_inventory_age_seconds{"))) << "nothing was read yet";
}

TEST_F(ZpaMetrics, CountAndSet) {
    zpa_.request_done("ns/prod", "POST", "429");
    zpa_.rate_limited("ns/prod", Class::Write);
    zpa_.rate_waiting("ns/prod", Class::Read, 7);
    zpa_.set("ns/prod", zpa_tenant_ready, 1);
    const auto text = metrics_.scrape();
    EXPECT_THAT(text, HasSubstr("zpa_api_requests_total{code=\"429\",method=\"POST\",tenant=\"ns/prod\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("zpa_api_rate_limited_total{class=\"write\",tenant=\"ns/prod\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("zpa_api_rate_waiting{class=\"read\",tenant=\"ns/prod\"} 7\n"));
    EXPECT_THAT(text, HasSubstr("zpa_tenant_ready{tenant=\"ns/prod\"} 1\n"));
}

TEST_F(ZpaMetrics, NoPeerMakesSeriesWithoutEnd) {
    zpa_.request_done("ns/prod", "GET", "<error>");
    for (int code = 0; code < 1000; ++code) zpa_.request_done("ns/prod", "GET", std::to_string(code));
    zpa_.request_done("ns/kept", "GET", "599");
    const auto text = metrics_.scrape();
    const auto line = [](const std::string& code, const std::string& tenant, int count) {
        return "zpa_api_requests_total{code=\"" + code + "\",method=\"GET\",tenant=\"" + tenant + "\"} " +
               std::to_string(count) + "\n";
    };
    EXPECT_THAT(text, HasSubstr(line("<error>", "ns/prod", 1)));
    EXPECT_THAT(text, HasSubstr(line("157", "ns/prod", 1))) << "the last of 60, with <error> and other";
    EXPECT_THAT(text, Not(HasSubstr(line("158", "ns/prod", 1))));
    EXPECT_THAT(text, HasSubstr(line("other", "ns/prod", 942)));
    EXPECT_THAT(text, HasSubstr(line("599", "ns/kept", 1)));
    zpa_.remove_tenant("ns/prod");
    EXPECT_THAT(metrics_.scrape(), Not(HasSubstr("ns/prod")));
}

TEST_F(ZpaMetrics, AStateThatNoKeyIsInGoesToZero) {
    zpa_.set("ns/prod", zpa_keys, "state", {{"Ready", 5}, {"Stalled", 1}});
    zpa_.set("ns/prod", zpa_keys, "state", {{"Ready", 6}});
    const auto text = metrics_.scrape();
    EXPECT_THAT(text, HasSubstr("zpa_provisioning_keys{state=\"Ready\",tenant=\"ns/prod\"} 6\n"));
    EXPECT_THAT(text, HasSubstr("zpa_provisioning_keys{state=\"Stalled\",tenant=\"ns/prod\"} 0\n"));
}

TEST_F(ZpaMetrics, TheInventoryAgesFromItsLastSuccess) {
    zpa_.inventory_refreshed("ns/prod", true);
    clock_.advance(seconds(90));
    zpa_.inventory_refreshed("ns/prod", false);
    const auto text = metrics_.scrape();
    EXPECT_THAT(text, HasSubstr("zpa_inventory_age_seconds{tenant=\"ns/prod\"} 90\n"));
    EXPECT_THAT(text, HasSubstr("zpa_inventory_refresh_total{result=\"error\",tenant=\"ns/prod\"} 1\n"));
}

TEST_F(ZpaMetrics, ARemovedTenantLeavesNothingAndTouchesNobody) {
    zpa_.inventory_refreshed("ns/gone", true);
    zpa_.request_done("ns/gone", "GET", "200");
    zpa_.set("ns/gone", zpa_keys, "state", {{"Ready", 1}});
    zpa_.set("ns/kept", zpa_tenant_ready, 1);
    metrics_.scrape();
    zpa_.remove_tenant("ns/gone");
    zpa_.remove_tenant("ns/never");
    const auto text = metrics_.scrape();
    EXPECT_THAT(text, Not(HasSubstr("ns/gone")));
    EXPECT_THAT(text, HasSubstr("zpa_tenant_ready{tenant=\"ns/kept\"} 1\n"));
}

}  // namespace
