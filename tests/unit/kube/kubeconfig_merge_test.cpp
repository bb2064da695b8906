#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <string>

#include "controller/kube/config.h"
#include "tests/unit/kube/support.h"

namespace kube::test {
namespace {

using base::ErrorKind;

const std::string first_file =
    "current-context: ''\n"
    "contexts: [{name: c, context: {cluster: k, user: u}}]\n"
    "clusters: [{name: k, cluster: {server: 'https://first', certificate-authority: ca.pem}}]\n";
const std::string second_file =
    "current-context: c\n"
    "contexts: [{name: c, context: {cluster: k, namespace: never}}]\n"
    "clusters: [{name: k, cluster: {server: 'https://second', tls-server-name: never}}]\n"
    "users: [{name: u, user: {tokenFile: token}}]\n";

base::Environment environment(std::map<std::string, std::string> variables) {
    return [variables](std::string_view name) {
        const auto found = variables.find(std::string(name));
        return found == variables.end() ? "" : found->second;
    };
}

std::string simple(const std::string& server) {
    return "current-context: c\ncontexts: [{name: c, context: {cluster: k}}]\n"
           "clusters: [{name: k, cluster: {server: '" +
           server + "'}}]\n";
}

TEST(KubeconfigMerge, TheFirstFilesWholeEntryWinsAndScalarsAreTheFirstThatSayAnything) {
    const TempFolder folder;
    const auto config = load_kubeconfig({folder.write("one/a", first_file), folder.write("two/b", second_file)}, "");
    EXPECT_EQ(config.server, "https://first");
    EXPECT_EQ(config.tls_server_name, "") << "entries are not merged field by field";
    EXPECT_EQ(config.namespace_name, "");
    EXPECT_EQ(config.ca_file, folder.path("one/ca.pem"));
    EXPECT_EQ(config.token_file, folder.path("two/token")) << "relative to the file that held it";
}

TEST(KubeconfigMerge, MissingFilesOfAListArePassedOverAndDuplicatesReadOnce) {
    const TempFolder folder;
    const auto path = folder.write("a", simple("https://h"));
    EXPECT_EQ(load_kubeconfig({folder.path("missing"), path, path}, "").server, "https://h");
}

TEST(KubeconfigMerge, AllMissingIsAnErrorThatNamesThem) {
    const TempFolder folder;
    const auto error = error_of([&] { load_kubeconfig({folder.path("x"), folder.path("y")}, ""); });
    EXPECT_EQ(error.kind(), ErrorKind::Config);
    EXPECT_NE(std::string(error.what()).find(folder.path("y")), std::string::npos) << error.what();
}

TEST(KubeconfigMerge, ASinglePathMustExist) {
    const TempFolder folder;
    const auto error = error_of([&] { load_kubeconfig({folder.path("x")}, ""); });
    EXPECT_NE(std::string(error.what()).find("No such file"), std::string::npos) << error.what();
}

TEST(LoadConfig, TheExplicitPathComesFirst) {
    const TempFolder folder;
    const auto mine = folder.write("mine", simple("https://mine"));
    const auto other = folder.write("other", simple("https://other"));
    EXPECT_EQ(load_config(mine, "", environment({{"KUBECONFIG", other}})).server, "https://mine");
}

TEST(LoadConfig, ThenTheListInKubeconfig) {
    const TempFolder folder;
    folder.write(".kube/config", simple("https://home"));
    const auto list = folder.path("missing") + "::" + folder.write("a", simple("https://listed"));
    const auto where = environment({{"KUBECONFIG", list}, {"HOME", folder.path("")}});
    EXPECT_EQ(load_config("", "", where).server, "https://listed");
}

TEST(LoadConfig, ThenHome) {
    const TempFolder folder;
    folder.write(".kube/config", simple("https://home"));
    EXPECT_EQ(load_config("", "", environment({{"HOME", folder.path("")}})).server, "https://home");
}

TEST(LoadConfig, NothingAnywhereSaysWhatWasTried) {
    const TempFolder folder;
    const auto error = error_of([&] { load_config("", "", environment({{"HOME", folder.path("")}})); });
    EXPECT_EQ(error.kind(), ErrorKind::Config);
    const std::string text = error.what();
    EXPECT_NE(text.find("KUBECONFIG"), std::string::npos);
    EXPECT_NE(text.find("KUBERNETES_SERVICE_HOST"), std::string::npos);
    EXPECT_NE(text.find(".kube/config"), std::string::npos);
}

TEST(InCluster, ServerTokenCaAndNamespaceComeFromTheServiceAccount) {
    const TempFolder folder;
    folder.write("token", "t");
    folder.write("ca.crt", "pem");
    folder.write("namespace", "ops\n");
    const auto config = load_in_cluster(
        environment({{"KUBERNETES_SERVICE_HOST", "10.0.0.1"}, {"KUBERNETES_SERVICE_PORT", "443"}}), folder.path(""));
    ASSERT_TRUE(config);
    EXPECT_EQ(config->server, "https://10.0.0.1:443");
    EXPECT_EQ(std::filesystem::path(config->token_file).filename(), "token");
    EXPECT_EQ(std::filesystem::path(config->ca_file).filename(), "ca.crt");
    EXPECT_EQ(config->namespace_name, "ops");
}

TEST(InCluster, AnIpv6HostIsReachedByTheServicesName) {
    const TempFolder folder;
    folder.write("token", "t");
    const auto config = load_in_cluster(
        environment({{"KUBERNETES_SERVICE_HOST", "fd00::1"}, {"KUBERNETES_SERVICE_PORT", "6443"}}), folder.path(""));
    EXPECT_EQ(config->server, "https://kubernetes.default.svc:6443");
    EXPECT_EQ(config->ca_file, "");
}

TEST(InCluster, WithoutVariablesOrTokenItIsNoPod) {
    const TempFolder folder;
    const auto variables = environment({{"KUBERNETES_SERVICE_HOST", "h"}, {"KUBERNETES_SERVICE_PORT", "1"}});
    EXPECT_FALSE(load_in_cluster(variables, folder.path("")));
    folder.write("token", "t");
    EXPECT_TRUE(load_in_cluster(variables, folder.path("")));
    EXPECT_FALSE(load_in_cluster(environment({{"KUBERNETES_SERVICE_HOST", "h"}}), folder.path("")));
}

}  // namespace
}  // namespace kube::test
