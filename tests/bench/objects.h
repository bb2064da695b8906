#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "controller/kube/client.h"
#include "tests/bench/settled_key.h"

namespace bench {

// A ProvisioningKey as a person applies it.
nlohmann::json key_object(const std::string& namespace_name, const std::string& name);

void strip_finalizers(const kube::Client& client, const kube::Resource& resource, const nlohmann::json& object);

// What the protocol of creation writes to Kubernetes for one key, sent by hand: the same requests with the same bodies,
// nothing thought about. The steps in their order; a reference for what the operator does. Threads: one.
class RawKey {
public:
    // `number` tells keys of one namespace apart; `zpa` only says whose they would be.
    RawKey(const kube::Client& client, const scenario::Zpa& zpa, const std::string& namespace_name, std::size_t number);

    void create(const kube::Client& person);  // the person's own write
    void add_finalizer();
    void make_place();  // the empty Secret
    void mark();
    void fill();  // the Secret's value
    void identify();
    void annotate();
    void finish();  // Ready
    void tell();    // the two events

    kube::ObjectKey key() const { return settled_.typed.meta.key(); }
    const std::string& nonce() const { return nonce_; }

private:
    void put_status(const provisioning_key::Status& status);

    const kube::Client& client_;
    const std::string nonce_;
    const std::string value_;
    const fakes::SettledKey settled_;
    kube::ObjectMeta meta_;
    kube::ObjectMeta place_;
};

}  // namespace bench
