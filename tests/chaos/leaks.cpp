#include "tests/chaos/leaks.h"

#include <fmt/format.h>

#include <algorithm>

#include "reconcilers/common/api.h"
#include "tests/chaos/secret_search.h"

namespace chaos {

using nlohmann::json;

std::vector<Readable> everything_readable(Arena& arena) {
    std::vector<Readable> out = {{"metrics, command lines, environments", arena.operators.everything_shown()}};
    auto homes = arena.namespaces();
    homes.insert(arena.base.ns);
    for (const auto& home : homes) {
        for (const auto* resource :
             {&common::provisioning_keys(), &common::zpa_tenants(), &kube::events(), &kube::secrets()}) {
            for (auto& object : arena.cluster.list(*resource, home)) {
                object.erase("data");  // of Secrets: there it belongs
                out.push_back({home + "/" + object.at("metadata").at("name").get<std::string>(), object.dump()});
            }
        }
    }
    return out;
}

std::vector<Readable> everything_written(Arena& arena) {
    std::vector<Readable> out;
    arena.operators.end_all();
    for (int seat = 0; seat < Operators::kSeats; ++seat)
        out.push_back({fmt::format("the output of operator {}", seat), arena.operators.everything_written(seat)});
    return out;
}

std::set<std::string> values_of_keys(Arena& arena) {
    std::set<std::string> out;
    auto& state = arena.zpa->simulator.state;
    const auto changes = state.changes();
    for (const auto& customer : arena.customers()) {
        state.with(customer, [&](simulator::Organisation& organisation) {
            for (std::uint64_t change = 0; change <= changes; ++change) {
                for (const auto& key : organisation.table<simulator::Key>().all({.change = change}))
                    out.insert(key->value);
            }
            return true;
        });
    }
    return out;
}

std::vector<Finding> look_for_leaks(const std::set<std::string>& values, const std::vector<Readable>& texts,
                                    const std::map<std::string, History>& histories) {
    SecretSearch search;
    for (const auto& value : values) search.add(value);
    std::vector<Finding> out;
    for (const auto& [where, text] : texts) {
        if (search.finds(text)) out.push_back({"leaks", where, "it holds the value of a key", now_micros()});
    }
    for (const auto& [uid, history] : histories) {
        const auto version = std::find_if(history.versions.begin(), history.versions.end(), [&](const Version& one) {
            return search.finds(one.object.dump()) || search.finds(one.request.dump());
        });
        if (version == history.versions.end()) continue;
        out.push_back(
            {"leaks", history.name.to_string(),
             fmt::format("it held the value of a key after a {} of operator {}", version->verb, version->seat),
             version->asked});
    }
    return out;
}

}  // namespace chaos
