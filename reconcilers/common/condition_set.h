#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "controller/kube/condition.h"

namespace common {

// Conditions as a kind's status.cpp says them: one line each. Times and generations are filled in here.
class ConditionSet {
public:
    ConditionSet(std::vector<kube::Condition>& conditions, std::int64_t generation, base::WallTime now)
        : conditions_(conditions), generation_(generation), now_(now) {}

    void yes(const char* type, std::string_view reason, std::string_view message) {
        set(type, "True", reason, message);
    }
    void no(const char* type, std::string_view reason, std::string_view message) {
        set(type, "False", reason, message);
    }
    void unknown(const char* type, std::string_view reason, std::string_view message) {
        set(type, "Unknown", reason, message);
    }
    void drop(const char* type) { kube::remove_condition(conditions_, type); }

private:
    void set(const char* type, const char* status, std::string_view reason, std::string_view message) {
        if (is_said(type, status, reason, message)) return;
        kube::Condition condition{
            .type = type, .status = status, .reason = reason, .message = message, .observed_generation = generation_};
        kube::set_condition(conditions_, std::move(condition), now_);
    }
    // As a quiet pass finds it each time, which so needs to look up no shared text.
    bool is_said(const char* type, const char* status, std::string_view reason, std::string_view message) const {
        const auto* said = kube::find_condition(conditions_, type);
        return said != nullptr && said->status == status && said->reason == reason && said->message == message &&
               said->observed_generation == generation_;
    }

    std::vector<kube::Condition>& conditions_;
    const std::int64_t generation_;
    const base::WallTime now_;
};

}  // namespace common
