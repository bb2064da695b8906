#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "controller/base/mutex.h"

namespace base {

// The secret texts this process knows: bearer tokens, client secrets, key values. Everything that leaves for people
// (log lines, events, conditions, error texts from outside) goes through redact() as the last line of defence; the
// first is that nobody writes a secret there.
//
// Threads: any. Short texts (under 8 bytes) are ignored: they would blank out innocent words. The cost of redact() is
// one look-up for each byte of the text, however many secrets there are.
class Redaction {
public:
    // Keeps `secret` known for as long as the returned holder lives. The Redaction must outlive it.
    using Holder = std::shared_ptr<const void>;
    [[nodiscard]] Holder add(std::string_view secret);
    std::string redact(std::string_view text) const;  // every known secret becomes "[redacted]"

private:
    using Holders = std::map<std::string, std::size_t>;  // how many there are of each secret
    void remove(const std::string& secret);

    mutable Mutex mutex_;
    // By their last 8 bytes. Not by the first: all key values of one cloud begin alike.
    std::unordered_map<std::uint64_t, Holders> by_tail_ OP_GUARDED_BY(mutex_);
};

// The process-wide list; secrets have no owner narrower than the process.
Redaction& redaction();

}  // namespace base
