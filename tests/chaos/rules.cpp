#include "tests/chaos/rules.h"

namespace chaos {

const std::vector<Rule>& rules() {
    static const std::vector<Rule> all = {
        {"births",
         "a key is born once, under a name with a nonce that its object announced before, on condition of its version",
         look_at_births},
        {"outcomes",
         "no second POST before the outcome of the first is known or its time is over, and none given up that lists "
         "show",
         look_at_outcomes},
        {"duplicates", "an object has one key at a time", look_at_duplicates},
        {"identities", "no object lets go of a key that is still there", look_at_identities},
        {"values", "the Secret has the value before the object has the identity", look_at_values},
        {"finalizers", "no object goes while it may still have a key", look_at_finalizers},
        {"lease", "who lost the lease writes nothing any more", look_at_lease},
        {"strangers", "a stranger's key or Secret is never written, deleted or claimed", look_at_strangers},
        {"places", "the operator writes nowhere but where its objects, its tenants and its lease are", look_at_places},
        {"specs", "the operator never writes to a spec", look_at_specs},
        {"limits", "the organisation's limits are kept", look_at_limits},
        {"retry-after", "nobody calls before the time is over that a 429 or a 503 asked for", look_at_retry_after},
        {"sign-ins", "a refusal is not repeated", look_at_sign_ins}};
    return all;
}

}  // namespace chaos
