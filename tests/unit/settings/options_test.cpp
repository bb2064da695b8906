#include "controller/options.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <CLI/CLI.hpp>

namespace {

// The environment of one test, put back afterwards.
class Options : public testing::Test {
protected:
    ~Options() override {
        for (const auto& name : set_) unsetenv(name.c_str());
    }
    void set(const std::string& name, const std::string& value) {
        setenv(name.c_str(), value.c_str(), 1);
        set_.push_back(name);
    }
    static RunOptions parse(const std::string& line = "") {
        CLI::App app;
        RunOptions options;
        add_run_flags(app, options);
        app.parse(line);
        return options;
    }

private:
    std::vector<std::string> set_;
};

TEST_F(Options, EveryFlagHasItsVariable) {
    CLI::App app;
    RunOptions options;
    add_run_flags(app, options);
    for (const auto* option : app.get_options()) {
        if (option == app.get_help_ptr()) continue;
        auto name = option->get_lnames().front();
        for (auto& c : name) c = c == '-' ? '_' : static_cast<char>(c - 'a' + 'A');
        EXPECT_EQ(option->get_envname(), "ZPA_OPERATOR_" + name);
    }
}

TEST_F(Options, VariablesAreReadAndFlagsBeatThem) {
    set("ZPA_OPERATOR_LEASE_DURATION", "30");
    set("ZPA_OPERATOR_POST_DEADLINE", "12.5");
    set("ZPA_OPERATOR_METRICS_CERT", "c.pem");
    set("ZPA_OPERATOR_METRICS_KEY", "k.pem");
    set("ZPA_OPERATOR_REQUEST_LATENCIES", "true");
    set("ZPA_OPERATOR_LEADER_ELECT", "false");
    set("ZPA_OPERATOR_NAMESPACES", "a,b");
    set("ZPA_OPERATOR_WORKERS", "3");
    const auto options = parse("--workers 5");
    EXPECT_EQ(options.lease_seconds, 30);
    EXPECT_EQ(options.post_deadline_seconds, 12.5);
    EXPECT_EQ(options.metrics_cert + options.metrics_key, "c.pemk.pem");
    EXPECT_TRUE(options.request_latencies);
    EXPECT_FALSE(options.leader_election);
    EXPECT_EQ(options.namespaces, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(options.workers, 5);
}

TEST_F(Options, HelpShowsTheWordsThatCanBeChosen) {
    CLI::App app;
    RunOptions options;
    add_run_flags(app, options);
    const auto help = app.help();
    for (const auto* shown : {"--log-level {debug,info,warn,error}=info ", "--log-format {json,text}=json ",
                              "--workers 1..256=8 ", "--grace-period SECONDS=30 "}) {
        EXPECT_NE(help.find(shown), std::string::npos) << shown << " in\n" << help;
    }
    EXPECT_EQ(help.find("->"), std::string::npos) << help;
}

TEST_F(Options, AChoiceIsOneOfItsWordsInAnyCase) {
    EXPECT_EQ(parse("--log-level WARN").log_level, base::LogLevel::Warn);
    EXPECT_EQ(parse("--log-format text").log_format, base::LogFormat::Text);
    set("ZPA_OPERATOR_LOG_LEVEL", "debug");
    EXPECT_EQ(parse().log_level, base::LogLevel::Debug);
    for (const auto* word : {"loud", "0", ""}) {
        try {
            parse(std::string("--log-level=") + word);
            ADD_FAILURE() << "'" << word << "'";
        } catch (const CLI::Error& error) {
            const std::string said = error.what();
            EXPECT_NE(said.find("--log-level"), std::string::npos) << said;
            EXPECT_EQ(said.find("->"), std::string::npos) << said;
        }
    }
}

TEST_F(Options, ATimeThatIsNoneIsRefused) {
    set("ZPA_OPERATOR_RENEW_DEADLINE", "-1");
    EXPECT_THROW(parse(), CLI::Error);
}

TEST_F(Options, ATimeThatNoClockCanHoldIsRefusedByItsFlag) {
    for (const auto* value : {"nan", "inf", "1e10", "0", "1e-9", "soon"}) {
        try {
            parse(std::string("--grace-period=") + value);
            ADD_FAILURE() << value;
        } catch (const CLI::Error& error) {
            EXPECT_NE(std::string(error.what()).find("--grace-period"), std::string::npos) << error.what();
        }
    }
    EXPECT_EQ(parse("--grace-period 0.001").grace_seconds, 0.001);
    EXPECT_EQ(parse("--grace-period 31536000").grace_seconds, 31'536'000);
}

}  // namespace
