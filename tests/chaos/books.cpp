#include "tests/chaos/books.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace chaos {

using nlohmann::json;

namespace {

// From the beginning of a list to the write that goes by it, on a busy machine.
constexpr Micros kLooking = 1'000'000;

constexpr auto kFinalizer = "zpa-operator.io/provisioning-key";

std::uint64_t resource_version(const json& object) {
    return std::stoull(object.at("metadata").value("resourceVersion", "0"));
}

// The write that lets an object go is answered with the version that was there last.
bool is_gone(const json& object) {
    const auto& metadata = object.at("metadata");
    return metadata.contains("deletionTimestamp") && metadata.value("finalizers", json::array()).empty();
}

bool is_object(const json& response) {
    return response.is_object() && response.value("kind", "") == "ProvisioningKey" && response.contains("metadata");
}

}  // namespace

Micros micros(simulator::Clock::Time time) { return time.time_since_epoch().count(); }

std::string key_of(const simulator::Entry& entry) {
    return entry.object_id.empty() ? "" : entry.customer + "/" + entry.object_id;
}

void demand_whole(const std::vector<simulator::Entry>& journal) {
    if (journal.empty()) throw std::runtime_error("ZPA's journal is empty");
    if (const auto first = journal.front().number; first != 1)
        throw std::runtime_error(fmt::format(
            "ZPA's journal has lost its beginning, the first call is number {}: too many kills a run", first));
}

std::string made_for(const std::vector<AuditLine>& audit, const std::vector<simulator::Entry>& journal,
                     const std::string& key_id) {
    const auto post = std::find_if(journal.begin(), journal.end(), [&](const simulator::Entry& entry) {
        return entry.operation == "create" && entry.committed && key_of(entry) == key_id;
    });
    if (post == journal.end()) return "";
    for (const auto& line : audit) {
        if (line.resource != "provisioningkeys" || !line.succeeded() || !is_object(line.response)) continue;
        if (line.response.value("/status/creation/birthName"_json_pointer, "") == post->object_name)
            return line.response.at("metadata").value("uid", "");
    }
    return "";
}

std::string Version::key_id() const {
    const auto identity = object.value("/status/identity"_json_pointer, json::object());
    return identity.contains("id") ? identity.value("customerID", "") + "/" + identity.value("id", "") : "";
}

bool Version::gave_up(const std::string& birth_name) const {
    const auto all = object.value("/status/abandoned"_json_pointer, json::array());
    return std::any_of(all.begin(), all.end(),
                       [&](const json& one) { return one.value("birthName", "") == birth_name; });
}

const Version* History::giving_up(const std::string& birth_name) const {
    const auto found = std::find_if(versions.begin(), versions.end(),
                                    [&](const Version& version) { return version.gave_up(birth_name); });
    return found == versions.end() ? nullptr : &*found;
}

bool Version::has_finalizer() const {
    const auto all = object.at("metadata").value("finalizers", json::array());
    return std::find(all.begin(), all.end(), kFinalizer) != all.end();
}

void Books::put_in_order() {
    std::stable_sort(audit.begin(), audit.end(), [](const auto& a, const auto& b) { return a.asked < b.asked; });
    std::stable_sort(journal.begin(), journal.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
    for (const auto& line : audit) {
        if (line.resource != "provisioningkeys" || !line.succeeded() || !is_object(line.response)) continue;
        const auto& metadata = line.response.at("metadata");
        auto& history = histories[metadata.value("uid", "")];
        history.uid = metadata.value("uid", "");
        history.name = {line.namespace_name, metadata.value("name", line.name)};
        history.versions.push_back(
            {line.asked, line.done, seat_of(line.source), line.verb, line.subresource, line.request, line.response});
    }
    for (auto& [uid, history] : histories) {
        std::stable_sort(history.versions.begin(), history.versions.end(), [](const auto& a, const auto& b) {
            return std::pair(resource_version(a.object), is_gone(a.object)) <
                   std::pair(resource_version(b.object), is_gone(b.object));
        });
        for (const auto& version : history.versions) {
            if (auto birth = version.birth_name(); !birth.empty()) uids_by_birth.emplace(std::move(birth), uid);
            if (auto key = version.key_id(); !key.empty()) uids_by_key.emplace(std::move(key), uid);
        }
    }
}

std::vector<Post> Books::posts() const {
    std::vector<Post> out;
    for (const auto& entry : journal) {
        if (entry.kind == "provisioningKey" && entry.operation == "create")
            out.push_back({&entry, seat_of(entry.source)});
    }
    return out;
}

const History* Books::owner(const std::map<std::string, std::string>& uids, const std::string& name) const {
    const auto found = uids.find(name);
    return found == uids.end() ? nullptr : &histories.at(found->second);
}

std::optional<Micros> Books::deleted_at(const std::string& key_id) const {
    for (const auto& entry : journal) {
        if (entry.kind == "provisioningKey" && entry.operation == "delete" && entry.committed &&
            key_of(entry) == key_id) {
            return micros(entry.acted);
        }
    }
    const auto removed = portal_removed.find(key_id);
    return removed == portal_removed.end() ? std::nullopt : std::optional(removed->second);
}

bool Books::lists_may_lack(Micros made, Micros written) const {
    return written - made <= std::chrono::microseconds(times.list_lag).count() + kLooking;
}

}  // namespace chaos
