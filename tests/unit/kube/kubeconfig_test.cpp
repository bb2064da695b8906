#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "controller/kube/config.h"
#include "tests/unit/kube/support.h"

namespace kube::test {
namespace {

using base::ErrorKind;

// A kubeconfig of one context "c" with these lines in its cluster and user.
std::string kubeconfig(const std::string& cluster, const std::string& user, const std::string& context_extra = "") {
    return "apiVersion: v1\nkind: Config\ncurrent-context: c\n"
           "contexts: [{name: c, context: {cluster: k, user: u" +
           context_extra +
           "}}]\n"
           "clusters: [{name: k, cluster: {" +
           cluster +
           "}}]\n"
           "users: [{name: u, user: {" +
           user + "}}]\n";
}

Config load(const std::string& text) {
    const TempFolder folder;
    return load_kubeconfig({folder.write("config", text)}, "");
}

TEST(Kubeconfig, ReadsServerNamespaceAndToken) {
    const auto config = load(kubeconfig("server: 'https://h:1', tls-server-name: n", "token: abc", ", namespace: web"));
    EXPECT_EQ(config.server, "https://h:1");
    EXPECT_EQ(config.tls_server_name, "n");
    EXPECT_EQ(config.token, "abc");
    EXPECT_EQ(config.namespace_name, "web");
    EXPECT_TRUE(config.source.ends_with("config, context c")) << config.source;
}

TEST(Kubeconfig, DataIsDecodedAndFilesAreSeenFromTheKubeconfigsFolder) {
    const TempFolder folder;
    const auto path = folder.write(
        "deep/config", kubeconfig("server: 'https://h', certificate-authority: ../ca.pem",
                                  "client-certificate-data: Y2VydA==, client-key: k.pem, tokenFile: /abs/token"));
    const auto config = load_kubeconfig({path}, "");
    EXPECT_EQ(config.ca_file, folder.path("ca.pem"));
    EXPECT_EQ(config.client_cert_data, "cert");
    EXPECT_EQ(config.client_key_file, folder.path("deep/k.pem"));
    EXPECT_EQ(config.token_file, "/abs/token");
}

TEST(Kubeconfig, ANamedContextBeatsCurrentContext) {
    const TempFolder folder;
    const auto path = folder.write("config",
                                   "current-context: a\n"
                                   "contexts:\n- {name: a, context: {cluster: a}}\n- {name: b, context: {cluster: b}}\n"
                                   "clusters:\n- {name: a, cluster: {server: 'https://a'}}\n"
                                   "- {name: b, cluster: {server: 'https://b'}}\n");
    EXPECT_EQ(load_kubeconfig({path}, "b").server, "https://b");
    EXPECT_EQ(load_kubeconfig({path}, "").server, "https://a");
}

TEST(Kubeconfig, OverPlainHttpCredentialsAreLeftOut) {
    const auto config = load(kubeconfig("server: 'http://127.0.0.1:8001'", "token: abc"));
    EXPECT_EQ(config.token, "");
}

TEST(Kubeconfig, AnExecPluginIsReadWhole) {
    const TempFolder folder;
    const auto path = folder.write(
        "config",
        kubeconfig(
            "server: 'https://h', certificate-authority-data: Y2E=, proxy-url: 'http://p:1', extensions: "
            "[{name: client.authentication.k8s.io/exec, extension: {audience: x}}]",
            "exec: {apiVersion: client.authentication.k8s.io/v1, command: ./bin/plugin, args: [get, token], "
            "env: [{name: A, value: b}], installHint: get it, provideClusterInfo: true, interactiveMode: Never}"));
    const auto config = load_kubeconfig({path}, "");
    ASSERT_TRUE(config.exec);
    EXPECT_EQ(config.exec->command, folder.path("bin/plugin"));
    EXPECT_EQ(config.exec->args, (std::vector<std::string>{"get", "token"}));
    EXPECT_EQ(config.exec->env.at(0).second, "b");
    const auto info = nlohmann::json::parse(config.exec->cluster_info_json);
    EXPECT_EQ(info["server"], "https://h");
    EXPECT_EQ(info["certificate-authority-data"], "Y2E=");
    EXPECT_EQ(info["proxy-url"], "http://p:1");
    EXPECT_EQ(info["config"]["audience"], "x");
}

TEST(Kubeconfig, ARefusalSaysOnceWhereItIs) {
    const std::string text = error_of([] { load(kubeconfig("server: 'ftp://h'", "")); }).what();
    EXPECT_EQ(text.find("clusters["), text.rfind("clusters[")) << text;
    EXPECT_NE(text.find("must be an http or https URL"), std::string::npos) << text;
}

TEST(Kubeconfig, ABareExecCommandIsLeftToPath) {
    const auto config = load(
        kubeconfig("server: 'https://h'", "exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: aws}"));
    EXPECT_EQ(config.exec->command, "aws");
    EXPECT_EQ(config.exec->cluster_info_json, "");
}

TEST(Kubeconfig, Utf16WithByteOrderMarkIsRead) {
    const auto text = kubeconfig("server: 'https://h'", "token: abc");
    std::string wide = "\xFF\xFE";
    for (const char character : text) {
        wide += character;
        wide += '\0';
    }
    EXPECT_EQ(load(wide).token, "abc");
}

struct Refused {
    const char* name;
    std::string text;
    std::string says;
};

class KubeconfigRefuses : public testing::TestWithParam<Refused> {};

TEST_P(KubeconfigRefuses, NamingTheFieldAndNoValue) {
    const auto error = error_of([] { load(GetParam().text); });
    EXPECT_EQ(error.kind(), ErrorKind::Config);
    EXPECT_NE(std::string(error.what()).find(GetParam().says), std::string::npos) << error.what();
    EXPECT_EQ(std::string(error.what()).find("s3cr3t"), std::string::npos) << error.what();
}

const std::string good_cluster = "server: 'https://h'";
const std::string exec_v1 = "apiVersion: client.authentication.k8s.io/v1, command: p";

INSTANTIATE_TEST_SUITE_P(
    Table, KubeconfigRefuses,
    testing::Values(
        Refused{"NoServer", kubeconfig("tls-server-name: x", ""), "clusters[k].server: is missing"},
        Refused{"OtherScheme", kubeconfig("server: 'ftp://h'", ""), "clusters[k].server"},
        Refused{"Ipv6Literal", kubeconfig("server: 'https://[fd00::1]:6443'", ""), "write a DNS name"},
        Refused{"BothCas",
                kubeconfig(good_cluster + ", certificate-authority: f, certificate-authority-data: YQ==", ""),
                "clusters[k].certificate-authority: set together"},
        Refused{"InsecureWithCa",
                kubeconfig(good_cluster + ", insecure-skip-tls-verify: true, certificate-authority: f", ""),
                "insecure-skip-tls-verify"},
        Refused{"InsecureAsText", kubeconfig(good_cluster + ", insecure-skip-tls-verify: 'true'", ""),
                "expected true or false"},
        Refused{"InsecureAsYes", kubeconfig(good_cluster + ", insecure-skip-tls-verify: yes", ""),
                "expected true or false"},
        Refused{"NotBase64", kubeconfig(good_cluster + ", certificate-authority-data: s3cr3t!", ""),
                "certificate-authority-data: not base64"},
        Refused{"CertificateWithoutKey", kubeconfig(good_cluster, "client-certificate: f"),
                "users[u].client-key: is missing"},
        Refused{"KeyWithoutCertificate", kubeconfig(good_cluster, "client-key-data: YQ=="),
                "users[u].client-certificate"},
        Refused{"BothKeys", kubeconfig(good_cluster, "client-certificate: f, client-key: f, client-key-data: YQ=="),
                "users[u].client-key: set together"},
        Refused{"TokenAndBasic", kubeconfig(good_cluster, "token: s3cr3t, username: a, password: s3cr3t"),
                "users[u].username"},
        Refused{"PasswordAlone", kubeconfig(good_cluster, "password: s3cr3t"), "users[u].username: is missing"},
        Refused{"TokenAsNumber", kubeconfig(good_cluster, "token: 12345"), "users[u].token: expected a string"},
        Refused{"Impersonation", kubeconfig(good_cluster, "token: s3cr3t, as: root"), "users[u].as"},
        Refused{"ImpersonatedGroups", kubeconfig(good_cluster, "token: s3cr3t, as-groups: [a]"), "users[u].as-groups"},
        Refused{"AuthProvider", kubeconfig(good_cluster, "auth-provider: {name: gcp}"), "users[u].auth-provider"},
        Refused{"ExecVersion",
                kubeconfig(good_cluster, "exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: p}"),
                "users[u].exec.apiVersion"},
        Refused{"ExecWithoutCommand", kubeconfig(good_cluster, "exec: {apiVersion: client.authentication.k8s.io/v1}"),
                "users[u].exec.command: is missing"},
        Refused{"ExecWithoutMode", kubeconfig(good_cluster, "exec: {" + exec_v1 + "}"), "interactiveMode: is missing"},
        Refused{"ExecNeedsTerminal", kubeconfig(good_cluster, "exec: {" + exec_v1 + ", interactiveMode: Always}"),
                "terminal"},
        Refused{"ExecUnknownMode", kubeconfig(good_cluster, "exec: {" + exec_v1 + ", interactiveMode: Perhaps}"),
                "interactiveMode: must be"},
        Refused{"ExecEnvWithoutName",
                kubeconfig(good_cluster, "exec: {" + exec_v1 + ", interactiveMode: Never, env: [{value: s3cr3t}]}"),
                "env[0].name: is missing"},
        Refused{"ExecArgumentNumber",
                kubeconfig(good_cluster, "exec: {" + exec_v1 + ", interactiveMode: Never, args: [1]}"), "exec.args"},
        Refused{"BadNamespace", kubeconfig(good_cluster, "", ", namespace: Not_A_Label"), "contexts[c].namespace"},
        Refused{"NoContext", "clusters: []\n", "current-context: is missing"},
        Refused{"UnknownContext", "current-context: x\n", "none named x"},
        Refused{"UnknownCluster", "current-context: c\ncontexts: [{name: c, context: {cluster: k}}]\n",
                "contexts[c].cluster"},
        Refused{"UnknownUser",
                "current-context: c\ncontexts: [{name: c, context: {cluster: k, user: u}}]\n"
                "clusters: [{name: k, cluster: {server: 'https://h'}}]\n",
                "contexts[c].user"},
        Refused{"NameTwice", "clusters: [{name: k, cluster: {}}, {name: k, cluster: {}}]\n",
                "another entry has this name"},
        Refused{"EntryWithoutName", "users: [{user: {token: s3cr3t}}]\n", "users[0].name: is missing"},
        Refused{"OtherKind", "kind: Secret\n", "not a kubeconfig"}, Refused{"AList", "[1, 2]", "expected a mapping"},
        Refused{"ClustersNoList", "clusters: {a: b}\n", "clusters: expected a list"},
        Refused{"NoYaml", "a: [", "line"}),
    [](const auto& item) { return std::string(item.param.name); });

}  // namespace
}  // namespace kube::test
