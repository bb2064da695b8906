#include "tests/chaos/operators.h"

#include <fmt/format.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include "controller/kube/base64.h"
#include "tests/chaos/crash.h"
#include "tests/scenario/harness/cluster.h"

namespace chaos {

using nlohmann::json;
using scenario::Cluster;

namespace {

constexpr auto kFakeClock = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";
constexpr auto kFast = "+427s";  // the second seat's clock; what only measures time is left alone
constexpr auto kToken = "token";
constexpr int kKilled = 128 + SIGKILL;
constexpr int kTerminated = 128 + SIGTERM;
// The grace period (times.cpp), five seconds for events, the lease; twice as much, for a machine that is busy.
constexpr std::chrono::seconds kShutdown(20);

}  // namespace

Operators::Seat::Seat(const scenario::Zpa& where)
    : api(Cluster::shared().config(), Cluster::shared().ca()), zpa(where) {}

Operators::Operators(const scenario::Zpa& zpa, std::string group, const Times& times, Diary& diary, std::string program)
    : group_(std::move(group)),
      program_(std::move(program)),
      times_(times),
      diary_(diary),
      seats_{Seat(zpa), Seat(zpa)} {
    write_token();
}

Operators::~Operators() {
    for (auto& seat : seats_) seat.process.reset();
    Cluster::shared().remove(kube::leases(), {scenario::kOperatorNamespace, group_});
}

void Operators::write_token() const {
    folder_.write(kToken, Cluster::shared().token(scenario::kOperatorNamespace, scenario::kOperatorAccount));
}

void Operators::rotate_token() const {
    write_token();
    diary_.note("the operators' token was replaced");
}

int Operators::seat_of(const std::string& source) const {
    for (int seat = 0; seat < kSeats; ++seat) {
        const auto& ways = seats_[static_cast<std::size_t>(seat)];
        if (ways.api.source() == source || ways.zpa.source() == source) return seat;
    }
    return -1;
}

void Operators::start_missing() {
    for (int number = 0; number < kSeats; ++number) {
        auto& seat = seats_[static_cast<std::size_t>(number)];
        if (seat.process && seat.process->running()) continue;
        if (seat.process) bury(number, "");
        start(number);
    }
}

void Operators::start(int number) {
    auto& seat = seats_[static_cast<std::size_t>(number)];
    const json config = {
        {"apiVersion", "v1"},
        {"kind", "Config"},
        {"clusters",
         {{{"name", "c"},
           {"cluster",
            {{"server", seat.api.url()}, {"certificate-authority-data", kube::base64_encode(seat.api.ca())}}}}}},
        {"users", {{{"name", "u"}, {"user", {{"tokenFile", folder_.path(kToken)}}}}}},
        {"contexts", {{{"name", "x"}, {"context", {{"cluster", "c"}, {"user", "u"}}}}}},
        {"current-context", "x"}};
    auto flags = times_.flags();
    flags.insert(flags.end(), {"--kubeconfig=" + folder_.write("kubeconfig" + std::to_string(number), config.dump()),
                               "--watch-selector=scenario=" + group_, "--leader-election-id=" + group_,
                               std::string("--leader-election-namespace=") + scenario::kOperatorNamespace});
    std::vector<std::string> variables = {"HTTPS_PROXY=" + seat.zpa.url()};
    if (number == 1 && std::filesystem::exists(kFakeClock)) {
        variables.insert(variables.end(), {std::string("LD_PRELOAD=") + kFakeClock, std::string("FAKETIME=") + kFast,
                                           "FAKETIME_DONT_FAKE_MONOTONIC=1"});
    }
    seat.process = std::make_unique<scenario::OperatorProcess>(flags, variables, program_);
    lives_.push_back({number, now_micros(), 0, ""});
    diary_.note(fmt::format("operator {} starts, pid {}", number, seat.process->pid()));
}

// `how` is empty where it ended by itself.
void Operators::bury(int number, const std::string& how) {
    auto& seat = seats_[static_cast<std::size_t>(number)];
    const int code = seat.process->wait_for_exit();
    const auto output = seat.process->output();
    std::ofstream(log_of(number), std::ios::app | std::ios::binary) << output;
    for (auto life = lives_.rbegin(); life != lives_.rend(); ++life) {
        if (life->seat != number || life->to != 0) continue;
        life->to = now_micros();
        life->end = how.empty() ? fmt::format("exit {}", code) : how;
        diary_.note(fmt::format("operator {} ended: {}", number, life->end));
        break;
    }
    if (const auto crash = crash_in(output, code, how.empty()); !crash.empty())
        crashes_.push_back(fmt::format("operator {} {}", number, crash));
    seat.process.reset();
}

bool Operators::kill(int number) {
    auto& seat = seats_[static_cast<std::size_t>(number)];
    if (!seat.process || !seat.process->running()) return false;
    seat.process->kill9();
    const bool ours = seat.process->wait_for_exit() == kKilled;
    bury(number, ours ? "SIGKILL" : "");
    return ours;
}

void Operators::terminate(int number) {
    auto& seat = seats_[static_cast<std::size_t>(number)];
    if (!seat.process || !seat.process->running()) return;
    int code = 0;
    try {
        code = seat.process->terminate(kShutdown);
    } catch (const scenario::Unmet&) {
        crashes_.push_back(fmt::format("operator {} still runs {} s after SIGTERM:\n{}", number, kShutdown.count(),
                                       tail(seat.process->output())));
        kill(number);
        return;
    }
    const bool unborn = code == kTerminated && seat.process->output().empty();  // nobody took the signal yet
    bury(number, code == 0 || unborn ? "SIGTERM" : "");
}

void Operators::freeze(int number, std::chrono::milliseconds span, const std::function<void()>& meanwhile) {
    auto& seat = seats_[static_cast<std::size_t>(number)];
    if (!seat.process || !seat.process->running()) return;
    seat.process->stop_the_world();
    freezes_.push_back({number, now_micros(), 0});
    diary_.note(fmt::format("operator {} stands still for {} ms", number, span.count()));
    if (meanwhile) meanwhile();
    std::this_thread::sleep_for(span);
    freezes_.back().to = now_micros();
    diary_.note(fmt::format("operator {} is woken", number));
    seat.process->wake();
}

int Operators::holder() const {
    const auto lease = Cluster::shared().find(kube::leases(), {scenario::kOperatorNamespace, group_});
    const auto identity = lease ? lease->value("/spec/holderIdentity"_json_pointer, "") : "";
    for (int number = 0; !identity.empty() && number < kSeats; ++number) {
        const auto& process = seats_[static_cast<std::size_t>(number)].process;
        if (process && process->wrote("\"identity\":\"" + identity + "\""))
            return number;  // its own, not the leader it waits for
    }
    return -1;
}

void Operators::end_all() {
    for (int number = 0; number < kSeats; ++number) terminate(number);
}

std::string Operators::log_of(int number) const { return folder_.path(fmt::format("operator-{}.log", number)); }

std::string Operators::everything_written(int number) const {
    return std::filesystem::exists(log_of(number)) ? scenario::read_text(log_of(number)) : "";
}

std::string Operators::last_words(int number) const {
    const auto& process = seats_.at(static_cast<std::size_t>(number)).process;
    return tail(process ? process->output() : everything_written(number));
}

std::string Operators::everything_shown() {
    std::string out;
    for (auto& seat : seats_) {
        if (!seat.process || !seat.process->running()) continue;
        out += seat.process->metrics() + seat.process->command_line() + seat.process->environment();
    }
    return out;
}

}  // namespace chaos
