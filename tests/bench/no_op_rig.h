#pragma once

#include <cstddef>
#include <memory>

namespace bench {

// The ProvisioningKey reconciler with everything around it but the network: stores filled with keys that are as they
// should be, a session whose inventory shows the same. One thread.
class NoOpRig {
public:
    explicit NoOpRig(std::size_t keys);
    ~NoOpRig();

    // Reconciles every key once. Throws where a pass wanted anything but to wait for a change.
    void pass_over_all();
    // Processor seconds for one fingerprint of a key's value: the part of a pass that no cleverness takes away, since
    // the Secret is believed by it alone.
    double fingerprint_seconds() const;
    std::size_t calls_to_zpa() const;  // so far

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

// Processor time of this thread, in seconds: what others do on the machine does not count.
double thread_seconds();

}  // namespace bench
