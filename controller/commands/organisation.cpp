#include "controller/commands/organisation.h"

#include <fmt/format.h>

#include "controller/commands/read_only.h"
#include "reconcilers/zpa/visit.h"

namespace commands {

namespace {

base::Error explain(const base::Error& error, const tenant::Snapshot& snapshot) {
    const auto tenant = snapshot.tenant.meta.key().to_string();
    const auto advice =
        error.kind() == base::ErrorKind::Unauthorized
            ? fmt::format("; put valid credentials into Secret {}", snapshot.secret.meta.key().to_string())
            : fmt::format("; kubectl -n {} describe zpatenant {} says what the operator sees",
                          snapshot.tenant.meta.namespace_name, snapshot.tenant.meta.name);
    return base::Error(error.kind(), fmt::format("sign-in for ZPATenant {}: {}{}", tenant, error.what(), advice));
}

}  // namespace

Organisation sign_in(const Caller& caller, const std::string& tenant_name) {
    Organisation out{
        tenant::read_snapshot(*caller.client, {caller.namespace_name, tenant_name}, base::process_environment, {}),
        nullptr};
    zpa::RateBudget::Limits limits;
    limits.reads = out.tenant().spec.reads;
    limits.writes = out.tenant().spec.writes;
    zpa::Session::Options options;
    options.client.user_agent = caller.user_agent;
    out.session =
        std::make_unique<zpa::Session>(out.snapshot.credentials, zpa::RateBudget::make(limits, base::system_clock()),
                                       read_only_fence(), options, base::system_clock(), base::system_random());
    try {
        zpa::visit(*out.session, [&] {
            out.session->client().sign_in({});
            return true;
        });
    } catch (const base::Error& error) {
        throw explain(error, out.snapshot);
    }
    return out;
}

}  // namespace commands
