#pragma once

#include <memory>
#include <string>
#include <vector>

#include "controller/kube/connection.h"
#include "reconcilers/common/api.h"
#include "tests/scenario/harness/cluster.h"
#include "tests/scenario/harness/operator_process.h"
#include "tests/scenario/harness/temporary_folder.h"
#include "tests/scenario/harness/wait.h"
#include "tests/scenario/harness/zpa.h"

namespace bench {

using scenario::json;
using scenario::OperatorProcess;

// One measurement's own corner: a namespace, a ZPA, operators that serve nothing else. The namespace is being deleted
// when this ends, and the next one waits until it is gone, so that no measurement pays for another's objects. The
// operator trusts this ZPA's authority beside the machine's public roots, as with the real one: their memory counts.
class World {
public:
    explicit World(const std::string& name);
    ~World();
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    scenario::Cluster& cluster = scenario::Cluster::shared();
    const std::string ns;
    scenario::Zpa zpa;

    // A tenant without limits; `spec` is merged over that, null takes a field out.
    void create_tenant(const json& spec = json::object());
    void wait_tenant_ready();
    std::string last_inventory() const;

    json key_object(const std::string& name) const;
    void create_key(const std::string& name) const;
    void create_keys(std::size_t count) const;  // key-0, key-1, ..., over several connections
    // How many Secrets of ours hold a value; how many keys are Ready. Each is one list.
    std::size_t filled_secrets() const;
    std::size_t ready_keys() const;
    std::size_t events() const;
    std::size_t named_in_zpa();  // how many keys have left their birth name behind; costs nearly nothing

    // With the operator's own account and, but for addresses and the lease's name, its own defaults. `server` and `ca`
    // lead it elsewhere; `token_file` is where it finds its token, in place of one that it is given for good.
    std::unique_ptr<OperatorProcess> start_operator(std::vector<std::string> flags = {}, const std::string& server = "",
                                                    const std::string& ca = "", const std::string& token_file = "");
    // A new token of that account, in a file that is replaced as kubelet does it; its path, always the same.
    std::string renew_token_file() const;
    // With the operator's account too: what the API server asks of whoever writes is part of what a write takes.
    std::unique_ptr<kube::Client> operator_client();
    std::string lease_holder() const;
    void forget_lease() const;                          // a killed holder's
    std::shared_ptr<kube::Connection> connect() const;  // as administrator, for watches

private:
    std::string account_token() const;
    std::string kubeconfig(const std::string& server, const std::string& ca, const json& user);
    void discard() const;

    scenario::TemporaryFolder folder_;
    int kubeconfigs_ = 0;
};

// Seconds from the start of the program until /readyz says yes.
double seconds_to_ready(OperatorProcess& process);
// Resident memory in MB (10^6 bytes) as the kernel counts it now, and the most it ever was.
double resident_megabytes(pid_t pid);
double peak_megabytes(pid_t pid);

}  // namespace bench
