#pragma once

#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "controller/kube/object_key.h"
#include "tests/chaos/audit_log.h"
#include "tests/chaos/diary.h"
#include "tests/chaos/operators.h"
#include "tests/chaos/planting.h"
#include "tests/chaos/times.h"
#include "tests/zpa_simulator/journal.h"

namespace chaos {

Micros micros(simulator::Clock::Time time);

// The API server notes the end of a request when its reply is on its way already: what follows from the reply may seem
// to have begun a little earlier.
inline constexpr Micros kNoted = 5'000;

// Organisations count for themselves: a key is its organisation's number and its own.
std::string key_of(const simulator::Entry& entry);

// The uid of the object that had announced the birth of that key; "" where none had.
std::string made_for(const std::vector<AuditLine>& audit, const std::vector<simulator::Entry>& journal,
                     const std::string& key_id);

// Throws where there are no calls, or not all: the simulator keeps the latest alone, and half a book proves nothing.
void demand_whole(const std::vector<simulator::Entry>& journal);

// A ProvisioningKey after one of its writes, whoever made it.
struct Version {
    Micros asked = 0, done = 0;
    int seat = -1;  // -1: not an operator
    std::string verb, subresource;
    nlohmann::json request;
    nlohmann::json object;  // as it was then

    std::string birth_name() const { return object.value("/status/creation/birthName"_json_pointer, ""); }
    std::string key_id() const;  // "customer/id"; "" without an identity
    bool gave_up(const std::string& birth_name) const;
    bool has_finalizer() const;
    bool deleting() const { return object.at("metadata").contains("deletionTimestamp"); }
};

struct History {
    kube::ObjectKey name;
    std::string uid;
    std::vector<Version> versions;  // in the order of their resource versions

    const Version* giving_up(const std::string& birth_name) const;  // nullptr where none does
};

// A call to ZPA that wanted to create a key.
struct Post {
    const simulator::Entry* entry;
    int seat = -1;
};

// What the simulator and the API server wrote down of one run, and what the checker has to know beside it. Never the
// operators' own word.
struct Books {
    std::vector<AuditLine> audit;           // writes, in the order of their arrival: all of the operators
    std::vector<simulator::Entry> journal;  // in the order of their arrival
    std::vector<Diary::Line> diary;
    std::vector<Life> lives;
    std::vector<Freeze> freezes;
    Times times;
    std::string lease;
    std::set<std::string> homes;  // the namespaces that the operators have to do with
    std::vector<Planting> plantings;
    std::set<std::string> strangers_keys;          // "customer/id", as all keys here
    std::map<std::string, Micros> portal_removed;  // keys that somebody deleted in the portal
    std::function<int(const std::string& source)> seat_of;

    // Filled by put_in_order().
    std::map<std::string, History> histories;  // by uid
    std::map<std::string, std::string> uids_by_birth, uids_by_key;

    void put_in_order();
    std::vector<Post> posts() const;
    // The object whose mark had that birth name, or whose identity that key ("customer/id"); nullptr where none ever
    // had.
    const History* owner_of_birth(const std::string& birth_name) const { return owner(uids_by_birth, birth_name); }
    const History* owner_of_key(const std::string& key_id) const { return owner(uids_by_key, key_id); }
    // From when to when there was such a key; `to` is far away where it still is.
    std::optional<Micros> deleted_at(const std::string& key_id) const;
    // May somebody who looked for a key before he wrote something have seen none, since lists trail?
    bool lists_may_lack(Micros made, Micros written) const;

private:
    const History* owner(const std::map<std::string, std::string>& uids, const std::string& name) const;
};

// Something that must never have happened.
struct Finding {
    std::string rule;
    std::string about;  // an object, "namespace/name", or what else it is about
    std::string what;
    Micros at = 0;
};

}  // namespace chaos
