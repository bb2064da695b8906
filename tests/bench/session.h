#pragma once

#include <memory>

#include "reconcilers/zpa/session.h"
#include "tests/scenario/harness/zpa.h"

namespace bench {

// A session with that ZPA as the operator would have it, without limits of its own; its inventory is empty.
std::shared_ptr<zpa::Session> make_session(const scenario::Zpa& zpa);

}  // namespace bench
