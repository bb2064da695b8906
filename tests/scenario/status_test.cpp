// `kubectl zpa status`, as people call it.
#include "tests/scenario/harness/scenario.h"

namespace scenario {

class StatusCommand : public Scenario {
protected:
    CommandResult status(std::vector<std::string> arguments,
                         std::vector<std::string> environment = {"LC_ALL=C.UTF-8"}) {
        arguments.insert(arguments.begin(), "status");
        return run("kubectl-zpa", std::move(arguments), "", std::move(environment));
    }
    std::string line_of(const std::string& name, const CommandResult& result) {
        const auto begin = ("\n" + result.output).find("\n" + name + " ");
        EXPECT_NE(begin, std::string::npos) << result.all();
        return begin == std::string::npos ? "" : result.output.substr(begin, result.output.find('\n', begin) - begin);
    }
};

TEST_F(StatusCommand, ShowsTenantAndKeysWithTheirUseAndWhatIsWrong) {
    start_operator();
    create_tenant();
    create_key("blue");
    create_key("green", {{"group", {{"name", "nowhere"}}}});
    const auto id = wait_ready("blue").at("status").at("id").get<std::string>();
    wait_reason("green", "GroupNotFound");
    zpa.edit(id, [](simulator::Key& key) { key.usage_count = 3; });
    wait_for_key("blue", "three uses",
                 [](const json& object) { return object.at("status").value("usageCount", 0) == 3; });

    const auto shown = status({"-n", ns});
    EXPECT_EQ(shown.exit_code, 0) << shown.all();
    EXPECT_EQ(shown.errors, "");
    EXPECT_NE(line_of("default", shown).find("Ready"), std::string::npos) << shown.output;
    EXPECT_NE(line_of("default", shown).find(zpa.customer()), std::string::npos) << shown.output;
    EXPECT_NE(line_of("blue", shown).find("Ready          ██████░░░░ 3/5  edge group"), std::string::npos)
        << shown.output;
    EXPECT_NE(
        line_of("green", shown).find("GroupNotFound  ░░░░░░░░░░ 0/5  ZPA has no App Connector group named \"nowhere\""),
        std::string::npos)
        << shown.output;
    EXPECT_EQ(shown.output.find('\033'), std::string::npos) << "colour is for terminals";

    const auto ascii = status({"-n", ns}, {"LC_ALL=C"});
    EXPECT_NE(line_of("blue", ascii).find("######---- 3/5"), std::string::npos) << ascii.output;

    const auto all = status({"-A"});
    EXPECT_EQ(all.exit_code, 0);
    EXPECT_NE(line_of(ns, all), "");

    const auto machine = json::parse(status({"-n", ns, "-o", "json"}).output);
    EXPECT_EQ(machine.at("tenants").at(0).at("customerID"), zpa.customer());
    EXPECT_EQ(machine.at("keys").at(0).at("remaining"), 2);
    EXPECT_EQ(machine.at("keys").at(1).at("reason"), "GroupNotFound");
}

TEST_F(StatusCommand, IsAPluginOfKubectl) {
    ASSERT_FALSE(find_program("kubectl").empty()) << "no kubectl in PATH";
    create_tenant();
    const auto shown = run("kubectl", {"zpa", "status", "-n", ns});
    EXPECT_EQ(shown.exit_code, 0) << shown.all();
    EXPECT_NE(line_of("default", shown).find("Unseen"), std::string::npos) << shown.output;
}

TEST_F(StatusCommand, AnEmptyNamespaceIsNoError) {
    const auto shown = status({"-n", ns});
    EXPECT_EQ(shown.exit_code, 0);
    EXPECT_EQ(shown.output, "");
    EXPECT_NE(shown.errors.find("no ZPATenants and no ProvisioningKeys in namespace " + ns), std::string::npos)
        << shown.errors;
}

TEST_F(StatusCommand, WhatCannotBeReadIsSaid) {
    const auto strangers = kubeconfig(cluster.config().server, cluster.ca(), {{"token", "not-a-token"}});
    const auto refused = run("kubectl-zpa", {"status", "-n", ns}, strangers);
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_EQ(refused.output, "");
    EXPECT_NE(refused.errors.find("error: "), std::string::npos) << refused.errors;
    EXPECT_NE(refused.errors.find("Unauthorized"), std::string::npos) << refused.errors;

    const auto nobody = kubeconfig("https://127.0.0.1:1", cluster.ca(), {{"token", "x"}});
    const auto unreachable = run("kubectl-zpa", {"status", "-n", ns}, nobody);
    EXPECT_EQ(unreachable.exit_code, 1);
    EXPECT_NE(unreachable.errors.find("127.0.0.1:1"), std::string::npos) << unreachable.errors;
}

}  // namespace scenario
