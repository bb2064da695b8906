// What becomes of the operators: killed at any moment or at a step of the protocol that is known by name, stopped and
// woken, asked to go.
#include <fmt/format.h>

#include <array>
#include <functional>
#include <nlohmann/json.hpp>
#include <string_view>

#include "controller/base/error.h"
#include "reconcilers/common/api.h"
#include "tests/chaos/arena.h"
#include "tests/chaos/deeds.h"

namespace chaos {

namespace {

using scenario::ApiProxy;
using simulator::Fault;

constexpr std::chrono::milliseconds kPatience(3000), kGlance(25);  // until some object comes by the step; for one look
constexpr int kRounds = 3;
constexpr int kClear = 75;  // of a hundred waits for a step: what fails all the time comes to no step

int any_seat(Dice& dice) { return static_cast<int>(dice.below(Operators::kSeats)); }

void kill_one(Arena& arena, Dice& dice) { arena.operators.kill(any_seat(dice)); }

void kill_holder(Arena& arena, Dice&) {
    if (const int holder = arena.operators.holder(); holder >= 0) arena.operators.kill(holder);
}

void kill_both(Arena& arena, Dice&) {
    for (int seat = 0; seat < Operators::kSeats; ++seat) arena.operators.kill(seat);
}

void terminate(Arena& arena, Dice& dice) { arena.operators.terminate(any_seat(dice)); }

// A request is held at a step, in ZPA or before the API server; then `end` befalls whoever sent it, and the request
// goes on or is lost, at the latest afterwards.
struct Step {
    const char* name;
    const char* operation;  // of ZPA, or nullptr
    bool after_commit;
    ApiProxy::Rule rule;
    bool of_deletion() const { return name_has("DELETE") || name_has("deletion"); }
    bool name_has(const char* word) const { return std::string_view(name).find(word) != std::string_view::npos; }
};

std::vector<Step> steps() {
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

using End = std::function<void(int seat, const std::function<void()>& let_go)>;

// Something to do, so that the operator comes by the step.
void provoke(Arena& arena, const Step& step, Dice& dice) try {
    const auto old = step.of_deletion() ? arena.oldest_probe() : std::nullopt;
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
bool somebody_comes(Arena& arena, const Step& step, Dice& dice, const std::function<bool()>& is_held) {
    for (int round = 0; round < kRounds; ++round) {
        provoke(arena, step, dice);
        for (const auto end = std::chrono::steady_clock::now() + kPatience; std::chrono::steady_clock::now() < end;) {
            if (is_held()) return true;
            arena.operators.start_missing();
        }
    }
    return false;
}

void at_a_call(Arena& arena, const Step& step, bool lost, Dice& dice, const End& end) {
    Fault fault;
    fault.kind = Fault::Kind::hang;
    fault.match.kind = "provisioningKey";
    fault.match.operation = step.operation;
    fault.after_commit = step.after_commit;
    fault.count = 1;
    auto& faults = arena.zpa->simulator.faults;
    const auto id = arena.zpa->simulator.fail(fault);
    const auto let_go = [&] { faults.release(id, lost ? simulator::Release::drop : simulator::Release::answer); };
    if (somebody_comes(arena, step, dice, [&] { return faults.wait_until_held(1, kGlance); })) {
        arena.diary.note(fmt::format("{}{}", kHeld, step.name));
        if (const int holder = arena.operators.holder(); holder >= 0) end(holder, let_go);
    }
    let_go();
    faults.remove(id);
}

// Whoever leads: a rule lies in wait on both ways.
void at_a_request(Arena& arena, const Step& step, bool lost, Dice& dice, const End& end) {
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
    if (somebody_comes(arena, step, dice, look)) {
        arena.diary.note(fmt::format("{}{}", kHeld, step.name));
        end(met, let_go);
    }
    let_go();
    for (int seat = 0; seat < Operators::kSeats; ++seat) arena.operators.api(seat).remove(rule_of(seat));
}

void at_one_of(const std::vector<Step>& steps, bool lost, Arena& arena, Dice& dice, const End& end) {
    const auto& step = dice.pick(steps);
    std::optional<Arena::ClearSky> sky;
    if (dice.percent(kClear)) sky.emplace(arena);
    (step.operation != nullptr ? at_a_call : at_a_request)(arena, step, lost, dice, end);
}

void kill_at_a_step(Arena& arena, Dice& dice) {
    at_one_of(steps(), dice.percent(50), arena, dice, [&](int seat, auto&) { arena.operators.kill(seat); });
}

void freeze_at_a_step(Arena& arena, Dice& dice) {
    const std::chrono::milliseconds span(dice.between(500, 5000));
    at_one_of(steps(), dice.percent(50), arena, dice, [&](int seat, auto&) { arena.operators.freeze(seat, span); });
}

// Long enough for a successor. The answer is there when it wakes up, and nothing may follow from it any more.
void freeze_before_the_answer(Arena& arena, Dice& dice) {
    const std::chrono::milliseconds span(dice.between(2800, 4500));
    auto calls = steps();
    std::erase_if(calls, [](const Step& step) { return step.operation == nullptr; });
    at_one_of(calls, false, arena, dice,
              [&](int seat, const auto& let_go) { arena.operators.freeze(seat, span, let_go); });
}

void freeze(Arena& arena, Dice& dice) {
    const int seat = any_seat(dice);
    arena.operators.freeze(seat, std::chrono::milliseconds(dice.between(200, 5000)));
}

}  // namespace

std::vector<std::string> names_of_steps() {
    std::vector<std::string> out;
    for (const auto& step : steps()) out.emplace_back(step.name);
    return out;
}

std::vector<Deed> ends_of_operators() {
    return {{"kill one", 15, kill_one},
            {"kill the holder", 15, kill_holder},
            {"kill at a step", 50, kill_at_a_step},
            {"kill both", 5, kill_both},
            {"freeze", 5, freeze},
            {"freeze at a step", 5, freeze_at_a_step},
            {"freeze before the answer", 10, freeze_before_the_answer},
            {"terminate", 5, terminate}};
}

}  // namespace chaos
