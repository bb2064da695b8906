#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "controller/base/log.h"
#include "controller/base/mutex.h"

namespace telemetry {

// Named checks that together answer one question, such as /healthz or /readyz. A check returns what is wrong, or
// nothing; it must be quick, may be called from any thread, and counts as failed when it throws. Reasons go to the log,
// when they change, and never to whoever asks. Threads: any.
class Health {
public:
    using Check = std::function<std::optional<std::string>()>;
    struct Finding {
        std::string name;
        bool healthy;
    };

    Health(std::string name, base::Logger log) : name_(std::move(name)), log_(std::move(log)) {}
    void add(std::string check_name, Check check);
    std::vector<Finding> look(const std::set<std::string>& exclude = {}) const;  // in the order they were added
    std::optional<Finding> look_at(const std::string& check_name) const;         // nullopt: no such check
    const std::string& name() const { return name_; }

private:
    struct Named {
        std::string name;
        Check check;
    };
    Finding run(const Named& named) const;
    std::vector<Named> copy() const;

    const std::string name_;
    const base::Logger log_;
    mutable base::Mutex mutex_;
    std::vector<Named> checks_ OP_GUARDED_BY(mutex_);
    mutable std::map<std::string, std::string> wrong_ OP_GUARDED_BY(mutex_);  // check -> reason last logged
};

}  // namespace telemetry
