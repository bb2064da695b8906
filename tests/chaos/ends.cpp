// What becomes of the operators: killed at any moment or at a step of the protocol that is known by name, stopped and woken, asked to go.
#include <fmt/format.h>

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

constexpr std::chrono::milliseconds kPatience(3000);  // until some object comes by the step

int any_seat(Dice& dice) { return static_cast<int>(dice.below(Operators::kSeats)); }

void kill_one(Arena& arena, Dice& dice) { arena.operators.kill(any_seat(dice)); }

void kill_holder(Arena& arena, Dice&) {
    if (const int holder = arena.operators.holder(); holder >= 0) arena.operators.kill(holder);
}

void kill_both(Arena& arena, Dice&) {
    for (int seat = 0; seat < Operators::kSeats; ++seat) arena.operators.kill(seat);
}

void terminate(Arena& arena, Dice& dice) { arena.operators.terminate(any_seat(dice)); }

// A request is held at a step, in ZPA or before the API server; then `end` befalls whoever sent it, and the request goes on or is lost.
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
    return {{"before the finalizer", nullptr, false, held("PATCH", "/provisioningkeys/", "finalizers", Action::hold_before)},
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
            {"before the annotation", nullptr, false, held("PATCH", "/provisioningkeys/", "external-id", Action::hold_before)},
            {"before the name", "update", false, {}},
            {"after the name", "update", true, {}},
            {"before the DELETE", "delete", false, {}},
            {"after the DELETE", "delete", true, {}},
            {"before the Secret's deletion", nullptr, false, held("DELETE", "/secrets/", "", Action::hold_before)},
            {"after the Secret's deletion", nullptr, false, held("DELETE", "/secrets/", "", Action::hold_after)}};
}

using End = std::function<void(int seat)>;

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

void at_a_call(Arena& arena, const Step& step, int seat, bool lost, Dice& dice, const End& end) {
    Fault fault;
    fault.kind = Fault::Kind::hang;
    fault.match.kind = "provisioningKey";
    fault.match.operation = step.operation;
    fault.after_commit = step.after_commit;
    fault.count = 1;
    auto& faults = arena.zpa->simulator.faults;
    const auto id = arena.zpa->simulator.fail(fault);
    provoke(arena, step, dice);
    if (faults.wait_until_held(1, kPatience)) {
        arena.diary.note(fmt::format("{}{}", kHeld, step.name));
        end(seat);
    }
    faults.release(id, lost ? simulator::Release::drop : simulator::Release::answer);
    faults.remove(id);
}

void at_a_request(Arena& arena, const Step& step, int seat, bool lost, Dice& dice, const End& end) {
    auto& api = arena.operators.api(seat);
    const int rule = api.add(step.rule);
    provoke(arena, step, dice);
    if (api.is_held_within(rule, kPatience)) {
        arena.diary.note(fmt::format("{}{}", kHeld, step.name));
        end(seat);
    }
    api.release(rule, lost ? ApiProxy::Release::drop : ApiProxy::Release::pass);
    api.remove(rule);
}

void at_a_step(Arena& arena, Dice& dice, const End& end) {
    const auto all = steps();
    const auto& step = dice.pick(all);
    const bool lost = dice.percent(50);
    const int holder = arena.operators.holder();
    if (holder < 0) return;
    (step.operation != nullptr ? at_a_call : at_a_request)(arena, step, holder, lost, dice, end);
}

void kill_at_a_step(Arena& arena, Dice& dice) {
    at_a_step(arena, dice, [&](int seat) { arena.operators.kill(seat); });
}

void freeze_at_a_step(Arena& arena, Dice& dice) {
    const std::chrono::milliseconds span(dice.between(500, 5000));
    at_a_step(arena, dice, [&](int seat) { arena.operators.freeze(seat, span); });
}

void freeze(Arena& arena, Dice& dice) {
    const int seat = any_seat(dice);
    arena.operators.freeze(seat, std::chrono::milliseconds(dice.between(200, 5000)));
}

}  // namespace

std::vector<Deed> ends_of_operators() {
    return {{"kill one", 15, kill_one},
            {"kill the holder", 15, kill_holder},
            {"kill at a step", 50, kill_at_a_step},
            {"kill both", 5, kill_both},
            {"freeze", 5, freeze},
            {"freeze at a step", 5, freeze_at_a_step},
            {"terminate", 5, terminate}};
}

}  // namespace chaos
