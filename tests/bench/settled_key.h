#pragma once

#include <string>

#include "tests/fakes/settled_key.h"
#include "tests/scenario/harness/zpa.h"

namespace bench {

// That key as ZPA lists it.
zpa::Key as_listed(const simulator::Key& key);

// The object and the Secret of that key, once everything is done.
fakes::SettledKey settle(const std::string& namespace_name, const scenario::Zpa& zpa, const simulator::Key& key);

}  // namespace bench
