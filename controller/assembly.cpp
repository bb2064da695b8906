#include "controller/assembly.h"

#include <memory>

#include "controller/base/late_fence.h"
#include "controller/cache/informer.h"
#include "controller/kube/config.h"
#include "controller/runtime/controller_group.h"
#include "controller/runtime/controller_metrics.h"
#include "controller/runtime/event_metrics.h"
#include "controller/runtime/leader_elector.h"
#include "controller/runtime/leader_metrics.h"
#include "controller/runtime/lifecycle.h"
#include "controller/serving.h"
#include "controller/settings.h"
#include "controller/settings_check.h"
#include "controller/telemetry/process_metrics.h"
#include "controller/telemetry/request_metrics.h"
#include "controller/telemetry/work_queue_metrics.h"
#include "controller/telemetry/zpa_metrics.h"
#include "controller/version.h"
#include "reconcilers/common/api.h"
#include "reconcilers/provisioning_key/reconciler.h"
#include "reconcilers/provisioning_key/tenant_users.h"
#include "reconcilers/provisioning_key/wiring.h"
#include "reconcilers/secrets/empty_places.h"
#include "reconcilers/tenant/reconciler.h"
#include "reconcilers/tenant/wiring.h"

namespace {

using runtime::Stage;

constexpr auto kSyncLimit = std::chrono::minutes(2);       // controller-runtime
constexpr auto kLongestBackoff = std::chrono::minutes(5);  // whatever fails is tried again within it
constexpr auto kFlushLimit = std::chrono::seconds(5);
constexpr auto kWatchInactivity = std::chrono::seconds(150);  // two missed bookmarks and slack

// The parts, declared in the order of who needs whom: each may use those above it and outlives those below.
class Operator {
public:
    Operator(const RunOptions& options, runtime::Signals& signals, const base::Logger& log);
    int run();

private:
    std::shared_ptr<kube::Connection> connect(std::chrono::milliseconds inactivity);
    template <typename T>
    cache::Informer<T> informer(const kube::Resource& resource, const std::string& labels,
                                typename cache::StoreFeeder<T>::Parse parse);
    void add_cache(const char* name, auto& informer);
    void add_leadership();
    provisioning_key::Tools tools();
    tenant::TenantReconciler::Deps tenant_deps();

    const RunOptions options_;
    runtime::Signals& signals_;
    const base::Logger log_;
    const base::Clock& clock_ = base::system_clock();
    base::Random& random_ = base::system_random();
    const kube::Config config_;
    const std::string instance_ = instance_name(random_);

    telemetry::Metrics metrics_;
    telemetry::ProcessMetrics process_metrics_{metrics_};
    telemetry::RequestMetrics request_metrics_{metrics_, options_.request_latencies};
    telemetry::WorkQueueMetrics key_queue_metrics_{metrics_, "provisioningkey"};
    telemetry::WorkQueueMetrics tenant_queue_metrics_{metrics_, "zpatenant"};
    runtime::ControllerMetrics key_metrics_{metrics_, "provisioningkey", options_.workers};
    runtime::ControllerMetrics tenant_metrics_{metrics_, "zpatenant", options_.workers};

    telemetry::ZpaMetrics zpa_metrics_{metrics_, clock_};
    base::LateFence fence_;
    std::stop_source lost_;  // requested when the lease is
    std::shared_ptr<kube::Connection> api_ = connect(std::chrono::seconds(30));
    std::shared_ptr<kube::Connection> watches_ = connect(kWatchInactivity);
    std::shared_ptr<kube::Connection> lease_ = connect(kWatchInactivity);  // standbys watch it
    const kube::Client client_{api_, fence_};
    runtime::LeaderElector elector_{lease_options(options_, config_, instance_), lease_, clock_, random_, log_};
    runtime::LeaderMetrics leader_metrics_{metrics_, options_.lease_name, elector_};
    runtime::EventPublisher events_{client_, "zpa-operator", instance_, clock_, log_};
    runtime::EventMetrics event_metrics_{metrics_, events_};

