#pragma once

#include <boost/container/flat_map.hpp>
#include <functional>
#include <string>

#include "controller/base/shared_text.h"

namespace kube {

// Labels, annotations and the like: a handful of texts by name, ordered by name, in one piece of memory. Many objects
// have the same names, so these are held once; the texts may be secret, unless the map is Shared.
using TextMap = boost::container::flat_map<base::SharedText, std::string, std::less<>>;

}  // namespace kube
