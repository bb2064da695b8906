#include <nlohmann/json.hpp>

#include "reconcilers/zpa/fingerprint.h"
#include "reconcilers/zpa/inventory.h"
#include "reconcilers/zpa/key_update.h"
#include "tests/wire/zpa/cloud.h"

namespace zpa_wire {
namespace {

using base::ErrorKind;
using std::chrono::seconds;

class Keys : public Cloud {};

TEST_F(Keys, live_from_creation_to_deletion) {
    const zpa::KeyDetail created = made("edge-a.k3x");
    const auto there = zpa.portal.find<simulator::Key>(customer, created.key.id);
    ASSERT_TRUE(there);
    EXPECT_EQ(created.value, there->value);
    EXPECT_EQ(created.key.value_fingerprint, zpa::fingerprint(there->value));
    EXPECT_EQ(created.raw.find(there->value), std::string::npos);
    EXPECT_EQ(created.key.group_name, "") << "the reply to a POST leaves it out";

    const auto read = get(created.key.id);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->value, created.value);
    EXPECT_EQ(read->key.group_name, "edge group");
    EXPECT_EQ(read->key.group_id, group.id);
    EXPECT_EQ(read->key.enrollment_cert_name, "Connector");
    EXPECT_EQ(read->key.max_usage, 5);

    zpa::KeyChanges changes;
    changes.name = "edge-a";
    changes.max_usage = 9;
    changes.ip_acl = {"10.0.0.0/8"};
    client().update_key(kConnector, "", created.key.id, zpa::overlay_key(read->raw, changes), write(), stop);
    const auto page = client().list_keys(kConnector, "", 1, permit(), stop);
    ASSERT_EQ(page.items.size(), 1U);
    EXPECT_EQ(page.total_count, 1);
    EXPECT_EQ(page.items[0].name, "edge-a");
    EXPECT_EQ(page.items[0].max_usage, 9);
    EXPECT_EQ(page.items[0].ip_acl, std::vector<std::string>{"10.0.0.0/8"});
    EXPECT_EQ(page.items[0].value_fingerprint, created.key.value_fingerprint);