    queue::WorkQueue key_queue_{{.max_backoff = kLongestBackoff,
                                 .observer = &key_queue_metrics_,
                                 .wanted =
                                     [this](const kube::ObjectKey& key) {
                                         return keys_.store().get(key) || !debts_.of(key).empty() ||
                                                secrets::has_empty_place(secrets_.store(), key);
                                     }},
                                clock_};
    queue::WorkQueue tenant_queue_{
        {.max_backoff = kLongestBackoff,
         .observer = &tenant_queue_metrics_,
         .wanted = [this](const kube::ObjectKey& tenant) { return tenants_.store().get(tenant) != nullptr; }},
        clock_};
    cache::Informer<tenant::ZpaTenant> tenants_ =
        informer<tenant::ZpaTenant>(common::zpa_tenants(), options_.watch_selector, tenant::parse_tenant);
    cache::Informer<provisioning_key::ProvisioningKey> keys_ = informer<provisioning_key::ProvisioningKey>(
        common::provisioning_keys(), "", provisioning_key::parse_provisioning_key);
    cache::Informer<secrets::OwnedSecret> secrets_ = informer<secrets::OwnedSecret>(
        kube::secrets(), std::string(common::kManagedByLabel) + "=" + common::kManagedByValue,
        secrets::parse_watched_secret);
    cache::Informer<tenant::Namespace> namespaces_ =
        informer<tenant::Namespace>(kube::namespaces(), "", tenant::parse_namespace);
    tenant::CredentialWatches credentials_{{watches_, {}, clock_, random_, log_},
                                           [this](const kube::ObjectKey& tenant) { tenant_queue_.add(tenant); }};

    zpa::BudgetRegistry budgets_{clock_, seconds(options_.rate_window_seconds)};
    tenant::SessionPool sessions_{budgets_, fence_, session_options(options_), zpa_metrics_, request_metrics_,
                                  clock_,   random_};
    tenant::Registry registry_;
    provisioning_key::Claims claims_{keys_.store(),
                                     [this](const kube::ObjectKey& tenant) { return registry_.api_url(tenant); }};
    provisioning_key::Debts debts_;
    provisioning_key::Recollection recollection_;
    secrets::SecretMemory secret_memory_;

