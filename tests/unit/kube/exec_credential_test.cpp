#include "controller/kube/exec_credential.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <thread>

#include "controller/base/redaction.h"
#include "controller/base/rfc3339.h"
#include "controller/kube/subprocess.h"
#include "tests/unit/kube/support.h"

namespace kube::test {
namespace {

using base::ErrorKind;
using std::chrono::milliseconds;
using std::chrono::seconds;

const std::string v1 = "client.authentication.k8s.io/v1";

std::string answer_of(const std::string& status, const std::string& version = v1) {
    return R"({"apiVersion":")" + version + R"(","kind":"ExecCredential","status":)" + status + "}";
}

std::string slurp(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

Config plugin(const TempFolder& folder, const std::string& script) {
    Config config;
    config.exec = ExecConfig{};
    config.exec->api_version = v1;
    config.exec->command = folder.write("plugin", "#!/bin/sh\n" + script + "\n", true);
    return config;
}

TEST(ExecAnswer, TokensCertificatesAndExpiryAreRead) {
    const auto both = parse_exec_credential(
        answer_of(
            R"({"token":"t","clientCertificateData":"c","clientKeyData":"k","expirationTimestamp":"2026-01-01T00:00:00Z"})"),
        v1);
    EXPECT_EQ(both.token + both.certificate_pem + both.key_pem, "tck");
    EXPECT_EQ(*both.expires, base::parse_rfc3339("2026-01-01T00:00:00Z"));
    EXPECT_FALSE(parse_exec_credential(answer_of(R"({"token":"t"})"), v1).expires);
}

TEST(ExecAnswer, EverythingElseIsRefusedWithoutQuotingIt) {
    for (const auto& text :
         {answer_of(R"({"token":"s3cr3t"})", "client.authentication.k8s.io/v1beta1"), answer_of("{}"),
          answer_of(R"({"token":""})"), answer_of(R"({"clientCertificateData":"s3cr3t"})"),
          answer_of(R"({"token":"s3cr3t","clientKeyData":"s3cr3t"})"),
          answer_of(R"({"token":"s3cr3t","expirationTimestamp":"tomorrow"})"),
          answer_of(R"({"token":"s3cr3t\nHost: x"})"), answer_of(R"({"token":5})"), std::string(R"({"kind":"Secret"})"),
          std::string("s3cr3t"), std::string("[]"), std::string()}) {
        const auto error = error_of([&] { parse_exec_credential(text, v1); });
        EXPECT_EQ(error.kind(), ErrorKind::Config) << text;
        EXPECT_EQ(std::string(error.what()).find("s3cr3t"), std::string::npos) << error.what();
    }
}

TEST(ExecPlugin, GetsArgumentsEnvironmentAndWhatIsAsked) {
    const TempFolder folder;
    auto config = plugin(folder, "printf '%s' \"$KUBERNETES_EXEC_INFO\" > " + folder.path("info") + "\necho '" +
                                     answer_of(R"({"token":"'"$1-$EXTRA"'"})") + "'");
    config.exec->args = {"a b"};
    config.exec->env = {{"EXTRA", "x;y"}};
    EXPECT_EQ(run_exec_plugin(config, seconds(20), {}).token, "a b-x;y");
    const auto info = nlohmann::json::parse(slurp(folder.path("info")));
    EXPECT_EQ(info["apiVersion"], v1);
    EXPECT_EQ(info["kind"], "ExecCredential");
    EXPECT_EQ(info["spec"], nlohmann::json::parse(R"({"interactive":false})"));
}

TEST(ExecPlugin, IsToldAboutTheClusterWithTheBytesOfItsCaFile) {
    const TempFolder folder;
    auto config = plugin(folder, "printf '%s' \"$KUBERNETES_EXEC_INFO\" > " + folder.path("info") + "\necho '" +
                                     answer_of(R"({"token":"t"})") + "'");
    config.ca_file = folder.write("ca", "key");
    config.exec->cluster_info_json = R"({"server":"https://h"})";
    run_exec_plugin(config, seconds(20), {});
    const auto cluster = nlohmann::json::parse(slurp(folder.path("info")))["spec"]["cluster"];
    EXPECT_EQ(cluster["server"], "https://h");
    EXPECT_EQ(cluster["certificate-authority-data"], "a2V5");
}

TEST(ExecPlugin, AFailureShowsTheFirstLineOfItsErrorsAndTheInstallHint) {
    const TempFolder folder;
    auto config = plugin(folder, "echo s3cr3t; printf 'no \\033[31mlo\\302\\233gin\\nmore' >&2; exit 3");
    config.exec->install_hint = "apt install login";
    const auto error = error_of([&] { run_exec_plugin(config, seconds(20), {}); });
    EXPECT_EQ(error.kind(), ErrorKind::Config);
    const std::string text = error.what();
    EXPECT_NE(text.find("exit code 3: no ?[31mlo?gin"), std::string::npos) << text;
    EXPECT_NE(text.find("apt install login"), std::string::npos) << text;
    EXPECT_EQ(text.find("s3cr3t"), std::string::npos) << text;
    EXPECT_EQ(text.find("more"), std::string::npos) << text;
}

TEST(ExecPlugin, ALongSecretInItsErrorsIsNotShownInPart) {
    const TempFolder folder;
    const auto secret = std::string(600, 's') + std::string(600, 'z');
    const auto held = base::redaction().add(secret);
    const auto config = plugin(folder, "echo refused: " + secret + " >&2; exit 1");
    const std::string text = error_of([&] { run_exec_plugin(config, seconds(20), {}); }).what();
    EXPECT_NE(text.find("refused: [redacted]"), std::string::npos) << text;
    EXPECT_EQ(text.find("ssssssss"), std::string::npos) << text;
}

TEST(ExecPlugin, OneThatWritesWithoutEndIsAConfigError) {
    const TempFolder folder;
    const auto config = plugin(folder, "head -c 2097152 /dev/zero");
    EXPECT_EQ(error_of([&] { run_exec_plugin(config, seconds(20), {}); }).kind(), ErrorKind::Config);
}

TEST(ExecPlugin, AMissingProgramIsAConfigError) {
    Config config;
    config.exec = ExecConfig{};
    config.exec->command = "/nowhere/plugin";
    EXPECT_EQ(error_of([&] { run_exec_plugin(config, seconds(20), {}); }).kind(), ErrorKind::Config);
}

ProcessRequest shell(const std::string& script) {
    ProcessRequest request;
    request.arguments = {"sh", "-c", script};
    request.timeout = seconds(20);
    return request;
}

TEST(Subprocess, GivesOutputErrorsAndExitCode) {
    const auto result = run_process(shell("echo out; echo err >&2; exit 7"), {});
    EXPECT_EQ(result.output, "out\n");
    EXPECT_EQ(result.error_output, "err\n");
    EXPECT_EQ(result.exit_code, 7);
    EXPECT_EQ(run_process(shell("kill -9 $$"), {}).exit_code, 137);
}

TEST(Subprocess, StandardInputIsEmptyAndBlockedSignalsAreNotInherited) {
    EXPECT_EQ(run_process(shell("cat; grep SigBlk /proc/self/status"), {}).output, "SigBlk:\t0000000000000000\n");
}

TEST(Subprocess, OutputOfMoreThanAPipeIsReadWhole) {
    EXPECT_EQ(run_process(shell("head -c 300000 /dev/zero; head -c 300000 /dev/zero >&2"), {}).output.size(), 300'000u);
}

TEST(Subprocess, TooMuchOutputEndsIt) {
    auto request = shell("cat /dev/zero");
    request.max_output_bytes = 1000;
    EXPECT_EQ(error_of([&] { run_process(request, {}); }).kind(), ErrorKind::Protocol);
}

TEST(Subprocess, TimeIsUpForTheWholeGroup) {
    const TempFolder folder;
    auto request = shell("sleep 1000 & echo $! > " + folder.path("pid") + "; wait");
    request.timeout = milliseconds(200);
    EXPECT_EQ(error_of([&] { run_process(request, {}); }).kind(), ErrorKind::Timeout);
    const auto pid = std::stoi(slurp(folder.path("pid")));
    const auto state = [&] { return slurp("/proc/" + std::to_string(pid) + "/stat"); };
    const auto deadline = std::chrono::steady_clock::now() + seconds(10);
    while (!state().empty() && state().find(") Z") == std::string::npos &&
           std::chrono::steady_clock::now() < deadline) {
        std::this_thread::yield();
    }
    EXPECT_TRUE(state().empty() || state().find(") Z") != std::string::npos) << state();
}

TEST(Subprocess, ItsEndCountsThoughALeftoverHoldsThePipe) {
    const auto result = run_process(shell("sleep 1000 & echo $!"), {});
    EXPECT_EQ(result.exit_code, 0);
    ASSERT_FALSE(result.output.empty());
    EXPECT_EQ(::kill(std::stoi(result.output), SIGKILL), 0) << "the leftover is still there";
}

// The library's sockets are not closed on exec; the program's must be.
TEST(Subprocess, FilesThatAreOpenHereAreNotOpenThere) {
    const int inherited = ::open("/dev/null", O_RDONLY);
    ASSERT_GT(inherited, 2);
    const auto result = run_process(shell("test -e /proc/self/fd/" + std::to_string(inherited) + " && echo open"), {});
    ::close(inherited);
    EXPECT_EQ(result.output, "");
}

TEST(Subprocess, ALeftoverThatWritesForEverHoldsNobodyUp) {
    const TempFolder folder;
    const auto script = "yes >&2 & echo $! > " + folder.path("pid") + "; echo done";
    EXPECT_EQ(run_process(shell(script), {}).output, "done\n");
    EXPECT_EQ(::kill(std::stoi(slurp(folder.path("pid"))), SIGKILL), 0) << "the leftover is still there";
}

TEST(Subprocess, StopEndsIt) {
    const TempFolder folder;
    std::stop_source source;
    const std::jthread stopper([&] {
        while (slurp(folder.path("up")).empty()) std::this_thread::yield();
        source.request_stop();
    });
    const auto script = "echo up > " + folder.path("up") + "; exec sleep 1000";
    EXPECT_EQ(error_of([&] { run_process(shell(script), source.get_token()); }).kind(), ErrorKind::Cancelled);
}

}  // namespace
}  // namespace kube::test
