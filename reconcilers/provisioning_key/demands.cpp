#include "reconcilers/provisioning_key/demands.h"

#include <fmt/format.h>

#include "reconcilers/common/api.h"
#include "reconcilers/provisioning_key/blocked.h"
#include "reconcilers/provisioning_key/naming.h"
#include "reconcilers/provisioning_key/validation.h"

namespace provisioning_key {

namespace {

Blocked invalid(std::string message, std::optional<base::Duration> retry) {
    return Blocked{.reason = reason::kInvalidSpec, .message = std::move(message), .retry = retry};
}

}  // namespace

void demand_valid_spec(const Pass& pass) {
    if (const auto mistake = find_mistake(pass.object)) throw invalid(*mistake, std::nullopt);
}

void demand_valid_deletion(const Pass& pass) {
    const auto mistake = find_mistake_in_deletion(pass.object);
    if (!mistake) return;
    throw invalid(fmt::format("{}; the object stays until then, or until the annotation {}=true gives its key up",
                              *mistake, common::kAbandonAnnotation),
                  std::nullopt);
}

void demand_valid_name(const Pass& pass) {
    const auto mistake = find_mistake_in_name(wanted_name(pass));
    if (!mistake) return;
    throw invalid(
        fmt::format("{}; without spec.name it is the tenant's namePrefix and metadata.name: say spec.name", *mistake),
        pass.tools.timings.world);
}

}  // namespace provisioning_key
