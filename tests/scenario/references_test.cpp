// Groups and certificates by name: missing, ambiguous, and cured without help when the world changes.
#include "tests/scenario/harness/scenario.h"

namespace scenario {

class References : public Scenario {
protected:
    void SetUp() override {
        start_operator();
        create_tenant();
        wait_tenant_ready();
    }
    // Returns the new one.
    simulator::Group make_group_anew(const std::string& name) {
        auto& portal = zpa.simulator.portal;
        portal.remove<simulator::Group>(zpa.customer(), zpa.group_id(name));
        return portal.add_group(zpa.customer(), simulator::connector_group, name);
    }
    simulator::Certificate add_certificate(const std::string& name) {
        simulator::Certificate certificate;
        certificate.name = name;
        return zpa.simulator.portal.add(zpa.customer(), certificate);
    }
};

TEST_F(References, MissingGroupIsNamedAndCured) {
    create_key("blue", {{"group", {{"name", "nowhere"}}}});
    const auto told = wait_reason("blue", "GroupNotFound");
    EXPECT_NE(message(told).find("nowhere"), std::string::npos);
    EXPECT_TRUE(zpa.calls("create").empty());
    zpa.simulator.portal.add_group(zpa.customer(), simulator::connector_group, "Nowhere");
    expect_whole("blue");
    EXPECT_EQ(zpa.only_key().group_id, zpa.group_id("Nowhere")) << "names are compared without case";
}

TEST_F(References, TwoGroupsOfOneNameAreAmbiguousAndCured) {
    zpa.simulator.portal.add_group(zpa.customer(), simulator::connector_group, "twins");
    const auto second = zpa.simulator.portal.add_group(zpa.customer(), simulator::connector_group, "TWINS");
    create_key("blue", {{"group", {{"name", "twins"}}}});
    const auto told = wait_reason("blue", "GroupAmbiguous");
    EXPECT_NE(message(told).find(second.id), std::string::npos) << message(told);
    EXPECT_TRUE(zpa.calls("create").empty());
    zpa.simulator.portal.remove<simulator::Group>(zpa.customer(), second.id);
    expect_whole("blue");
    EXPECT_EQ(zpa.only_key().group_id, zpa.group_id("twins"));
}

// The list that names are resolved by may be ten minutes old: a refusal is a reason to read it again.
TEST_F(References, GroupMadeAnewUnderItsNameIsFoundByTheNextTry) {
    zpa.simulator.portal.add_group(zpa.customer(), simulator::connector_group, "short-lived");
    create_key("blue", {{"group", {{"name", "short-lived"}}}});
    wait_ready("blue");
    delete_key("blue");
    wait_gone("blue");
    const auto anew = make_group_anew("short-lived");
    create_key("green", {{"group", {{"name", "short-lived"}}}});
    wait_reason("green", "CreationRefused");
    edit_key("green", {{"maxUsage", 7}});  // by itself after a minute
    expect_whole("green");
    EXPECT_EQ(zpa.only_key().group_id, anew.id);
}

TEST_F(References, GroupMadeAnewUnderItsNameIsFoundAfterARefusedChange) {
    zpa.simulator.portal.add_group(zpa.customer(), simulator::connector_group, "short-lived");
    create_key("blue", {{"group", {{"name", "short-lived"}}}});
    wait_ready("blue");
    edit_key("blue", {{"group", {{"name", Zpa::kGroup}}}});
    wait_ready("blue");
    const auto anew = make_group_anew("short-lived");
    edit_key("blue", {{"group", {{"name", "short-lived"}}}});
    wait_reason("blue", "UpdateRefused");
    edit_key("blue", {{"maxUsage", 7}});  // by itself within five minutes
    expect_whole("blue");
    EXPECT_EQ(zpa.only_key().group_id, anew.id);
    EXPECT_EQ(zpa.only_key().max_usage, 7);
}

// A PUT has the whole key in it: whatever is to change, ZPA refuses the group that is not there any more.
TEST_F(References, KeyFollowsItsGroupThatWasMadeAnew) {
    zpa.simulator.portal.add_group(zpa.customer(), simulator::connector_group, "short-lived");
    create_key("blue", {{"group", {{"name", "short-lived"}}}});
    wait_ready("blue");
    const auto anew = make_group_anew("short-lived");
    edit_key("blue", {{"maxUsage", 7}});
    wait_reason("blue", "UpdateRefused");
    edit_key("blue", {{"maxUsage", 8}});
    expect_whole("blue");
    EXPECT_EQ(zpa.only_key().group_id, anew.id);
    EXPECT_EQ(zpa.only_key().max_usage, 8);
}

TEST_F(References, GroupOfTheOtherTypeDoesNotCount) {
    create_key("blue", {{"group", {{"name", Zpa::kEdgeGroup}}}});
    wait_reason("blue", "GroupNotFound");
}

TEST_F(References, UnknownGroupIdIsRefusedByZpaAndSaid) {
    create_key("blue", {{"group", {{"name", nullptr}, {"id", "123456"}}}});
    wait_reason("blue", "CreationRefused");
    EXPECT_TRUE(zpa.keys().empty());
    EXPECT_FALSE(key("blue").at("status").contains("creation"));
    const auto polls = zpa.calls("list").size();
    wait_for("some polls", [&] { return zpa.calls("list").size() > polls + 3; });
    EXPECT_EQ(zpa.calls("create").size(), 1U) << "ZPA has said no, nobody asks again at once";
    edit_key("blue", {{"group", {{"id", zpa.group_id(Zpa::kGroup)}}}});
    expect_whole("blue");
}

TEST_F(References, UnknownGroupIdIsCuredWhenTheGroupAppearsAndSomebodyAsks) {
    create_key("blue", {{"group", {{"name", nullptr}, {"id", "123456"}}}});
    const auto told = wait_reason("blue", "CreationRefused");
    EXPECT_EQ(condition(told, "Stalled"), "") << "the world may cure it";
    EXPECT_EQ(condition(told, "Reconciling"), "True");
    auto group = zpa.simulator.portal.add_group(zpa.customer(), simulator::connector_group, "made later");
    group.name = "123456";
    group.id = "123456";
    zpa.simulator.portal.add(zpa.customer(), group);
    annotate_key("blue", "zpa-operator.io/reconcile-requested-at", "now");  // by itself after a minute
    expect_whole("blue");
    EXPECT_EQ(zpa.only_key().group_id, "123456");
}

TEST_F(References, UnknownCertificateIdIsRefusedByZpaAndCuredByTheSpec) {
    create_key("blue", {{"enrollmentCert", {{"id", "999999"}}}});
    const auto told = wait_reason("blue", "CreationRefused");
    EXPECT_EQ(condition(told, "Reconciling"), "True");
    EXPECT_TRUE(zpa.keys().empty());
    const auto made = add_certificate("ours");
    edit_key("blue", {{"enrollmentCert", {{"id", made.id}}}});
    expect_whole("blue");
    EXPECT_EQ(zpa.only_key().certificate_id, made.id);
}

TEST_F(References, MissingCertificateIsNamedAndCured) {
    create_key("blue", {{"enrollmentCert", {{"name", "ours"}}}});
    wait_reason("blue", "CertificateNotFound");
    EXPECT_TRUE(zpa.calls("create").empty());
    const auto made = add_certificate("ours");
    expect_whole("blue");
    EXPECT_EQ(zpa.only_key().certificate_id, made.id);
}

TEST_F(References, TwoCertificatesOfOneNameAreAmbiguousAndCured) {
    add_certificate("ours");
    const auto second = add_certificate("Ours");
    create_key("blue", {{"enrollmentCert", {{"name", "ours"}}}});
    wait_reason("blue", "CertificateAmbiguous");
    zpa.simulator.portal.remove<simulator::Certificate>(zpa.customer(), second.id);
    expect_whole("blue");
}

TEST_F(References, DefaultCertificateFollowsTheAssociationType) {
    create_key("blue");
    create_key("edge", {{"associationType", simulator::service_edge_group}, {"group", {{"name", Zpa::kEdgeGroup}}}});
    EXPECT_EQ(wait_ready("blue").at("status").at("enrollmentCert").at("name"), "Connector");
    EXPECT_EQ(wait_ready("edge").at("status").at("enrollmentCert").at("name"), "Service Edge");
}

TEST_F(References, ChangedGroupIsPutIntoZpa) {
    create_key("blue");
    wait_ready("blue");
    zpa.simulator.portal.add_group(zpa.customer(), simulator::connector_group, "second");
    edit_key("blue", {{"group", {{"name", "second"}}}});
    wait_ready("blue");
    EXPECT_EQ(zpa.only_key().group_id, zpa.group_id("second"));
}

// Types whose groups the API does not list.
class WithoutLists : public References, public ::testing::WithParamInterface<std::string> {};

INSTANTIATE_TEST_SUITE_P(Of, WithoutLists, ::testing::Values("NP_ASSISTANT_GRP", "SITE_CONTROLLER_GRP", "EXPORTER_GRP"),
                         [](const auto& test) { return test.param; });

TEST_P(WithoutLists, WorkByIds) {
    const auto group = zpa.simulator.portal.add_group(zpa.customer(), GetParam(), "of that type");
    const auto certificate = add_certificate("of that type");
    create_key("blue", {{"associationType", GetParam()},
                        {"group", {{"id", group.id}, {"name", nullptr}}},
                        {"enrollmentCert", {{"id", certificate.id}}}});
    expect_whole("blue");
    EXPECT_EQ(zpa.only_key().association_type, GetParam());
    edit_key("blue", {{"maxUsage", 9}});
    wait_for("the edit", [&] { return zpa.only_key().max_usage == 9; });
    delete_key("blue");
    wait_gone("blue");
    EXPECT_TRUE(zpa.keys().empty());
}

// Nobody lists their components either, so a use is all there is to go by.
TEST_P(WithoutLists, UsedKeyIsRetiredNotDeleted) {
    const auto group = zpa.simulator.portal.add_group(zpa.customer(), GetParam(), "of that type");
    const auto certificate = add_certificate("of that type");
    create_key("blue", {{"associationType", GetParam()},
                        {"group", {{"id", group.id}, {"name", nullptr}}},
                        {"enrollmentCert", {{"id", certificate.id}}}});
    expect_whole("blue");
    zpa.edit(zpa.only_key().id, [](auto& key) { key.usage_count = 1; });
    delete_key("blue");
    wait_gone("blue");
    EXPECT_TRUE(zpa.only_key().name.starts_with("blue.retired-")) << zpa.only_key().name;
    EXPECT_FALSE(zpa.only_key().enabled);
}

}  // namespace scenario
