#include "controller/commands/orphans.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "reconcilers/common/api.h"
#include "reconcilers/provisioning_key/given_names.h"
#include "tests/fakes/fake_random.h"

namespace {

using commands::find_orphans;
using commands::ListedKey;
using commands::Origin;
using commands::origin_of;
using commands::Owners;
using commands::Survey;
using nlohmann::json;

constexpr auto kCustomer = "216190000000000777";

ListedKey key(const std::string& id, const std::string& name = "blue", std::int64_t creation_time = 1773000025) {
    ListedKey out;
    out.key.id = id;
    out.key.name = name;
    out.key.creation_time = creation_time;
    out.key.max_usage = 5;
    return out;
}

provisioning_key::ProvisioningKey object(json status, json annotations = json::object()) {
    return provisioning_key::parse_provisioning_key(
        {{"metadata", {{"name", "blue"}, {"namespace", "n"}, {"annotations", std::move(annotations)}}},
         {"spec", {{"associationType", "CONNECTOR_GRP"}}},
         {"status", std::move(status)}});
}

json identity(const std::string& id, const std::string& customer = kCustomer) {
    return {
        {"identity",
         {{"customerID", customer}, {"associationType", "CONNECTOR_GRP"}, {"id", id}, {"creationTime", 1773000025}}}};
}

bool is_orphan(const ListedKey& listed, const provisioning_key::ProvisioningKey& owner) {
    Survey survey;
    survey.keys = {listed};
    return !find_orphans(survey, Owners({owner}, kCustomer)).empty();
}

}  // namespace

TEST(Orphans, AKeyWithAnObjectIsNone) {
    EXPECT_FALSE(is_orphan(key("4001"), object(identity("4001"))));
    EXPECT_TRUE(is_orphan(key("4002"), object(identity("4001"))));
}

TEST(Orphans, AnIdAloneProvesNothing) {
    EXPECT_TRUE(is_orphan(key("4001"), object(identity("4001", "216190000000000888")))) << "another organisation's";
    EXPECT_TRUE(is_orphan(key("4001", "blue", 1), object(identity("4001")))) << "made at another time";
    auto edge = key("4001");
    edge.type = zpa::AssociationType::ServiceEdgeGroup;
    EXPECT_TRUE(is_orphan(edge, object(identity("4001")))) << "of another type";
}

TEST(Orphans, AKeyThatIsBeingBornOrWasGivenUpHasItsObject) {
    const json creation = {{"creation", {{"nonce", "abcdefghi1"}, {"birthName", "blue.abcdefghi1"}, {"name", "blue"}}}};
    const json abandoned = {{"abandoned", {{{"birthName", "blue.abcdefghi2"}, {"time", "2026-01-02T03:04:05Z"}}}}};
    EXPECT_FALSE(is_orphan(key("4001", "blue.abcdefghi1"), object(creation)));
    EXPECT_FALSE(is_orphan(key("4001", "blue.abcdefghi2"), object(abandoned)));
    EXPECT_TRUE(is_orphan(key("4001", "blue.abcdefghi3"), object(creation)));
    EXPECT_TRUE(is_orphan(key("4001", "blue"), object(creation))) << "a key of the final name may be anybody's";
}

TEST(Orphans, AfterARestoreTheAnnotationCounts) {
    const json annotation = {
        {common::kExternalIdAnnotation, std::string(kCustomer) + "/0/CONNECTOR_GRP/4001/1773000025"}};
    EXPECT_FALSE(is_orphan(key("4001"), object(json::object(), annotation)));
}

TEST(Orphans, NamesThatOperatorsGiveAreRecognised) {
    EXPECT_EQ(origin_of("blue.abcdefghi1"), Origin::HalfMade);
    EXPECT_EQ(origin_of("a.b.abcdefghi1"), Origin::HalfMade);
    EXPECT_EQ(origin_of("blue.retired-abcde1"), Origin::Retired);
    EXPECT_EQ(origin_of("blue.abcdefghi1.retired-abcde1"), Origin::Retired) << "before it had its own name";
    for (const auto* name : {"blue", "blue.old", "blue.ABCDEFGHI1", ".abcdefghi1", "blue.retired-1",
                             "blue.retired-ABCDE1", ".retired-abcde1", "abcdefghi1", ""}) {
        EXPECT_EQ(origin_of(name), Origin::Unknown) << name;
    }
}

// Both names are made by the very functions that a pass makes them with.
TEST(Orphans, NamesAsPassesMakeThemAreRecognised) {
    fakes::FakeRandom random;
    const auto born = provisioning_key::birth_name("blue", provisioning_key::new_nonce(random));
    EXPECT_EQ(origin_of(born), Origin::HalfMade) << born;
    for (const auto& name : {std::string("blue"), born}) {
        const auto retired = provisioning_key::retired_name(name, random);
        EXPECT_EQ(origin_of(retired), Origin::Retired) << retired;
        EXPECT_TRUE(provisioning_key::is_retired_name(retired, "blue")) << retired;
        EXPECT_FALSE(provisioning_key::is_retired_name(retired, retired)) << "that may be a name somebody chose";
    }
}

TEST(Orphans, RetiredOnesAlarmNobody) {
    commands::Terminal terminal;
    terminal.colour = true;
    const auto shown = commands::orphans_table({key("4001", "blue.retired-abcde1")}).text(terminal);
    EXPECT_NE(shown.find("  retired on purpose, its object was deleted\n"), std::string::npos) << shown;
    EXPECT_EQ(commands::orphans_json({key("4001", "blue.retired-abcde1")}).at(0).at("looksLike"), "Retired");
    EXPECT_EQ(
        commands::orphans_summary({key("1"), key("2", "a.retired-abcde1")}, 9, "777"),
        "2 of 9 provisioning keys of organisation 777 have no ProvisioningKey object; 1 of these was left there on "
        "purpose");
    EXPECT_EQ(commands::orphans_summary({key("1")}, 9, "777"),
              "1 of 9 provisioning keys of organisation 777 have no ProvisioningKey object");
}

TEST(Orphans, ACreationTimeThatIsNoneIsNotShown) {
    EXPECT_EQ(commands::orphans_json({key("4001", "blue", 1'700'000'000'000)}).at(0).at("created"), "");
    EXPECT_EQ(commands::orphans_json({key("4001", "blue", 0)}).at(0).at("created"), "");
}

TEST(Orphans, AreShownToPeopleAndToMachines) {
    auto orphan = key("4001", "blue.abcdefghi1");
    orphan.key.usage_count = 2;
    EXPECT_EQ(commands::orphans_table({orphan}).text({}),
              "ID    TYPE           NAME             USED  CREATED               LOOKS LIKE\n"
              "4001  CONNECTOR_GRP  blue.abcdefghi1  2/5   2026-03-08T20:00:25Z  made by an operator, never named\n");
    const auto item = commands::orphans_json({orphan}).at(0);
    EXPECT_EQ(item.at("id"), "4001");
    EXPECT_EQ(item.at("usageCount"), 2);
    EXPECT_EQ(item.at("looksLike"), "HalfMade");
}
