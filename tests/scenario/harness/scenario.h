#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "tests/scenario/harness/api_proxy.h"
#include "tests/scenario/harness/command.h"
#include "tests/scenario/harness/operator_process.h"
#include "tests/scenario/harness/site.h"
#include "tests/scenario/harness/temporary_folder.h"

namespace scenario {

// How an operator is started; the defaults suit most tests.
struct Launch {
    const ApiProxy* proxy = nullptr;       // between it and the API server
    std::vector<std::string> variables{};  // NAME=value, of its environment
    std::vector<std::string> flags{};      // after the usual ones; the last word on a flag holds
    std::string lease{};                   // default: the site's own
    const Site* site = nullptr;            // whose tenants it serves; default: the test's own
    bool namespaced = false;               // --namespaces with Roles, in place of the ClusterRole and a selector
    std::string kubeconfig{};              // ready made, in place of one with a token
    std::string log{};                     // where its standard error goes, which is then not kept
};

// One test's own corner: a site, and operators that serve nothing else. At the end all of them have to run but those
// that the test ended, no sanitizer may have found anything, and everything that the operators wrote is shown if the
// test failed, and searched for secrets in any case.
class Scenario : public ::testing::Test, public Site {
protected:
    void TearDown() override;

    OperatorProcess& start_operator(const Launch& launch = {});
    // A command for people, with the rights of that kubeconfig or else of the cluster's administrator. What it writes
    // is searched for secrets like the operators' output.
    CommandResult run(const std::string& program, std::vector<std::string> arguments,
                      const std::string& kubeconfig = "", std::vector<std::string> environment = {});
    // Its successor need not wait until the dead holder's time is over.
    void forget_lease(const std::string& name = "") const;
    // `user` as in a kubeconfig; `ca` is PEM or a path.
    std::string kubeconfig(const std::string& server, const std::string& ca, const json& user);
    // Nothing that any operator writes may show `text`; TearDown looks. What the harness hands out itself is known to
    // it.
    void keep_secret(const std::string& text) { kept_secret_.insert(text); }
    std::string account_token(const std::string& namespace_name);  // the operator's account there
    // What TearDown asks, for a test of that: nobody but the test ended an operator; nothing that anybody is shown
    // holds a secret of any kind, in whatever encoding.
    void expect_operators_alive() const;
    static void expect_no_finding(const std::string& output);  // of a sanitizer
    static void expect_none_of(const std::set<std::string>& hidden, const std::string& shown);
    std::set<std::string> all_secrets();
    // Output, metrics, command lines, environments, and all that is readable in the cluster.
    std::string everything_shown() const;
    Site& another_site(std::shared_ptr<Zpa> shared);
    Site& another_site_on_the_same_zpa() {
        return another_site(std::shared_ptr<Zpa>(&zpa, [](Zpa*) {}));
    }

    TemporaryFolder folder;

private:
    std::string default_kubeconfig(const Launch& launch);
    std::string output() const;
    std::string readable() const;

    std::vector<std::unique_ptr<OperatorProcess>> operators_;
    std::vector<std::unique_ptr<Site>> sites_;
    std::vector<std::string> leases_;
    std::string commands_;  // all they wrote
    std::set<std::string> kept_secret_;
    bool roles_ = false;
    int kubeconfigs_ = 0;
};

}  // namespace scenario
