#include "tests/bench/session.h"

namespace bench {

namespace {

constexpr int kNoLimit = 100000;

}  // namespace

std::shared_ptr<zpa::Session> make_session(const scenario::Zpa& zpa) {
    const auto endpoint = zpa.endpoint();
    zpa::CredentialOverrides overrides;
    overrides.api_url = endpoint.at("apiURL");
    overrides.ca_bundle_pem = endpoint.at("caBundle");
    const auto secret = zpa.credentials().get<std::map<std::string, std::string>>();
    const auto& clock = base::system_clock();
    auto budget = zpa::RateBudget::make({kNoLimit, kNoLimit}, clock);
    return std::make_shared<zpa::Session>(zpa::read_credentials(secret, overrides), std::move(budget),
                                          base::open_fence(), zpa::Session::Options{}, clock, base::system_random());
}

}  // namespace bench
