#include "tests/bench/long_site.h"

#include <fmt/format.h>

#include <filesystem>
#include <iterator>

#include "tests/bench/metrics_page.h"
#include "tests/bench/pace.h"
#include "tests/bench/progress.h"

namespace bench {

namespace {

using Action = scenario::ApiProxy::Action;

double threads(pid_t pid) {
    const std::filesystem::directory_iterator all(fmt::format("/proc/{}/task", pid));
    return static_cast<double>(std::distance(begin(all), end(all)));
}

}  // namespace

LongSite::LongSite(std::size_t keys)
    : fleet_(keys, "long", {{"pollInterval", fmt::format("{}s", kPollSeconds)}, {"limits", nullptr}}),
      proxy_(fleet_.world().cluster.config(), fleet_.world().cluster.ca()),
      watches_(proxy_.add({.action = Action::delay, .method = "GET", .path = "[?&]watch="})) {
    proxy_.shorten_watches(kPace);
    world().zpa.simulator.behaviours.edit(
        [](simulator::Behaviour& behaviour) { behaviour.oneapi_token_seconds = kZpaTokenSeconds; });
}

void LongSite::start() {
    process_ = world().start_operator(flags_at_pace(), proxy_.url(), proxy_.ca(), world().renew_token_file());
    fleet_.wait_until_checked(*process_);
}

void LongSite::expire_a_watch() {
    proxy_.add({.action = Action::reply,
                .method = "GET",
                .path = "/(provisioningkeys|secrets)[?].*watch=",
                .count = 1,
                .status = 410,
                .reply_body = scenario::status_body(410, "Expired", "too old resource version")});
}

Sample LongSite::sample(double seconds) {
    if (!process_->running()) {
        const auto output = process_->output();
        throw std::runtime_error("the operator has ended; it wrote\n" +
                                 output.substr(output.size() - std::min<std::size_t>(output.size(), 2000)));
    }
    Sample out;
    out.seconds = seconds;
    out.values[Memory] = resident_megabytes(process_->pid());
    out.values[Threads] = threads(process_->pid());
    std::string page;
    scenario::wait_for("the operator's metrics", [&] { return !(page = process_->metrics()).empty(); });
    // Its /proc/PID/fd is root's; the connection that asks is one of them.
    out.values[Descriptors] = metric_sum(page, "process_open_fds");
    out.values[Queue] = metric_sum(page, "workqueue_depth");
    out.values[Waiting] = metric_sum(page, "zpa_api_rate_waiting");
    out.values[Keys] = metric_sum(page, "zpa_provisioning_keys");
    out.values[SeriesCount] = static_cast<double>(count_series(page));
    out.values[Watches] = proxy_.hits(watches_);
    out.values[ApiRequests] = metric_sum(page, "rest_client_requests_total", host_label(proxy_.url()));
    out.values[ZpaCalls] = metric_sum(page, "zpa_api_requests_total");
    return out;
}

}  // namespace bench
