#include "controller/runtime/lifecycle.h"

#include <array>

#include "controller/base/error.h"
#include "controller/base/stop.h"

namespace runtime {

namespace {

constexpr std::array kStartOrder{Stage::Serve, Stage::Cache, Stage::Lead, Stage::Publish, Stage::Work};
constexpr std::array kStopOrder{Stage::Work, Stage::Cache, Stage::Publish, Stage::Lead, Stage::Serve};
constexpr auto kAskAgain = std::chrono::milliseconds(5);

}  // namespace

void Lifecycle::add(Stage stage, Component component) { parts_.push_back({stage, std::move(component)}); }

void Lifecycle::run(std::stop_token stop) {
    const std::stop_callback not_ready(stop, [this] { ready_ = false; });
    std::exception_ptr failure;
    try {
        for (const auto stage : kStartOrder) {
            start_stage(stage, stop);
            if (stage == Stage::Cache && !stop.stop_requested()) ready_ = true;
        }
        if (!stop.stop_requested()) {
            working_ = true;
            log_.info("started");
            while (!base::sleep_for(stop, std::chrono::hours(1))) continue;
        }
    } catch (...) {
        failure = std::current_exception();
    }
    ready_ = false;
    working_ = false;
    for (const auto stage : kStopOrder) stop_stage(stage);
    if (failure) std::rethrow_exception(failure);
}

void Lifecycle::start_stage(Stage stage, std::stop_token stop) {
    const auto deadline = clock_.now() + sync_limit_;
    for (auto& part : parts_) {
        if (part.stage != stage) continue;
        if (stop.stop_requested()) return;
        part.started = true;  // before the call: a start that throws half-way is cleaned up by its stop
        part.component.start(stop);
    }
    for (const auto& part : parts_) {
        if (part.stage == stage && part.component.ready) wait_until_ready(part.component, deadline, stop);
    }
}

void Lifecycle::wait_until_ready(const Component& component, base::Instant deadline, std::stop_token stop) const {
    while (!stop.stop_requested() && !component.ready()) {
        if (clock_.now() >= deadline) {
            throw base::Error(base::ErrorKind::Timeout, component.name + " did not become ready in time");
        }
        base::sleep_for(stop, kAskAgain);
    }
}

void Lifecycle::stop_stage(Stage stage) {
    for (auto part = parts_.rbegin(); part != parts_.rend(); ++part) {
        if (part->stage != stage || !std::exchange(part->started, false)) continue;
        log_.debug("stopping", {{"part", part->component.name}});
        part->component.stop();
    }
}

}  // namespace runtime
