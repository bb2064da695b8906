// `kubectl zpa orphans`, as people call it.
#include "tests/scenario/harness/scenario.h"

namespace scenario {

class OrphansCommand : public Scenario {
protected:
    CommandResult orphans(std::vector<std::string> arguments = {}, const std::string& config = "") {
        arguments.insert(arguments.begin(), {"orphans", "-n", ns});
        return run("kubectl-zpa", std::move(arguments), config);
    }
    // A service account with these rules in the namespace and no other rights.
    std::string somebody_who_may(const json& rules) {
        const auto named = [&](const char* kind, const char* version) {
            return json{
                {"apiVersion", version}, {"kind", kind}, {"metadata", {{"name", "somebody"}, {"namespace", ns}}}};
        };
        cluster.create(resource_of("ServiceAccount"), named("ServiceAccount", "v1"));
        auto role = named("Role", "rbac.authorization.k8s.io/v1");
        role["rules"] = rules;
        cluster.create(resource_of("Role"), role);
        auto binding = named("RoleBinding", "rbac.authorization.k8s.io/v1");
        binding["roleRef"] = {{"apiGroup", "rbac.authorization.k8s.io"}, {"kind", "Role"}, {"name", "somebody"}};
        binding["subjects"] = {{{"kind", "ServiceAccount"}, {"name", "somebody"}, {"namespace", ns}}};
        cluster.create(resource_of("RoleBinding"), binding);
        return kubeconfig(cluster.config().server, cluster.ca(), {{"token", cluster.token(ns, "somebody")}});
    }
    static json rule(const char* group, const char* resource, const json& verbs) {
        return {{"apiGroups", {group}}, {"resources", {resource}}, {"verbs", verbs}};
    }
    const json kLooking = {rule("zpa-operator.io", "zpatenants", {"get"}),
                           rule("zpa-operator.io", "provisioningkeys", {"list"})};
};

TEST_F(OrphansCommand, ShowsTheKeysThatNoObjectHasAndChangesNothing) {
    auto& process = start_operator();
    create_tenant();
    create_key("blue");
    wait_ready("blue");
    EXPECT_EQ(process.terminate(), 0);
    const auto stray = zpa.add_key("stray \033[31mkey");
    const auto half_made = zpa.add_key("blue.abcdefghi1");
    const auto edge = zpa.add_key("blue.retired-abcde2", simulator::service_edge_group);
    const auto own = zpa.key_named("blue");
    const auto writes = zpa.committed("create") + zpa.committed("update") + zpa.committed("delete");
    const auto version = key("blue").at("metadata").at("resourceVersion");

    const auto shown = orphans();
    EXPECT_EQ(shown.exit_code, 0) << shown.all();
    EXPECT_NE(shown.output.find(stray.id + "  CONNECTOR_GRP     stray ?[31mkey"), std::string::npos) << shown.output;
    EXPECT_NE(shown.output.find("never named"), std::string::npos) << shown.output;
    EXPECT_NE(shown.output.find(edge.id + "  SERVICE_EDGE_GRP"), std::string::npos) << shown.output;
    EXPECT_NE(shown.output.find("retired on purpose"), std::string::npos) << shown.output;
    EXPECT_EQ(shown.output.find(own.id + "  "), std::string::npos) << shown.output;
    EXPECT_NE(shown.errors.find("3 of 4 provisioning keys of organisation " + zpa.customer()), std::string::npos)
        << shown.errors;

    const auto machine = json::parse(orphans({"-o", "json", "default"}).output);
    ASSERT_EQ(machine.size(), 3U);
    EXPECT_EQ(machine.at(1).at("id"), half_made.id);
    EXPECT_EQ(machine.at(1).at("looksLike"), "HalfMade");
    for (const auto& found : zpa.keys()) EXPECT_EQ(shown.all().find(found.value), std::string::npos);
    EXPECT_EQ(zpa.committed("create") + zpa.committed("update") + zpa.committed("delete"), writes);
    EXPECT_EQ(key("blue").at("metadata").at("resourceVersion"), version);
}

TEST_F(OrphansCommand, ATypeWithoutALicenceIsSaidAndLeftOut) {
    create_tenant();
    zpa.add_key("stray");
    simulator::Fault fault;
    fault.kind = simulator::Fault::Kind::unlicensed;
    fault.match.association_type = simulator::service_edge_group;
    zpa.simulator.fail(fault);
    const auto shown = orphans();
    EXPECT_EQ(shown.exit_code, 0) << shown.all();
    EXPECT_NE(shown.output.find("stray"), std::string::npos) << shown.output;
    EXPECT_NE(shown.errors.find("SERVICE_EDGE_GRP keys are left out"), std::string::npos) << shown.errors;

    fault.match.association_type = "";
    fault.match.kind = "provisioningKey";
    zpa.simulator.fail(fault);
    EXPECT_EQ(orphans().exit_code, 1) << "nothing could be listed";
}

TEST_F(OrphansCommand, SaysWhichObjectsWereNotSeen) {
    create_tenant({{"allowedNamespaces", {{"from", "All"}}}});
    zpa.add_key("stray");
    auto rules = kLooking;
    rules.push_back(rule("", "secrets", {"get"}));
    const auto shown = orphans({}, somebody_who_may(rules));
    EXPECT_EQ(shown.exit_code, 0) << shown.all();
    EXPECT_NE(shown.output.find("stray"), std::string::npos) << shown.output;
    EXPECT_NE(shown.errors.find("were not seen"), std::string::npos) << shown.errors;
}

TEST_F(OrphansCommand, NeedsTheSecretAndSaysSo) {
    create_tenant();
    const auto shown = orphans({}, somebody_who_may(kLooking));
    EXPECT_EQ(shown.exit_code, 1);
    EXPECT_NE(shown.errors.find("zpa-credentials"), std::string::npos) << shown.errors;
    EXPECT_NE(shown.errors.find("you need to get that Secret"), std::string::npos) << shown.errors;
}

TEST_F(OrphansCommand, NamesWhatIsMissingOrWrong) {
    const auto no_tenant = orphans({"lab"});
    EXPECT_EQ(no_tenant.exit_code, 1);
    EXPECT_NE(no_tenant.errors.find("ZPATenant " + ns + "/lab does not exist"), std::string::npos) << no_tenant.errors;

    create_credentials({{"ZSCALER_CLIENT_SECRET", "canary-wrong-secret"}});
    create_tenant();
    const auto refused = orphans();
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_NE(refused.errors.find("sign-in for ZPATenant " + ns + "/default"), std::string::npos) << refused.errors;
    EXPECT_NE(refused.errors.find("zpa-credentials"), std::string::npos) << refused.errors;
    EXPECT_EQ(refused.all().find("canary-wrong-secret"), std::string::npos);

    zpa.go_away();
    const auto unreachable = orphans();
    EXPECT_EQ(unreachable.exit_code, 1);
    EXPECT_NE(unreachable.errors.find("error: "), std::string::npos) << unreachable.errors;
    zpa.come_back();
}

}  // namespace scenario
