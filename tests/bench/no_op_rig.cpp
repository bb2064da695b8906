#include "tests/bench/no_op_rig.h"

#include <ctime>

#include "controller/kube/connection.h"
#include "reconcilers/provisioning_key/reconciler.h"
#include "reconcilers/zpa/fingerprint.h"
#include "tests/bench/session.h"
#include "tests/bench/settled_key.h"
#include "tests/fakes/key_workplace.h"

namespace bench {

using nlohmann::json;

namespace {

const kube::ObjectKey kTenant{"bench", "default"};

class NoEvents final : public runtime::EventRecorder {
public:
    void publish(const runtime::ObjectReference&, runtime::EventType, const std::string& reason, const std::string&,
                 const std::string&) override {
        throw std::runtime_error("a pass that should find nothing to do published " + reason);
    }
};

// Nobody listens there: a pass that writes anything fails.
kube::Client client_to_nowhere() {
    kube::Config config;
    config.server = "http://127.0.0.1:9";
    return {std::make_shared<kube::Connection>(config, kube::Connection::Options{}, base::system_clock()),
            base::open_fence(), 0};
}

std::shared_ptr<const tenant::ZpaTenant> make_tenant() {
    return std::make_shared<const tenant::ZpaTenant>(
        tenant::parse_tenant({{"metadata", {{"name", kTenant.name}, {"namespace", kTenant.namespace_name}}},
                              {"spec", {{"credentialsSecretRef", {{"name", "none"}}}}}}));
}

}  // namespace

class NoOpRig::Impl {
public:
    explicit Impl(std::size_t count) {
        simulator::Key pattern;
        pattern.name = "key";
        pattern.max_usage = 5;
        pattern.creation_time = 1'700'000'000;  // one that has just been named is looked at once more
        zpa_.simulator.portal.seed_keys(zpa_.customer(), count, pattern);
        session_->inventory("")->refresh_keys(zpa::AssociationType::ConnectorGroup, base::system_clock().now(),
                                              zpa::Urgency::Poll, {});
        place_.registry.set(kTenant, {session_, true, "Ready", ""});
        place_.tenants.put(make_tenant());
        for (const auto& key : zpa_.keys()) store(key);
    }

    void store(const simulator::Key& in_zpa) {
        auto settled = settle(kTenant.namespace_name, zpa_, in_zpa);
        auto& meta = settled.typed.meta;
        meta.resource_version = "1";
        meta.uid = in_zpa.id;
        names_.push_back(meta.key());
        values_.push_back(in_zpa.value);
        place_.keys.put(std::make_shared<const provisioning_key::ProvisioningKey>(std::move(settled.typed)));
        place_.secrets.put(std::make_shared<const secrets::OwnedSecret>(secrets::parse_watched_secret(settled.secret)));
    }

    scenario::Zpa zpa_;
    std::shared_ptr<zpa::Session> session_ = make_session(zpa_);
    const kube::Client client_ = client_to_nowhere();
    NoEvents events_;
    fakes::KeyWorkplace place_{client_, events_, base::system_clock(), base::system_random()};
    provisioning_key::ProvisioningKeyReconciler reconciler_{place_.tools()};
    std::vector<kube::ObjectKey> names_;
    std::vector<std::string> values_;
};

NoOpRig::NoOpRig(std::size_t keys) : impl_(std::make_unique<Impl>(keys)) {}
NoOpRig::~NoOpRig() = default;

void NoOpRig::pass_over_all() {
    const runtime::RunContext run{{}, base::Logger(base::LogLevel::Error, base::LogFormat::Text)};
    for (const auto& name : impl_->names_) {
        const auto next = impl_->reconciler_.reconcile(name, run);
        if (next.requeue_after) throw std::runtime_error("key " + name.to_string() + " wants to run again");
    }
}

double NoOpRig::fingerprint_seconds() const {
    std::size_t bytes = 0;
    const auto begin = thread_seconds();
    for (const auto& value : impl_->values_) bytes += zpa::fingerprint(value).size();
    const auto took = thread_seconds() - begin;
    if (bytes == 0) throw std::runtime_error("there is no value");
    return took / static_cast<double>(impl_->values_.size());
}

std::size_t NoOpRig::calls_to_zpa() const { return impl_->zpa_.simulator.journal.last(); }

double thread_seconds() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

}  // namespace bench
