// `zpa-operator export`, and what becomes of its manifests.
#include <filesystem>

#include "controller/kube/yaml_guard.h"
#include "tests/scenario/harness/scenario.h"

namespace scenario {

class ExportCommand : public Scenario {
protected:
    CommandResult export_keys(std::vector<std::string> arguments = {}) {
        arguments.insert(arguments.begin(), {"export", "-n", ns});
        return run("zpa-operator", std::move(arguments));
    }
    // As people do it, so that kubectl's own reader of YAML is asked too.
    void apply(const std::string& folder_path) {
        if (!find_program("kubectl").empty()) {
            const auto applied = run("kubectl", {"apply", "-f", folder_path});
            EXPECT_EQ(applied.exit_code, 0) << applied.all();
            return;
        }
        for (const auto& object : manifests(folder_path)) cluster.create(resource_of("ProvisioningKey"), object);
    }
    static std::vector<json> manifests(const std::string& folder_path) {
        std::vector<json> out;
        for (const auto& file : std::filesystem::directory_iterator(folder_path)) {
            out.push_back(kube::yaml_to_json(read_text(file.path()), file.path()));
        }
        return out;
    }
    std::size_t writes() const { return zpa.committed("create") + zpa.committed("update") + zpa.committed("delete"); }

    // Keys as organisations have them.
    void add_keys() {
        zpa.add_key("plain");
        zpa.edit(zpa.add_key("Berlin Office 2").id, [](simulator::Key& key) {
            key.enabled = false;
            key.ip_acl = {"192.0.2.0/24", "2001:0db8::1"};
            key.ui_config = "{\"theme\": \"on: #1\"}\nyes";
            key.usage_count = 5;
        });
        zpa.edit(zpa.add_key("Zürich & <Basel>").id, [](simulator::Key& key) { key.usage_count = 6; });
        zpa.add_key("berlin-office-2", simulator::service_edge_group);
        zpa.add_key("4711");
        zpa.add_key("東京");
        const auto twin = zpa.simulator.portal.add_group(zpa.customer(), simulator::connector_group, "EDGE GROUP 2").id;
        zpa.simulator.portal.add_group(zpa.customer(), simulator::connector_group, "edge group 2");
        zpa.edit(zpa.add_key("twins").id, [&](simulator::Key& key) { key.group_id = twin; });
        simulator::Key exporter;
        exporter.name = "exporter";
        exporter.association_type = "EXPORTER_GRP";
        exporter.max_usage = 1;
        zpa.simulator.portal.add(zpa.customer(), exporter);
        simulator::Microtenant branch;
        branch.name = "branch";
        branch_ = zpa.simulator.portal.add(zpa.customer(), branch).id;
        zpa.edit(zpa.add_key("in the branch").id, [&](simulator::Key& key) { key.microtenant = branch_; });
    }
    std::string branch_;  // a microtenant
};

TEST_F(ExportCommand, AppliedManifestsAdoptEveryKeyAndChangeNothing) {
    create_tenant();
    add_keys();
    const auto before = zpa.keys();
    const auto exported = export_keys({"--out", folder.path("out"), "--microtenant", branch_});
    ASSERT_EQ(exported.exit_code, 0) << exported.all();
    EXPECT_EQ(exported.output, "");
    EXPECT_NE(exported.errors.find("exported 9 keys of organisation " + zpa.customer()), std::string::npos)
        << exported.errors;
    const auto objects = manifests(folder.path("out"));
    ASSERT_EQ(objects.size(), before.size());

    start_operator();
    wait_tenant_ready();
    apply(folder.path("out"));
    for (const auto& object : objects) {
        const auto& spec = object.at("spec");
        EXPECT_EQ(wait_ready(object.at("metadata").at("name")).at("status").at("id"), spec.at("adopt").at("id"))
            << object.dump(1);
    }
    const auto polled = zpa.calls("list").size();
    wait_for("further polls", [&] { return zpa.calls("list").size() > polled + 6; });

    EXPECT_EQ(writes(), 0U);
    const auto after = zpa.keys();
    ASSERT_EQ(after.size(), before.size());
    for (std::size_t at = 0; at < before.size(); ++at) EXPECT_EQ(json(after[at]), json(before[at]));
    for (const auto& found : before) EXPECT_EQ(exported.all().find(found.value), std::string::npos);

    const auto again = export_keys();
    EXPECT_EQ(again.exit_code, 0);
    EXPECT_EQ(again.output, "") << "every key has an object now";
    EXPECT_NE(again.errors.find("8 keys left out"), std::string::npos) << again.errors;
}

TEST_F(ExportCommand, AnOrganisationWhoseListsShowAllMicrotenantsIsExportedWhole) {
    zpa.simulator.behaviours.edit(
        [](simulator::Behaviour& behaviour) { behaviour.reads_without_microtenant_see_all = true; });
    create_tenant();
    add_keys();
    const auto exported = export_keys();
    EXPECT_NE(exported.errors.find("exported 9 keys"), std::string::npos) << exported.errors;
    EXPECT_NE(exported.output.find("microtenantID: \"" + branch_ + "\""), std::string::npos) << exported.output;
}

TEST_F(ExportCommand, SaysWhatItIsAndHoldsNoValue) {
    create_tenant({{"namePrefix", "eu-"}}, "lab");
    const auto theirs = zpa.add_key("Berlin");
    const auto exported = export_keys({"lab"});
    EXPECT_EQ(exported.exit_code, 0) << exported.all();
    EXPECT_EQ(exported.output,
              "---\n"
              "# CONNECTOR_GRP key " +
                  theirs.id +
                  " \"Berlin\": 0 of 5 uses\n"
                  "apiVersion: zpa-operator.io/v1alpha1\n"
                  "kind: ProvisioningKey\n"
                  "metadata:\n"
                  "  name: berlin\n"
                  "  namespace: " +
                  ns +
                  "\n"
                  "spec:\n"
                  "  adopt:\n"
                  "    id: \"" +
                  theirs.id +
                  "\"\n"
                  "  associationType: CONNECTOR_GRP\n"
                  "  group:\n"
                  "    name: edge group\n"
                  "  maxUsage: 5\n"
                  "  name: Berlin\n"
                  "  tenantRef:\n"
                  "    name: lab\n");
}

TEST_F(ExportCommand, AKeyWithAHiddenValueIsAdoptedAndLeftAlone) {
    create_tenant();
    const auto theirs = zpa.add_key("theirs");
    zpa.edit(theirs.id, [](simulator::Key& key) { key.exportable = false; });
    const auto exported = export_keys({"--out", folder.path("out")});
    EXPECT_NE(exported.errors.find("does not show its value"), std::string::npos) << exported.errors;
    start_operator();
    wait_tenant_ready();
    apply(folder.path("out"));
    EXPECT_EQ(wait_reason("theirs", "ValueHidden").at("status").at("id"), theirs.id);
    EXPECT_EQ(writes(), 0U);
}

TEST_F(ExportCommand, AKeyThatCannotBeManagedIsObserved) {
    create_tenant();
    const auto managed = zpa.add_key("managed");
    zpa.edit(managed.id, [](simulator::Key& key) { key.zscaler_managed = true; });
    EXPECT_EQ(export_keys({"--out", folder.path("out")}).exit_code, 0);
    start_operator();
    wait_tenant_ready();
    apply(folder.path("out"));
    wait_ready("managed");
    EXPECT_EQ(value("managed"), managed.value);
    EXPECT_EQ(writes(), 0U);
}

TEST_F(ExportCommand, LeavesNamesAndFilesOfOthersAlone) {
    create_tenant();
    zpa.add_key("blue");
    cluster.create(resource_of("ProvisioningKey"), key_object("blue", {{"name", "another"}}));
    EXPECT_EQ(export_keys({"--out", folder.path("out")}).exit_code, 0);
    const auto objects = manifests(folder.path("out"));
    ASSERT_EQ(objects.size(), 1U);
    const auto name = objects.front().at("metadata").at("name").get<std::string>();
    EXPECT_EQ(name, "blue-" + zpa.only_key().id);

    folder.write("out/" + name + ".yaml", "mine");
    const auto refused = export_keys({"--out", folder.path("out")});
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_NE(refused.errors.find(name + ".yaml exists already"), std::string::npos) << refused.errors;
    EXPECT_EQ(read_text(folder.path("out/" + name + ".yaml")), "mine");
}

TEST_F(ExportCommand, WaitsWhereTheLimitSaysSoAndShowsThatItIsAlive) {
    create_tenant();
    zpa.add_key("blue");
    zpa.fail(simulator::Fault::Kind::throttled, "list");
    const auto exported = export_keys();
    EXPECT_EQ(exported.exit_code, 0) << exported.all();
    EXPECT_NE(exported.output.find("name: blue"), std::string::npos);
    EXPECT_NE(exported.errors.find("  reading keys from ZPA: 0 of 5, 2 s\n"), std::string::npos) << exported.errors;
}

}  // namespace scenario
