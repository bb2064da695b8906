#include "controller/base/redaction.h"

#include <algorithm>
#include <cstring>
#include <vector>

namespace base {
namespace {

constexpr std::size_t kTailSize = sizeof(std::uint64_t);
constexpr std::string_view kReplacement = "[redacted]";

std::uint64_t tail(std::string_view text) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, text.data() + text.size() - kTailSize, kTailSize);
    return bytes;
}

// [begin, end) of secret bytes; overlapping ones are joined, so that no part of either shows.
struct Stretch {
    std::size_t begin;
    std::size_t end;
};

void join(std::vector<Stretch>& stretches, Stretch next) {
    while (!stretches.empty() && stretches.back().end > next.begin) {
        next.begin = std::min(next.begin, stretches.back().begin);
        stretches.pop_back();
    }
    stretches.push_back(next);
}

std::string replace(std::string_view text, const std::vector<Stretch>& stretches) {
    std::string result;
    std::size_t copied = 0;
    for (const Stretch& stretch : stretches) {
        result.append(text.substr(copied, stretch.begin - copied)).append(kReplacement);
        copied = stretch.end;
    }
    return result.append(text.substr(copied));
}

}  // namespace

Redaction::Holder Redaction::add(std::string_view secret) {
    if (secret.size() < kTailSize) return {};
    // The holder first: if anything below throws, nothing is left behind that nobody removes.
    std::shared_ptr<const std::string> holder(new std::string(secret), [this](const std::string* text) {
        remove(*text);
        delete text;
    });
    const MutexLock lock(mutex_);
    ++by_tail_[tail(secret)][*holder];
    return holder;
}

void Redaction::remove(const std::string& secret) {
    const MutexLock lock(mutex_);
    const auto bucket = by_tail_.find(tail(secret));
    if (bucket == by_tail_.end()) return;
    const auto known = bucket->second.find(secret);
    if (known == bucket->second.end() || --known->second > 0) return;
    bucket->second.erase(known);
    if (bucket->second.empty()) by_tail_.erase(bucket);
}

std::string Redaction::redact(std::string_view text) const {
    const MutexLock lock(mutex_);
    if (by_tail_.empty()) return std::string(text);
    std::vector<Stretch> stretches;
    for (std::size_t end = kTailSize; end <= text.size(); ++end) {
        const std::string_view before = text.substr(0, end);
        const auto bucket = by_tail_.find(tail(before));
        if (bucket == by_tail_.end()) continue;
        for (const auto& [secret, holders] : bucket->second) {
            if (before.ends_with(secret)) join(stretches, {end - secret.size(), end});
        }
    }
    return replace(text, stretches);
}

Redaction& redaction() {
    // Never destroyed: holders in other static objects may let go later than this would be.
    static Redaction& list = *new Redaction;
    return list;
}

}  // namespace base
