#include "controller/base/late_fence.h"

#include "controller/base/error.h"

namespace base {

void LateFence::check() const {
    const auto* fence = fence_.load();
    if (fence == nullptr) throw Error(ErrorKind::Fenced, "write refused: nobody has said yet who may write");
    fence->check();
}

}  // namespace base
