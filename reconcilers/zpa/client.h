#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <variant>
#include <vector>

#include "controller/base/clock.h"
#include "controller/base/error.h"
#include "controller/base/request_observer.h"
#include "controller/base/write_fence.h"
#include "controller/http/transport.h"
#include "reconcilers/zpa/association_type.h"
#include "reconcilers/zpa/credentials.h"
#include "reconcilers/zpa/models.h"
#include "reconcilers/zpa/rate_budget.h"

namespace zpa {

// One page of a list and how many there are in all (0 pages for an empty list).
template <typename T>
struct Page {
    std::vector<T> items;
    int total_pages = 0;
    std::int64_t total_count = -1;  // -1 where the reply did not say
    std::size_t bytes = 0;          // of the reply
};

// What came of a POST. Refused: nothing was made, for certain: ZPA said no in its own words, or the POST
// was never sent (sign-in refused or not possible, no connection, fence shut, stopped before). Unknown: no reply, a
// 408, a 5xx, a body that is not ZPA's, or a success that lacks the key's value or creation time or has another name
// than was asked for: a key may exist, only its birth name can tell.
struct Refused {
    base::Error error;
};
struct Unknown {
    base::Error error;
};
using CreateOutcome = std::variant<KeyDetail, Refused, Unknown>;

struct ClientOptions {
    std::chrono::milliseconds deadline{std::chrono::seconds(30)};  // of a POST
    // Of every other call and of a sign-in, unless the POST's is shorter: these may be repeated, so nobody need wait
    // long.
    std::chrono::milliseconds repeatable_deadline{std::chrono::seconds(10)};
    base::RequestObserver* observer = nullptr;
    std::function<void()> on_answer;  // after each reply of the API, whatever it says
    std::string user_agent = "zpa-operator";
    // How connections are made; empty for http::make_transport.
    std::function<std::unique_ptr<http::Transport>(const http::TransportOptions&)> make_transport;
};

// The ZPA management API of one organisation with one set of credentials. One HTTP exchange a call, and a sign-in
// before it where the token is missing or within 60 s of its expiry. A 401 of ZPA or of the gateway is a definite
// refusal, whatever the method: one new token and one repeat, with a slot of its own; but never for
// authz.featureflag.permission.denied, which no token cures.
//
// Every call spends one permit, every write asks the fence right before it is sent.
// Errors: base::Error. Unauthorized: sign-in refused (reason "SignIn"), or the customer is not open to these
// credentials; Forbidden with reason authz.featureflag.permission.denied: not licensed; NotFound for a 404 in ZPA's
// own words or a 400 resource.not.found (any other 404 is Protocol: it proves nothing); TooManyRequests (where ZPA
// said so, the budget is closed already); Unavailable, Timeout, Protocol (also for replies over the caps); Invalid for
// ids that cannot be part of a path. Texts are ZPA's, capped at 512 bytes and redacted.
// Threads: any; concurrent sign-ins are one. A refused sign-in is not tried again before its back-off (5 s doubling to
// 5 min) is over, whatever the number of callers: they get the same error.
class Client {
public:
    Client(Credentials credentials, std::shared_ptr<RateBudget> budget, const base::WriteFence& fence,
           ClientOptions options, const base::Clock& clock);
    ~Client();

    void sign_in(std::stop_token stop);  // only makes sure there is a token

    Page<Key> list_keys(AssociationType type, const std::string& microtenant_id, int page, Permit permit,
                        std::stop_token stop);
    std::optional<KeyDetail> get_key(AssociationType type, const std::string& microtenant_id, const std::string& id,
                                     Permit permit, std::stop_token stop);
    // Throws no base::Error: what went wrong is in the outcome.
    CreateOutcome create_key(AssociationType type, const std::string& microtenant_id, const KeyDraft& draft,
                             Permit permit, std::stop_token stop);
    // PUT of the whole object. Throws NotFound where it is gone.
    void update_key(AssociationType type, const std::string& microtenant_id, const std::string& id,
                    const std::string& body, Permit permit, std::stop_token stop);
    // false where it was gone already.
    bool delete_key(AssociationType type, const std::string& microtenant_id, const std::string& id, Permit permit,
                    std::stop_token stop);

    Page<Group> list_groups(AssociationType type, const std::string& microtenant_id, int page, Permit permit,
                            std::stop_token stop);
    Page<EnrollmentCertificate> list_certificates(const std::string& microtenant_id, int page, Permit permit,
                                                  std::stop_token stop);
    Page<Component> list_components(AssociationType type, const std::string& microtenant_id, int page, Permit permit,
                                    std::stop_token stop);

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace zpa