    provisioning_key::ProvisioningKeyReconciler key_reconciler_{tools()};
    tenant::TenantReconciler tenant_reconciler_{tenant_deps()};
    runtime::Controller key_controller_{
        {"provisioningkey", options_.workers, &key_metrics_}, key_reconciler_, key_queue_, clock_, random_, log_};
    runtime::Controller tenant_controller_{
        {"zpatenant", options_.workers, &tenant_metrics_}, tenant_reconciler_, tenant_queue_, clock_, random_, log_};
    runtime::ControllerGroup controllers_{&tenant_controller_, &key_controller_};
    telemetry::Metrics::Handle key_queue_watch_ = key_queue_metrics_.watch(key_queue_);
    telemetry::Metrics::Handle tenant_queue_watch_ = tenant_queue_metrics_.watch(tenant_queue_);
    runtime::Lifecycle lifecycle_{kSyncLimit, clock_, log_};
    Serving serving_;
};

Operator::Operator(const RunOptions& options, runtime::Signals& signals, const base::Logger& log)
    : options_(options),
      signals_(signals),
      log_(log),
      config_(kube::load_config(options.kubeconfig, options.context, base::process_environment)),
      serving_({options_, metrics_, client_, clock_, log_}) {
    tenant::wire(tenants_.store(), tenant_queue_);
    provisioning_key::wire({keys_.store(), secrets_.store(), tenants_.store(), namespaces_.store(), sessions_,
                            registry_, secret_memory_, debts_, recollection_, key_queue_, clock_});
    serving_.ready().add("caches", [this]() -> std::optional<std::string> {
        if (lifecycle_.ready()) return std::nullopt;
        return "caches are not synced, or the program is stopping";
    });
    serving_.live().add("lease", [this]() -> std::optional<std::string> {
        if (!elector_.leading() || elector_.since_renewal() < seconds(options_.lease_seconds * 2)) return std::nullopt;
        return "leading, but the lease has not been renewed";
    });
    lifecycle_.add(Stage::Serve,
                   {"probes", [this](std::stop_token) { serving_.start(); }, [this] { serving_.stop(); }});
    add_cache("tenants", tenants_);
    add_cache("keys", keys_);
    add_cache("secrets", secrets_);
    if (options_.namespaces.empty()) add_cache("namespaces", namespaces_);
    lifecycle_.add(Stage::Cache, {"credentials", [](std::stop_token) {}, [this] { credentials_.stop(); }});
    // The elector refuses until it leads.
    fence_.set(options_.leader_election ? static_cast<const base::WriteFence&>(elector_) : base::open_fence());
    if (options_.leader_election) add_leadership();
    lifecycle_.add(Stage::Publish,
                   {"events", [this](std::stop_token) { events_.start(); }, [this] { events_.stop(kFlushLimit); }});
    lifecycle_.add(Stage::Work, {"controllers", [this](std::stop_token) { controllers_.start(); },
                                 [this] { controllers_.stop(seconds(options_.grace_seconds), lost_.get_token()); }});
}

std::shared_ptr<kube::Connection> Operator::connect(std::chrono::milliseconds inactivity) {
    auto options = connection_options(options_, inactivity);
    options.user_agent = std::string("zpa-operator/") + kProgramVersion;
    options.observer = &request_metrics_;
    options.log = log_;
    return std::make_shared<kube::Connection>(config_, options, clock_);
}

template <typename T>
cache::Informer<T> Operator::informer(const kube::Resource& resource, const std::string& labels,
                                      typename cache::StoreFeeder<T>::Parse parse) {
    return cache::Informer<T>(watches_, scopes(options_, resource, labels), {}, std::move(parse), clock_, random_,
                              log_.with({{"kind", resource.kind}}));
}

void Operator::add_cache(const char* name, auto& informer) {
    lifecycle_.add(Stage::Cache, {name, [&informer](std::stop_token) { informer.start(); },
                                  [&informer] { informer.stop(); }, [&informer] { return informer.synced(); }});
}

// Losing the lease ends the process: what it was about to write is the next leader's to judge.
void Operator::add_leadership() {
    const auto lead = [this](std::stop_token stop) {
        if (!elector_.wait_until_leading(stop)) return;
        elector_.start_renewing([this] {
            lost_.request_stop();
            signals_.request_stop();
            log_.error("leader election lost; the process ends without another write");
        });
    };
    lifecycle_.add(Stage::Lead, {"lease", lead, [this] {
                                     if (!lost_.stop_requested()) elector_.release();
                                 }});
}

provisioning_key::Tools Operator::tools() {
    return {.keys = keys_.store(),
            .secrets = secrets_.store(),
            .tenants = tenants_.store(),
            .client = client_,
            .registry = registry_,
            .namespace_labels = tenant::labels_in(namespaces_.store()),
            .claims = claims_,
            .debts = debts_,
            .recollection = recollection_,
            .secret_memory = secret_memory_,
            .events = events_,
            .metrics = zpa_metrics_,
            .poke_tenant = [this](const kube::ObjectKey& tenant) { tenant_queue_.add(tenant); },
            .ignore_unknown_tenants = !options_.watch_selector.empty(),
            .timings = timings_of(options_),
            .clock = clock_,
            .random = random_};
}

tenant::TenantReconciler::Deps Operator::tenant_deps() {
    return {.tenants = tenants_.store(),
            .client = client_,
            .credentials = credentials_,
            .sessions = sessions_,
            .registry = registry_,
            .users = provisioning_key::tenant_users(keys_.store(), tenants_.store(),
                                                    tenant::labels_in(namespaces_.store()), key_queue_),
            .events = events_,
            .metrics = zpa_metrics_,
            .environment = base::process_environment,
            .clock = clock_,
            .random = random_};
}

int Operator::run() {
    log_.info("starting", {{"version", kProgramVersion}, {"server", api_->server()}, {"config", config_.source}});
    lifecycle_.run(signals_.token());
    log_.info("stopped");
    return lost_.stop_requested() ? 1 : 0;
}

}  // namespace

int run_operator(const RunOptions& options, runtime::Signals& signals, const base::Logger& log) {
    check_settings(options);
    announce_limits(options, log);
    Operator program(options, signals, log);
    return program.run();
}
