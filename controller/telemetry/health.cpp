#include "controller/telemetry/health.h"

namespace telemetry {

void Health::add(std::string check_name, Check check) {
    const base::MutexLock lock(mutex_);
    checks_.push_back({std::move(check_name), std::move(check)});
}

std::vector<Health::Named> Health::copy() const {
    const base::MutexLock lock(mutex_);
    return checks_;
}

std::vector<Health::Finding> Health::look(const std::set<std::string>& exclude) const {
    std::vector<Finding> findings;
    for (const auto& named : copy()) {
        if (!exclude.contains(named.name)) findings.push_back(run(named));
    }
    return findings;
}

std::optional<Health::Finding> Health::look_at(const std::string& check_name) const {
    for (const auto& named : copy()) {
        if (named.name == check_name) return run(named);
    }
    return std::nullopt;
}

Health::Finding Health::run(const Named& named) const {
    std::optional<std::string> reason;
    try {
        reason = named.check();
    } catch (const std::exception& error) {
        reason = error.what();
    }
    const base::MutexLock lock(mutex_);
    const auto known = wrong_.find(named.name);
    if (!reason) {
        if (known != wrong_.end()) {
            log_.info("check passes again", {{"endpoint", name_}, {"check", named.name}});
            wrong_.erase(known);
        }
    } else if (known == wrong_.end() || known->second != *reason) {
        log_.warn("check failed", {{"endpoint", name_}, {"check", named.name}, {"reason", *reason}});
        wrong_[named.name] = *reason;
    }
    return {named.name, !reason};
}

}  // namespace telemetry
