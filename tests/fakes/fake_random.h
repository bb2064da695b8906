#pragma once

#include <mutex>
#include <random>

#include "controller/base/random.h"

namespace fakes {

// The same numbers in every run. Threads: any.
class FakeRandom final : public base::Random {
public:
    explicit FakeRandom(std::uint64_t seed = 1) : engine_(seed) {}
    std::uint64_t next() override {
        const std::lock_guard lock(mutex_);
        return engine_();
    }

private:
    std::mutex mutex_;
    std::mt19937_64 engine_;
};

// Always the same number: unit() is exactly 0 by default, so that jitter vanishes.
class ConstantRandom final : public base::Random {
public:
    explicit ConstantRandom(double unit = 0.0) : value_(static_cast<std::uint64_t>(unit * 0x1.0p53) << 11) {}
    std::uint64_t next() override { return value_; }

private:
    const std::uint64_t value_;
};

}  // namespace fakes
