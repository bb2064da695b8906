#pragma once

namespace base {

// May this process still write? Asked before every write, to ZPA and to Kubernetes. Lower rooms only know this
// question; leader election answers it, and the program brings the two together.
//
// check() throws Error(Fenced) where the answer is no. Threads: any.
class WriteFence {
public:
    virtual ~WriteFence() = default;
    virtual void check() const = 0;
};

// Always allowed: for one-shot commands and for tests of things that are not about fencing.
const WriteFence& open_fence();

}  // namespace base
