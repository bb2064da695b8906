#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "controller/base/log.h"

namespace fakes {

// Keeps every line for the test to read. Threads: any.
class CapturingLogSink final : public base::LogSink {
public:
    void write(std::string_view line) override {
        const std::lock_guard lock(mutex_);
        lines_.emplace_back(line);
    }
    std::vector<std::string> lines() const {
        const std::lock_guard lock(mutex_);
        return lines_;
    }
    bool contains(std::string_view text) const {
        for (const std::string& line : lines()) {
            if (line.find(text) != std::string::npos) return true;
        }
        return false;
    }

private:
    mutable std::mutex mutex_;
    std::vector<std::string> lines_;
};

// A logger whose lines, of every level, end up in `sink`.
inline base::Logger logger_into(std::shared_ptr<CapturingLogSink> sink,
                                base::LogFormat format = base::LogFormat::Json) {
    return base::Logger(base::LogLevel::Debug, format, std::move(sink));
}

}  // namespace fakes
