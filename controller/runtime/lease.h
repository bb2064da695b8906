#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "controller/base/clock.h"

namespace runtime {

// What a coordination.k8s.io/v1 Lease says, and what that means to somebody who wants it. Pure: no client, no clock.
// Source: client-go tools/leaderelection.
struct LeaseRecord {
    std::string holder;  // "" where it was given back
    int duration_seconds = 0;
    base::WallTime acquire_time{};
    base::WallTime renew_time{};
    int transitions = 0;

    bool operator==(const LeaseRecord&) const = default;
};

// Tolerant: what is missing stays at its default. Throws Error(Protocol) where a type or a time is wrong.
LeaseRecord parse_lease(const nlohmann::json& object);
// `object` with this record as its spec; its metadata (resource version, other people's labels) stays.
nlohmann::json with_record(nlohmann::json object, const LeaseRecord& record);
nlohmann::json new_lease(const std::string& namespace_name, const std::string& name, const LeaseRecord& record);

enum class LeaseVerdict {
    Ours,
    Free,     // given back
    Expired,  // its holder was silent for the duration that it wrote itself
    Held,
};
// `unchanged_for`: how long this process has seen the record not change, on its own clock. The times in the record are
// never looked at: they are another machine's.
LeaseVerdict judge(const LeaseRecord& record, const std::string& identity, base::Duration unchanged_for);

// The record to write: taking it over counts a transition, renewing does not.
LeaseRecord held_by(const LeaseRecord& before, const std::string& identity, base::Duration duration,
                    base::WallTime now);
// Holder "" for one second, as client-go does: whoever watches takes it at once, whoever polls very soon.
LeaseRecord given_back(const LeaseRecord& before, base::WallTime now);

}  // namespace runtime
