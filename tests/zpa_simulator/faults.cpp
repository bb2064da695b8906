#include "tests/zpa_simulator/faults.h"

#include <algorithm>

#include "tests/zpa_simulator/fault_kinds.h"

namespace simulator {

Faults::Faults(Clock& clock) : clock_(clock) {}

std::string Faults::add(Fault fault, std::uint64_t change) {
    const std::lock_guard lock(mutex_);
    fault.id = "f" + std::to_string(next_++);
    fault.added = clock_.now();
    fault.moment.change = change;
    faults_.push_back(fault);
    return fault.id;
}

bool Faults::remove(const std::string& id) {
    const std::lock_guard lock(mutex_);
    let_go(id, Release::answer);
    return std::erase_if(faults_, [&](const Fault& fault) { return fault.id == id; }) != 0;
}

void Faults::clear() {
    const std::lock_guard lock(mutex_);
    let_go("", Release::answer);
    faults_.clear();
}

std::vector<Fault> Faults::list() const {
    const std::lock_guard lock(mutex_);
    return faults_;
}

int Faults::hits(const std::string& id) const {
    const std::lock_guard lock(mutex_);
    const auto found = past_hits_.find(id);
    return found == past_hits_.end() ? 0 : found->second;
}

bool Faults::active(const Fault& fault) const {
    if (fault.count > 0 && fault.hits >= fault.count) return false;
    const auto life = std::chrono::duration<double>(fault.seconds);
    return fault.seconds <= 0 ||
           clock_.now() < fault.added + std::chrono::duration_cast<std::chrono::microseconds>(life);
}

std::vector<Fault> Faults::strike(const Subject& subject, bool committed) {
    const std::lock_guard lock(mutex_);
    std::vector<Fault> out;
    for (auto& fault : faults_) {
        const auto kind = about(fault.kind);
        const bool late = fault.after_commit || kind.when == FaultKind::When::after_commit;
        if (late != committed || kind.when == FaultKind::When::in_the_past || !active(fault)) continue;
        if (kind.concerns != nullptr && !kind.concerns(subject.route)) continue;
        if (!fault.match.fits(subject) || ++fault.seen <= fault.skip) continue;
        past_hits_[fault.id] = ++fault.hits;
        out.push_back(fault);
    }
    return out;
}

Faults::View Faults::view(const Subject& subject) {
    const std::lock_guard lock(mutex_);
    View view;
    if (!subject.route.reads()) return view;
    for (auto& fault : faults_) {
        if (about(fault.kind).when != FaultKind::When::in_the_past || !active(fault)) continue;
        if (subject.route.operation == "get" && !fault.gets_too) continue;
        if (!fault.match.fits(subject) || ++fault.seen <= fault.skip) continue;
        past_hits_[fault.id] = ++fault.hits;
        view.lists.change = std::min(view.lists.change, fault.moment.change);
        if (fault.gets_too) view.gets.change = std::min(view.gets.change, fault.moment.change);
    }
    return view;
}

Release Faults::hold(const Fault& fault, const Call& call, const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    const bool removed = std::none_of(faults_.begin(), faults_.end(), [&](const Fault& f) { return f.id == fault.id; });
    if (removed) return Release::answer;
    const auto ticket = next_++;
    auto& mine = waiting_[ticket];
    mine.call = {fault.id, call.method, call.path(), fault.after_commit};
    changed_.notify_all();
    const bool released = changed_.wait(lock, stop, [&] { return mine.released; });
    const auto how = released ? mine.how : Release::drop;
    waiting_.erase(ticket);
    return how;
}

void Faults::let_go(const std::string& id, Release how) {
    for (auto& [ticket, waiting] : waiting_) {
        if (waiting.released || (!id.empty() && waiting.call.fault != id)) continue;
        waiting.released = true;
        waiting.how = how;
    }
    changed_.notify_all();
}

std::size_t Faults::release(const std::string& id, Release how) {
    const std::lock_guard lock(mutex_);
    const auto held_now = std::count_if(waiting_.begin(), waiting_.end(), [&](const auto& entry) {
        return !entry.second.released && (id.empty() || entry.second.call.fault == id);
    });
    let_go(id, how);
    return static_cast<std::size_t>(held_now);
}

std::vector<Held> Faults::held() const {
    const std::lock_guard lock(mutex_);
    std::vector<Held> out;
    for (const auto& [ticket, waiting] : waiting_) {
        if (!waiting.released) out.push_back(waiting.call);
    }
    return out;
}

bool Faults::wait_until_held(std::size_t count, std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, [&] {
        const auto held_now =
            std::count_if(waiting_.begin(), waiting_.end(), [](const auto& entry) { return !entry.second.released; });
        return static_cast<std::size_t>(held_now) >= count;
    });
}

}  // namespace simulator
