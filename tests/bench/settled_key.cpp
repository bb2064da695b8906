#include "tests/bench/settled_key.h"

#include "reconcilers/zpa/fingerprint.h"

namespace bench {

zpa::Key as_listed(const simulator::Key& key) {
    zpa::Key out;
    out.id = key.id;
    out.name = key.name;
    out.creation_time = key.creation_time;
    out.max_usage = key.max_usage;
    out.usage_count = key.usage_count;
    out.group_id = key.group_id;
    out.group_name = scenario::Zpa::kGroup;
    out.enrollment_cert_id = key.certificate_id;
    out.enrollment_cert_name = "Connector";
    out.value_fingerprint = zpa::fingerprint(key.value);
    return out;
}

fakes::SettledKey settle(const std::string& namespace_name, const scenario::Zpa& zpa, const simulator::Key& key) {
    return fakes::settle(namespace_name, {zpa.customer(), key.association_type, as_listed(key), key.value},
                         base::system_clock().wall());
}

}  // namespace bench
