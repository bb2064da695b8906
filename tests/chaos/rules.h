#pragma once

#include <vector>

#include "tests/chaos/books.h"

namespace chaos {

// What must hold at every moment, told from the books alone. Each names the place in the design that it guards.
struct Rule {
    const char* name;
    const char* promise;
    std::vector<Finding> (*look)(const Books& books);
};

const std::vector<Rule>& rules();

std::vector<Finding> look_at_births(const Books& books);       // 5.3, 5.4
std::vector<Finding> look_at_outcomes(const Books& books);     // 5.4
std::vector<Finding> look_at_duplicates(const Books& books);   // 5.8, 7
std::vector<Finding> look_at_identities(const Books& books);   // 5.8, 7
std::vector<Finding> look_at_values(const Books& books);       // 5.3: value, then identity
std::vector<Finding> look_at_finalizers(const Books& books);   // 5.4
std::vector<Finding> look_at_lease(const Books& books);        // 5.5
std::vector<Finding> look_at_strangers(const Books& books);    // 4, adoption
std::vector<Finding> look_at_places(const Books& books);       // 6, permissions
std::vector<Finding> look_at_specs(const Books& books);        // 4, fields
std::vector<Finding> look_at_limits(const Books& books);       // 7, the rate budget
std::vector<Finding> look_at_retry_after(const Books& books);  // 7, the rate budget and the flood gate
std::vector<Finding> look_at_sign_ins(const Books& books);     // 7, credentials

// How often look_at_duplicates() let a second key pass, since the first one turned up when it had been given up.
int count_late_keys(const Books& books);

}  // namespace chaos
