// What becomes of a pass: what is written, what is announced, when the object runs again.
#include "reconcilers/common/api.h"
#include "tests/unit/provisioning_key/pass_rig.h"

namespace {

using provisioning_key_test::PassTest;
using Reasons = std::vector<std::string>;

TEST_F(PassTest, a_reason_is_written_and_announced_once_and_tried_again) {
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(pass().requeue_after, place.timings.world);
        clock.advance(place.timings.world);
    }
    EXPECT_EQ(reason_of("Ready"), "TenantNotFound");
    EXPECT_EQ(reason_of("Reconciling"), "TenantNotFound");
    EXPECT_EQ(events.reasons, Reasons{"TenantNotFound"});
    EXPECT_EQ(api.count("PUT"), 1U);
}

TEST_F(PassTest, what_only_a_change_of_the_object_cures_is_not_tried_again) {
    edit({{"maxUsage", 0}});
    EXPECT_EQ(pass().requeue_after, std::nullopt);
    EXPECT_EQ(reason_of("Stalled"), "InvalidSpec");
    edit({{"maxUsage", 5}});
    EXPECT_EQ(pass().requeue_after, place.timings.world);
    EXPECT_EQ(reason_of("Stalled"), "");
    EXPECT_EQ(events.reasons, (Reasons{"InvalidSpec", "TenantNotFound"}));
}

TEST_F(PassTest, what_is_quiet_is_written_and_not_announced) {
    object["metadata"]["annotations"][common::kPausedAnnotation] = "true";
    change();
    EXPECT_EQ(pass().requeue_after, place.timings.world);
    EXPECT_EQ(reason_of("Ready"), "Paused");
    EXPECT_EQ(events.reasons, Reasons{});
}

TEST_F(PassTest, the_worlds_trouble_takes_nothing_back_until_there_is_work) {
    auto tenant = std::make_shared<tenant::ZpaTenant>();
    tenant->meta.namespace_name = "net";
    tenant->meta.name = "default";
    tenant->meta.resource_version = "1";
    place.tenants.put(tenant);
    place.registry.set(tenant->meta.key(), {nullptr, false, "InvalidCredentials", "refused"});
    object["status"] = {{"observedGeneration", 1},
                        {"conditions",
                         {{{"type", "Ready"},
                           {"status", "True"},
                           {"reason", "Ready"},
                           {"message", "as wanted"},
                           {"observedGeneration", 1},
                           {"lastTransitionTime", "2026-01-02T03:04:05Z"}}}}};
    change();
    EXPECT_EQ(pass().requeue_after, place.timings.world);
    EXPECT_EQ(reason_of("Ready"), "Ready");
    EXPECT_EQ(api.count("PUT"), 0U);
    edit({{"maxUsage", 6}});
    pass();
    EXPECT_EQ(reason_of("Ready"), "TenantNotReady");
    EXPECT_EQ(events.reasons, Reasons{"TenantNotReady"});
}

}  // namespace