    EXPECT_TRUE(client().delete_key(kConnector, "", created.key.id, write(), stop));
    EXPECT_EQ(keys_there(), 0U);
}

TEST_F(Keys, that_are_gone_are_gone_by_either_status) {
    for (const int status : {400, 404}) {
        zpa.behaviours.edit([&](simulator::Behaviour& behaviour) { behaviour.not_found_status = status; });
        EXPECT_EQ(get("59999"), std::nullopt);
        EXPECT_FALSE(client().delete_key(kConnector, "", "59999", write(), stop));
        const base::Error error =
            error_of([&] { client().update_key(kConnector, "", "59999", R"({"name":"x"})", write(), stop); });
        EXPECT_EQ(error.kind(), ErrorKind::NotFound);
    }
}

TEST_F(Keys, with_html_in_their_names_survive_a_put_unchanged) {
    const std::string name = "R&D <edge> \"ü\" *";
    const zpa::KeyDetail created = made(name);
    EXPECT_EQ(created.key.name, name);
    const auto read = get(created.key.id);
    zpa::KeyChanges changes;
    changes.max_usage = 6;
    client().update_key(kConnector, "", created.key.id, zpa::overlay_key(read->raw, changes), write(), stop);
    EXPECT_EQ(zpa.portal.find<simulator::Key>(customer, created.key.id)->name, name);
    EXPECT_EQ(get(created.key.id)->key.name, name);
}

TEST_F(Keys, keep_the_fields_of_a_later_day_through_a_put) {
    const std::string id = made("a").key.id;
    zpa.portal.edit<simulator::Key>(
        customer, id, [](simulator::Key& key) { key.others = {{"riskScore", "7"}, {"tags", {"a", "b"}}}; });
    zpa::KeyChanges changes;
    changes.max_usage = 6;
    client().update_key(kConnector, "", id, zpa::overlay_key(get(id)->raw, changes), write(), stop);
    EXPECT_EQ(zpa.portal.find<simulator::Key>(customer, id)->others.dump(), R"({"riskScore":"7","tags":["a","b"]})");
    client().update_key(kConnector, "", id, R"({"name":"a"})", write(), stop);
    EXPECT_TRUE(zpa.portal.find<simulator::Key>(customer, id)->others.empty()) << "which is not a matter of course";
}

TEST_F(Keys, that_are_not_exportable_show_no_value_and_stay_so_after_a_put) {
    for (const bool empty_text : {false, true}) {
        zpa.behaviours.edit([&](simulator::Behaviour& behaviour) {
            behaviour.hidden_value_is_empty_text = empty_text;
            behaviour.put_without_exportable_sets_true = true;
        });
        const zpa::KeyDetail created = made(empty_text ? "b" : "a");
        zpa::KeyChanges hide;
        hide.exportable = false;
        client().update_key(kConnector, "", created.key.id, zpa::overlay_key(created.raw, hide), write(), stop);
        auto read = get(created.key.id);
        EXPECT_EQ(read->value, "");
        EXPECT_EQ(read->key.value_fingerprint, "");
        EXPECT_FALSE(read->key.exportable);
        client().update_key(kConnector, "", created.key.id, zpa::overlay_key(read->raw, {}), write(), stop);
        EXPECT_FALSE(get(created.key.id)->key.exportable);
    }
}

TEST_F(Keys, are_listed_in_pages_and_their_long_ids_keep_every_digit) {
    simulator::Key pattern;
    pattern.name = "seeded";
    pattern.association_type = simulator::connector_group;
    pattern.group_id = group.id;
    zpa.portal.seed_keys(customer, 1200, pattern);
    zpa::Inventory inventory(client(), *budget, "", {}, base::system_clock());
    const auto keys = inventory.refresh_keys(kConnector, base::system_clock().now(), zpa::Urgency::Poll, stop);
    EXPECT_EQ(keys->keys().size(), 1200U);
    EXPECT_EQ(keys->keys()[0].group_id, group.id);
    EXPECT_GT(group.id.size(), 16U);
    EXPECT_EQ(zpa.journal.counters().of("GET", "provisioningKey"), 3U);
}

TEST_F(Keys, of_an_empty_organisation_are_a_complete_list_in_either_form) {
    for (const bool has_list : {true, false}) {
        zpa.behaviours.edit([&](simulator::Behaviour& behaviour) { behaviour.empty_list_has_list = has_list; });
        EXPECT_EQ(client().list_keys(kConnector, "", 1, permit(), stop).total_pages, 0);
    }
}

TEST_F(Keys, groups_and_certificates_are_found_by_name) {
    const auto groups = client().list_groups(kConnector, "", 1, permit(), stop);
    ASSERT_EQ(groups.items.size(), 1U);
    EXPECT_EQ(groups.items[0].name, "edge group");
    bool found = false;
    for (const auto& certificate : client().list_certificates("", 1, permit(), stop).items) {
        found = found || (certificate.name == "Connector" && certificate.private_key_present);
    }
    EXPECT_TRUE(found);
    EXPECT_TRUE(client().list_components(kConnector, "", 1, permit(), stop).items.empty());
}

TEST_F(Keys, of_one_microtenant_are_not_seen_in_another) {
    simulator::Microtenant microtenant;
    microtenant.name = "branch";
    const std::string id = zpa.portal.add(customer, microtenant).id;
    simulator::Group branch;
    branch.name = "branch group";
    branch.association_type = simulator::connector_group;
    branch.microtenant = id;
    zpa::KeyDraft of_branch = draft("branch-a");
    of_branch.group_id = zpa.portal.add(customer, branch).id;
    const auto outcome = client().create_key(kConnector, id, of_branch, write(), stop);
    ASSERT_TRUE(std::holds_alternative<zpa::KeyDetail>(outcome));
    EXPECT_EQ(std::get<zpa::KeyDetail>(outcome).key.microtenant_id, id);
    EXPECT_EQ(client().list_keys(kConnector, id, 1, permit(), stop).items.size(), 1U);
    EXPECT_TRUE(client().list_keys(kConnector, "", 1, permit(), stop).items.empty());
}

TEST_F(Keys, we_made_are_not_doubted_because_a_list_trails) {
    zpa::Inventory inventory(client(), *budget, "", {}, base::system_clock());
    const auto refresh = [&] {
        return inventory.refresh_keys(kConnector, base::system_clock().now(), zpa::Urgency::Poll, stop);
    };
    refresh();
    fail(simulator::Fault::Kind::stale, "GET");
    const zpa::KeyDetail created = made("edge-a");
    EXPECT_EQ(refresh()->find(created.key.id), nullptr) << "the fault does not work";
    inventory.note_written(kConnector, created.key);
    EXPECT_NE(refresh()->find(created.key.id), nullptr);
}

}  // namespace
}  // namespace zpa_wire
