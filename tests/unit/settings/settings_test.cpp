#include "controller/settings.h"

#include <gtest/gtest.h>

#include "controller/base/error.h"
#include "controller/settings_check.h"
#include "tests/fakes/capturing_log_sink.h"

namespace {

std::string refusal(const std::function<void(RunOptions&)>& change) {
    RunOptions options;
    change(options);
    try {
        check_settings(options);
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), base::ErrorKind::Config);
        return error.what();
    }
    return "";
}

bool names(const std::string& text, std::initializer_list<const char*> words) {
    return std::all_of(words.begin(), words.end(),
                       [&](const char* word) { return text.find(word) != std::string::npos; });
}

TEST(CheckSettings, TheDefaultsAreFine) {
    EXPECT_EQ(refusal([](RunOptions&) {}), "");
}

TEST(CheckSettings, LeaseTimesThatCannotWorkAreNamedWithTheirValues) {
    auto text = refusal([](RunOptions& options) { options.renew_seconds = 15; });
    EXPECT_TRUE(names(text, {"--lease-duration (15 s)", "--renew-deadline (15 s)"})) << text;
    text = refusal([](RunOptions& options) { options.retry_seconds = 8.5; });
    EXPECT_TRUE(names(text, {"--renew-deadline (10 s)", "--retry-period (8.5 s)"})) << text;
    text = refusal([](RunOptions& options) { options.write_age_seconds = 15; });
    EXPECT_TRUE(names(text, {"--write-lease-age (15 s)", "--lease-duration (15 s)"})) << text;
}

TEST(CheckSettings, WithoutElectionTheTimesOfALeaseDoNotMatter) {
    EXPECT_EQ(refusal([](RunOptions& options) {
                  options.leader_election = false;
                  options.renew_seconds = 100;
              }),
              "");
}

TEST(CheckSettings, WhatIsNoNamespaceIsRefused) {
    for (const auto* name : {"", "Team", "a/b", "-a"}) {
        EXPECT_NE(refusal([&](RunOptions& options) { options.namespaces = {"team-a", name}; }), "") << name;
    }
}

TEST(CheckSettings, TokensForMetricsNeedTheWholeClusterAndACertificate) {
    const auto with = [](std::vector<std::string> namespaces, const char* cert) {
        return refusal([&](RunOptions& options) {
            options.metrics_auth = true;
            options.namespaces = namespaces;
            options.metrics_cert = options.metrics_key = cert;
        });
    };
    EXPECT_EQ(with({}, "file"), "");
    EXPECT_TRUE(names(with({"a"}, "file"), {"--metrics-auth", "--namespaces"}));
    EXPECT_TRUE(names(with({}, ""), {"--metrics-auth", "--metrics-cert"}));
}

TEST(AnnounceLimits, NamespacedModeSaysWhatItLacks) {
    const auto sink = std::make_shared<fakes::CapturingLogSink>();
    RunOptions options;
    announce_limits(options, fakes::logger_into(sink));
    EXPECT_TRUE(sink->lines().empty());
    options.namespaces = {"a"};
    announce_limits(options, fakes::logger_into(sink));
    EXPECT_TRUE(sink->contains("Selector"));
}

TEST(Scopes, ANamespaceThatIsNamedTwiceIsWatchedOnce) {
    RunOptions options;
    EXPECT_EQ(scopes(options, kube::secrets(), "").size(), 1U);
    options.namespaces = {"b", "a", "b"};
    const auto found = scopes(options, kube::secrets(), "");
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].namespace_name + found[1].namespace_name, "ab");
}

TEST(LeaseOptions, TheHolderIsTheInstanceThatEventsName) {
    const auto lease = lease_options({}, {}, "host_x");
    EXPECT_EQ(lease.identity, "host_x");
    EXPECT_EQ(lease.namespace_name, "default");
}

}  // namespace
