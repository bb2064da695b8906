// The API server itself goes and comes back, on a cluster of this test's own, since no other test would bear it.
#include <unistd.h>

#include <regex>
#include <sstream>

#include "controller/kube/subprocess.h"
#include "tests/scenario/harness/scenario.h"

namespace scenario {

// Started before anything asks for the shared cluster; KUBECONFIG then leads here.
class OwnCluster : public ::testing::Environment {
public:
    static std::string run(const std::vector<std::string>& words) {
        std::vector<std::string> arguments = {
            "env",    "-u",   "KUBECONFIG", "-u", "ZPA_CLUSTER_FOLDER", OP_SOURCE_DIR "/tests/cluster/cluster.sh",
            "--name", name(), "--bin",      "/"};
        arguments.insert(arguments.end(), words.begin(), words.end());
        const auto result =
            kube::run_process({.arguments = arguments, .environment = {}, .timeout = std::chrono::seconds(100)}, {});
        if (result.exit_code != 0) throw std::runtime_error("cluster.sh " + words.front() + ": " + result.error_output);
        return result.output;
    }
    void SetUp() override {
        run({"up", "--owner", std::to_string(getpid())});
        const auto exports = run({"env"});
        std::smatch found;
        if (!std::regex_search(exports, found, std::regex("export KUBECONFIG=(\\S+)")))
            throw std::runtime_error(exports);
        setenv("KUBECONFIG", found[1].str().c_str(), 1);
    }
    void TearDown() override { run({"down"}); }

private:
    static std::string name() { return "restart-" + std::to_string(getpid()); }
};

const auto* const own_cluster = ::testing::AddGlobalTestEnvironment(new OwnCluster);

class Restart : public Scenario {
protected:
    // What the operator has asked of the API server and got an answer to, or an error.
    static double request_count(const OperatorProcess& process) {
        std::istringstream lines(process.metrics());
        double sum = 0;
        for (std::string line; std::getline(lines, line);) {
            if (line.starts_with("rest_client_requests_total{")) sum += std::stod(line.substr(line.rfind(' ') + 1));
        }
        return sum;
    }
};

TEST_F(Restart, OfTheApiServerThatForgotTheOldLosesNoChange) {
    auto& process = start_operator({.flags = {"--lease-duration=60", "--renew-deadline=40", "--write-lease-age=30"}});
    create_tenant();
    create_key("blue");
    wait_ready("blue");
    const auto before = value("blue");
    for (const auto* signal : {"TERM", "KILL"}) {
        create_key(std::string("made-before-") + (signal == std::string("TERM") ? "term" : "kill"));
        OwnCluster::run({"compact"});
        OwnCluster::run({"restart-apiserver", signal});
        edit_key("blue", {{"maxUsage", zpa.key_named("blue").max_usage + 1}});
        wait_ready("blue");
    }
    create_key("after");
    for (const auto* name : {"blue", "made-before-term", "made-before-kill", "after"}) {
        wait_ready(name);
        EXPECT_EQ(value(name), zpa.key_named(name).value);
    }
    EXPECT_EQ(zpa.key_named("blue").max_usage, 7);
    EXPECT_EQ(value("blue"), before);
    EXPECT_EQ(zpa.committed("create"), 4U);
    EXPECT_EQ(zpa.committed("update"), 4U + 2U) << "each is named once, and blue was edited twice";
    // Through two restarts of the server, all that was asked of it: no busy loop while it was away.
    const auto requests = request_count(process);
    EXPECT_GT(requests, 20.0);
    EXPECT_LE(requests, 1500.0);
    EXPECT_TRUE(process.running());
}

}  // namespace scenario
