#pragma once

#include "tests/scenario/harness/scenario.h"
#include "tests/scenario/harness/zpa_proxy.h"

namespace scenario {

// Two operators that share a lease and a tenant. Each has its own way to the API server and its own way to ZPA, so that
// it is known who asked for what.
class TwoOperators : public Scenario {
protected:
    using Flags = std::vector<std::string>;

    struct Ways {
        ApiProxy api{Cluster::shared().config(), Cluster::shared().ca()};
        ZpaProxy zpa;
        explicit Ways(const Zpa& where) : zpa(where) {}
    };

    OperatorProcess& start(const Ways& ways, const Flags& more = {}) {
        Flags flags = {"--lease-duration=3", "--renew-deadline=2", "--retry-period=0.3", "--write-lease-age=1.5"};
        flags.insert(flags.end(), more.begin(), more.end());
        return start_operator({.proxy = &ways.api, .variables = {"HTTPS_PROXY=" + ways.zpa.url()}, .flags = flags});
    }
    // The first leads and has made "blue"; the second stands by. `of_first` are flags of the first alone.
    void begin(const Flags& of_first = {}, const json& tenant = json::object(), const Flags& of_second = {}) {
        first = &start(first_ways, of_first);
        json spec = {{"endpoint", {{"apiURL", nullptr}}}};  // ZPA's own names, which only the proxies know the way to
        spec.merge_patch(tenant);
        create_tenant(spec);
        create_key("blue");
        wait_ready("blue");
        second = &start(second_ways, of_second);
        wait_for("the standby is up", [&] { return second->wrote("serving probes"); });
    }

    // Everything but reading, in the order of arrival, after the first `skip` requests. The lease is what they contend
    // for: what the API server refused of it changed nothing.
    static Flags kubernetes_writes(const Ways& ways, std::size_t skip = 0) {
        Flags out;
        const auto all = ways.api.seen();
        for (std::size_t i = skip; i < all.size(); ++i) {
            const bool lease = all[i].target.find("/leases") != std::string::npos;
            if (all[i].writes() && !(lease && (all[i].status == 0 || all[i].status >= 400))) {
                out.push_back(all[i].method + " " + all[i].target);
            }
        }
        return out;
    }
    static Flags without_lease(Flags writes) {
        std::erase_if(writes, [](const std::string& write) { return write.find("/leases") != std::string::npos; });
        return writes;
    }
    // The same of ZPA, where signing in is no writing; calls that came to an end after number `since`.
    Flags zpa_writes(const Ways& ways, std::uint64_t since = 0) const {
        Flags out;
        for (const auto& entry : zpa.simulator.journal.after(since)) {
            const bool writes = entry.method != "GET" && entry.kind != "token";
            if (writes && entry.source == ways.zpa.source()) out.push_back(entry.method + " " + entry.path);
        }
        return out;
    }

    std::string holder() const {
        const auto lease = cluster.find(kube::leases(), {kOperatorNamespace, ns});
        return lease ? lease->value("/spec/holderIdentity"_json_pointer, "") : "";
    }
    std::string wait_for_another_holder(const std::string& before) const {
        return wait_for("another holder",
                        [&]() -> std::optional<std::string> {
                            const auto now = holder();
                            return now.empty() || now == before ? std::nullopt : std::optional(now);
                        })
            .value();
    }

    Ways first_ways{zpa}, second_ways{zpa};
    OperatorProcess* first = nullptr;
    OperatorProcess* second = nullptr;
};

}  // namespace scenario
