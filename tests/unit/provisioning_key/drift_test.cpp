#include "reconcilers/provisioning_key/drift.h"

#include <gtest/gtest.h>

using provisioning_key::find_drift;
using provisioning_key::refers_to;

namespace {

zpa::Key key_in_zpa() {
    zpa::Key key;
    key.name = "edge";
    key.max_usage = 5;
    key.usage_count = 2;
    key.group_id = "7";
    key.group_name = "Edge Group";
    return key;
}

}  // namespace

TEST(Drift, FieldsThatTheSpecLeavesOutAreNotManaged) {
    auto key = key_in_zpa();
    key.enabled = false;
    key.ip_acl = {"10.0.0.1"};
    key.ui_config = "x";
    EXPECT_TRUE(find_drift({}, "edge", {}, key).empty());
}

TEST(Drift, EachFieldIsNamedWithBothValues) {
    provisioning_key::Spec spec;
    spec.max_usage = 9;
    spec.enabled = false;
    const auto drift = find_drift(spec, "other", {}, key_in_zpa());
    EXPECT_EQ(drift.fields, (std::vector<std::string>{"name edge instead of other", "maxUsage 5 instead of 9",
                                                      "enabled true instead of false"}));
    EXPECT_EQ(drift.edits,
              (std::vector<std::string>{"name edge -> other", "maxUsage 5 -> 9", "enabled true -> false"}));
    EXPECT_EQ(drift.changes.name, "other");
    EXPECT_EQ(drift.changes.max_usage, 9);
    EXPECT_EQ(drift.changes.enabled, false);
}

TEST(Drift, GroupsAndCertificatesAreNamedAsFarAsTheirNamesAreKnown) {
    provisioning_key::Spec spec;
    spec.group = {"", "Other Group"};
    spec.enrollment_cert = {"33", ""};
    auto key = key_in_zpa();
    key.enrollment_cert_id = "22";
    const auto drift = find_drift(spec, "edge", {"8", "33"}, key);
    EXPECT_EQ(drift.edits,
              (std::vector<std::string>{"group \"Edge Group\" (7) -> \"Other Group\" (8)", "enrollmentCert 22 -> 33"}));
}

TEST(Drift, MaxUsageIsNeverAskedToGoBelowWhatIsUsed) {
    provisioning_key::Spec spec;
    spec.max_usage = 1;
    EXPECT_EQ(find_drift(spec, "edge", {}, key_in_zpa()).changes.max_usage, 2);
    auto key = key_in_zpa();
    key.max_usage = 2;
    EXPECT_TRUE(find_drift(spec, "edge", {}, key).empty());
}

TEST(Drift, AddressesCompareHoweverTheyAreWritten) {
    provisioning_key::Spec spec;
    spec.ip_acl = {"2001:DB8:0::1", "10.0.0.0/8"};
    auto key = key_in_zpa();
    key.ip_acl = {"10.0.0.0/8", "2001:db8::1"};
    EXPECT_TRUE(find_drift(spec, "edge", {}, key).empty());
    spec.ip_acl = {"2001:DB8:0::1", "10.1.2.3/8"};
    EXPECT_TRUE(find_drift(spec, "edge", {}, key).empty()) << "ZPA may well keep ranges without the bits of a host";
    key.ip_acl = {"10.0.0.0/9", "2001:db8::1"};
    EXPECT_EQ(find_drift(spec, "edge", {}, key).changes.ip_acl, spec.ip_acl);
}

TEST(Drift, AnEmptyListClearsTheRestriction) {
    provisioning_key::Spec spec;
    spec.ip_acl = std::vector<std::string>{};
    auto key = key_in_zpa();
    key.ip_acl = {"10.0.0.1"};
    EXPECT_TRUE(find_drift(spec, "edge", {}, key).changes.ip_acl->empty());
}

TEST(Drift, ExportableGoesOneWay) {
    provisioning_key::Spec spec;
    auto key = key_in_zpa();
    spec.exportable = false;
    EXPECT_EQ(find_drift(spec, "edge", {}, key).changes.exportable, false);
    spec.exportable = true;
    key.exportable = false;
    EXPECT_TRUE(find_drift(spec, "edge", {}, key).empty());
}

TEST(Drift, AGroupNamedInAnotherCaseIsTheSame) {
    EXPECT_TRUE(refers_to({"", "EDGE group"}, "7", "Edge Group"));
    EXPECT_FALSE(refers_to({"", "edge"}, "7", "Edge Group"));
    EXPECT_FALSE(refers_to({"", ""}, "7", ""));
    EXPECT_TRUE(refers_to({"7", ""}, "7", "whatever"));
}
