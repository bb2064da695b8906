// Operators are held at the steps of the protocol.
#include "tests/chaos/steps.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "controller/base/error.h"
#include "reconcilers/common/api.h"
#include "tests/chaos/deeds.h"

namespace chaos {

namespace {

using scenario::ApiProxy;
using simulator::Fault;

constexpr std::chrono::milliseconds kPatience(3000), kGlance(25);  // until some object comes by the step; for one look
constexpr int kRounds = 3;
constexpr int kClear = 75;  // of a hundred waits for a step: what fails all the time comes to no step

// Something to do, so that the operator comes by the step.
void provoke(Arena& arena, const ProtocolStep& step, Dice& dice) try {
    const auto old = step.is_of_deletion() ? arena.oldest_probe() : std::nullopt;
    if (old) {
        arena.diary.note("a person deletes " + arena.key(*old).to_string());
        arena.cluster.remove(common::provisioning_keys(), arena.key(*old));
        return;
    }
    const auto place = arena.new_probe(dice);
    arena.diary.note("a person creates " + arena.key(place).to_string());
    arena.cluster.apply(common::provisioning_keys(), manifest(arena, place, dice), "people");
} catch (const base::Error&) {  // its namespace is going; perhaps somebody else's object comes by
}

// Waits until somebody stands at the step; where nobody comes by, once more with another object.
bool somebody_comes(Arena& arena, const ProtocolStep& step, Dice& dice, const std::function<bool()>& is_held) {
    for (int round = 0; round < kRounds; ++round) {
        provoke(arena, step, dice);
        for (const auto end = std::chrono::steady_clock::now() + kPatience; std::chrono::steady_clock::now() < end;) {
            if (is_held()) return true;
            arena.operators.start_missing();
        }
    }
    return false;
}

// Whatever the deed throws: nobody stays held.
class Finally {
public:
    explicit Finally(std::function<void()> act) : act_(std::move(act)) {}
    ~Finally() { act_(); }
    Finally(const Finally&) = delete;
    Finally& operator=(const Finally&) = delete;

private:
    const std::function<void()> act_;
};

void at_a_call(Arena& arena, const ProtocolStep& step, bool lost, Dice& dice, const AtStep& deed) {
    Fault fault;
    fault.kind = Fault::Kind::hang;
    fault.match.kind = "provisioningKey";
    fault.match.operation = step.operation;
    fault.after_commit = step.after_commit;
    fault.count = 1;
    auto& faults = arena.zpa->simulator.faults;
    const auto id = arena.zpa->simulator.fail(fault);
    const auto let_go = [&] { faults.release(id, lost ? simulator::Release::drop : simulator::Release::answer); };
    const Finally end([&] {
        let_go();
        faults.remove(id);
    });
    if (somebody_comes(arena, step, dice, [&] { return faults.wait_until_held(1, kGlance); })) {
        arena.diary.note(fmt::format("{}{}", kHeld, step.name));
        if (const int holder = arena.operators.holder(); holder >= 0) deed(holder, let_go);
    }
}

// Whoever leads: a rule lies in wait on both ways.
void at_a_request(Arena& arena, const ProtocolStep& step, bool lost, Dice& dice, const AtStep& deed) {
    std::array<int, Operators::kSeats> rules{};
    for (int seat = 0; seat < Operators::kSeats; ++seat)
        rules.at(static_cast<std::size_t>(seat)) = arena.operators.api(seat).add(step.rule);
    int met = -1;
    const auto rule_of = [&](int seat) { return rules.at(static_cast<std::size_t>(seat)); };
    const auto look = [&] {
        for (int seat = 0; seat < Operators::kSeats && met < 0; ++seat) {
            if (arena.operators.api(seat).is_held_within(rule_of(seat), kGlance)) met = seat;
        }
        return met >= 0;
    };
    const auto let_go = [&] {
        for (int seat = 0; seat < Operators::kSeats; ++seat)
            arena.operators.api(seat).release(rule_of(seat), lost ? ApiProxy::Release::drop : ApiProxy::Release::pass);
    };
    const Finally end([&] {
        let_go();
        for (int seat = 0; seat < Operators::kSeats; ++seat) arena.operators.api(seat).remove(rule_of(seat));
    });
    if (somebody_comes(arena, step, dice, look)) {
        arena.diary.note(fmt::format("{}{}", kHeld, step.name));
        deed(met, let_go);
    }
}

template <typename Wanted>
std::vector<ProtocolStep> those(Wanted wanted) {
    auto all = protocol_steps();
    std::erase_if(all, [&](const ProtocolStep& step) { return !wanted(step); });
    return all;
}

}  // namespace

bool ProtocolStep::is_of_deletion() const {
    const std::string_view text(name);
    return text.find("DELETE") != std::string_view::npos || text.find("deletion") != std::string_view::npos;
}

std::vector<ProtocolStep> protocol_steps() {
    const auto held = [](const char* method, const char* path, const char* body, ApiProxy::Action action) {
        return ApiProxy::Rule{.action = action, .method = method, .path = path, .body = body, .count = 1};
    };
    using Action = ApiProxy::Action;
    return {{"before the finalizer", nullptr, false,
             held("PATCH", "/provisioningkeys/", "finalizers", Action::hold_before)},
            {"before the empty Secret", nullptr, false, held("POST", "/secrets", "", Action::hold_before)},
            {"after the empty Secret", nullptr, false, held("POST", "/secrets", "", Action::hold_after)},
            {"before the mark", nullptr, false, held("PUT", "/status", "\"creation\"", Action::hold_before)},
            {"after the mark", nullptr, false, held("PUT", "/status", "\"creation\"", Action::hold_after)},
            {"before the POST", "create", false, {}},
            {"after the POST", "create", true, {}},
            {"before the value is written", nullptr, false, held("PATCH", "/secrets/", "", Action::hold_before)},
            {"after the value is written", nullptr, false, held("PATCH", "/secrets/", "", Action::hold_after)},
            {"before the identity", nullptr, false, held("PUT", "/status", "\"creationTime\"", Action::hold_before)},
            {"after the identity", nullptr, false, held("PUT", "/status", "\"creationTime\"", Action::hold_after)},
            {"before the annotation", nullptr, false,
             held("PATCH", "/provisioningkeys/", "external-id", Action::hold_before)},
            {"before the name", "update", false, {}},
            {"after the name", "update", true, {}},
            {"before the DELETE", "delete", false, {}},
            {"after the DELETE", "delete", true, {}},
            {"before the Secret's deletion", nullptr, false, held("DELETE", "/secrets/", "", Action::hold_before)},
            {"after the Secret's deletion", nullptr, false, held("DELETE", "/secrets/", "", Action::hold_after)}};
}

std::vector<std::string> names_of_steps() {
    std::vector<std::string> out;
    for (const auto& step : protocol_steps()) out.emplace_back(step.name);
    return out;
}

std::vector<ProtocolStep> calls_to_zpa() {
    return those([](const ProtocolStep& step) { return step.is_call_to_zpa(); });
}

std::vector<ProtocolStep> only_the_post() {
    return those([](const ProtocolStep& step) { return step.name == std::string_view("before the POST"); });
}

std::vector<ProtocolStep> writes_of_objects() {
    return those([](const ProtocolStep& step) {
        const auto of_secrets = step.rule.path.find("/secrets") != std::string::npos;
        return !step.is_call_to_zpa() && !of_secrets && step.rule.action == ApiProxy::Action::hold_before;
    });
}

void hold_at_one_of(const std::vector<ProtocolStep>& steps, bool lost, Arena& arena, Dice& dice, const AtStep& deed) {
    const auto& step = dice.pick(steps);
    std::optional<Arena::ClearSky> sky;
    if (dice.percent(kClear)) sky.emplace(arena);
    (step.is_call_to_zpa() ? at_a_call : at_a_request)(arena, step, lost, dice, deed);
}

}  // namespace chaos
