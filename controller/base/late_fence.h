#pragma once

#include <atomic>

#include "controller/base/write_fence.h"

namespace base {

// A fence for those who are made before whoever answers: shut until set() says whom to ask, who must outlive the last
// write. Threads: any.
class LateFence final : public WriteFence {
public:
    void set(const WriteFence& fence) { fence_.store(&fence); }
    void check() const override;

private:
    std::atomic<const WriteFence*> fence_{nullptr};
};

}  // namespace base
