#include "controller/commands/read_only.h"

#include "controller/base/error.h"

namespace commands {

namespace {

class ReadOnlyFence final : public base::WriteFence {
public:
    void check() const override {
        throw base::Error(base::ErrorKind::Fenced, "this command only reads and was about to write; please report it");
    }
};

}  // namespace

const base::WriteFence& read_only_fence() {
    static const ReadOnlyFence fence;
    return fence;
}

}  // namespace commands
