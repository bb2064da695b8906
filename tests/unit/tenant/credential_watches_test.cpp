#include "reconcilers/tenant/credential_watches.h"

#include <gtest/gtest.h>

#include <system_error>

#include "tests/fakes/fake_random.h"
#include "tests/unit/runtime/scripted_api.h"

namespace {

using kube::ObjectKey;

const ObjectKey tenant_key{"team", "default"}, first{"team", "first"}, second{"team", "second"};

// A watch takes a copy, which fails when threads are refused: a process that has too many has the same of it.
class Sleeper {
public:
    explicit Sleeper(const bool& refused) : refused_(&refused) {}
    Sleeper(const Sleeper& other) : refused_(other.refused_) {
        if (*refused_) throw std::system_error(std::make_error_code(std::errc::resource_unavailable_try_again));
    }
    Sleeper& operator=(const Sleeper&) = delete;
    ~Sleeper() = default;
    bool operator()(std::stop_token stop, base::Duration duration) const { return base::sleep_for(stop, duration); }

private:
    const bool* refused_;
};

class CredentialWatches : public testing::Test {
protected:
    tenant::CredentialWatches::Deps deps() {
        kube::WatcherOptions options;
        options.sleep = Sleeper(refused_);
        return {api_.connection(), options, clock_, random_, tests::quiet()};
    }
    // Whoever watches is told that there is nothing.
    void complete_list() {
        api_.push_line(
            {{"type", "BOOKMARK"},
             {"object",
              {{"metadata", {{"resourceVersion", "1"}, {"annotations", {{"k8s.io/initial-events-end", "true"}}}}}}}});
    }
    bool refused_ = false;
    fakes::FakeClock clock_;
    fakes::ConstantRandom random_;
    tests::ScriptedApi api_{clock_};
    tenant::CredentialWatches watches_{deps(), [](const ObjectKey&) {}};
};

TEST_F(CredentialWatches, WhatCouldNotBeStartedIsStartedByTheNextWhoAsks) {
    refused_ = true;
    EXPECT_THROW(watches_.use(tenant_key, first), std::system_error);
    EXPECT_FALSE(watches_.get(first)) << "nobody has looked";
    refused_ = false;
    watches_.use(tenant_key, first);
    complete_list();
    EXPECT_TRUE(fakes::eventually([&] { return watches_.get(first).has_value(); }));
    EXPECT_EQ(api_.watched().size(), 1U);
}

TEST_F(CredentialWatches, TheSecretBeforeIsWatchedUntilTheNextOneIs) {
    watches_.use(tenant_key, first);
    refused_ = true;
    EXPECT_THROW(watches_.use(tenant_key, second), std::system_error);
    complete_list();
    EXPECT_TRUE(fakes::eventually([&] { return watches_.get(first).has_value(); }));
    refused_ = false;
    watches_.use(tenant_key, second);
    EXPECT_FALSE(watches_.get(first));
    complete_list();
    EXPECT_TRUE(fakes::eventually([&] { return watches_.get(second).has_value(); }));
}

TEST_F(CredentialWatches, StopAfterAFailedStartEndsWhatThereIs) {
    refused_ = true;
    EXPECT_THROW(watches_.use(tenant_key, first), std::system_error);
    watches_.stop();
    EXPECT_FALSE(watches_.get(first));
}

}  // namespace
