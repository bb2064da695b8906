#include "controller/commands/program.h"

#include <gtest/gtest.h>

#include "controller/base/error.h"
#include "controller/commands/read_only.h"

namespace {

struct Ran {
    int status;
    std::string output;
    std::string errors;
};

Ran run_plugin(std::vector<std::string> words) {
    words.insert(words.begin(), "kubectl-zpa");
    std::vector<char*> argv;
    for (auto& word : words) argv.push_back(word.data());
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const int status = commands::run_plugin(static_cast<int>(argv.size()), argv.data(), "1.2.3");
    return {status, testing::internal::GetCapturedStdout(), testing::internal::GetCapturedStderr()};
}

}  // namespace

TEST(Program, IsAPluginByItsNameAlone) {
    EXPECT_TRUE(commands::is_plugin_name("kubectl-zpa"));
    EXPECT_TRUE(commands::is_plugin_name("/usr/local/bin/kubectl-zpa"));
    EXPECT_FALSE(commands::is_plugin_name("/kubectl-zpa/zpa-operator"));
    EXPECT_FALSE(commands::is_plugin_name("zpa-operator"));
    EXPECT_FALSE(commands::is_plugin_name(""));
}

TEST(Program, SaysItsVersionHoweverItIsAsked) {
    for (const auto* word : {"--version", "version"}) {
        const auto ran = run_plugin({word});
        EXPECT_EQ(ran.status, 0) << word;
        EXPECT_EQ(ran.output, "kubectl-zpa 1.2.3\n") << word;
        EXPECT_EQ(ran.errors, "") << word;
    }
}

TEST(Program, NamesItsCommandsWhereAWordIsNone) {
    const auto ran = run_plugin({"foo\033[2J", "-A"});
    EXPECT_EQ(ran.status, 2);
    EXPECT_EQ(
        ran.errors,
        "error: there is no command foo?[2J; kubectl zpa has status, orphans, version (kubectl zpa --help explains "
        "them)\n");
    EXPECT_EQ(run_plugin({"-A"}).errors,
              "error: -A stands where a command should; kubectl zpa has status, orphans, version (kubectl zpa --help "
              "explains them)\n");
}

TEST(Program, ExplainsItselfWhereNothingIsAsked) {
    const auto ran = run_plugin({});
    EXPECT_EQ(ran.status, 2);
    EXPECT_EQ(ran.output, "");
    EXPECT_EQ(ran.errors, run_plugin({"--help"}).output);
    EXPECT_EQ(run_plugin({"--help"}).status, 0);
}

TEST(Program, HelpShowsTheFormatsThatCanBeChosen) {
    for (const auto* command : {"status", "orphans"}) {
        const auto help = run_plugin({command, "--help"}).output;
        EXPECT_NE(help.find("-o,--output {json} "), std::string::npos) << help;
    }
    const auto refused = run_plugin({"status", "-o", "yaml"});
    EXPECT_NE(refused.status, 0);
    EXPECT_NE(refused.errors.find("yaml not in {json}"), std::string::npos) << refused.errors;
}

TEST(Program, ExamplesNameThePackageTheyNeed) {
    for (const auto* command : {"status", "orphans"}) {
        const auto help = run_plugin({command, "--help"}).output;
        if (help.find("| jq ") == std::string::npos) continue;
        EXPECT_NE(help.find("apt-get install jq"), std::string::npos) << help;
    }
}

TEST(Program, CommandsMayWriteNothing) {
    try {
        commands::read_only_fence().check();
        FAIL() << "a write was allowed";
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), base::ErrorKind::Fenced);
    }
}
