// What becomes of the operators: killed at any moment or at a step of the protocol that is known by name, stopped and
// woken, asked to go, and what others do just then.
#include <chrono>
#include <nlohmann/json.hpp>
#include <vector>

#include "reconcilers/common/api.h"
#include "tests/chaos/deeds.h"
#include "tests/chaos/steps.h"
#include "tests/scenario/harness/wait.h"

namespace chaos {

namespace {

using simulator::Fault;

constexpr std::chrono::milliseconds kSpare(100);  // so much less than what lists may trail

int any_seat(Dice& dice) { return static_cast<int>(dice.below(Operators::kSeats)); }

void kill_one(Arena& arena, Dice& dice) { arena.operators.kill(any_seat(dice)); }

void kill_holder(Arena& arena, Dice&) {
    if (const int holder = arena.operators.holder(); holder >= 0) arena.operators.kill(holder);
}

void kill_both(Arena& arena, Dice&) {
    for (int seat = 0; seat < Operators::kSeats; ++seat) arena.operators.kill(seat);
}

void terminate(Arena& arena, Dice& dice) { arena.operators.terminate(any_seat(dice)); }

void kill_at_a_step(Arena& arena, Dice& dice) {
    hold_at_one_of(protocol_steps(), dice.percent(50), arena, dice,
                   [&](int seat, auto&) { arena.operators.kill(seat); });
}

void freeze_at_a_step(Arena& arena, Dice& dice) {
    const std::chrono::milliseconds span(dice.between(500, 5000));
    hold_at_one_of(protocol_steps(), dice.percent(50), arena, dice,
                   [&](int seat, auto&) { arena.operators.freeze(seat, span); });
}

// Long enough for a successor. The answer is there when it wakes up, and nothing may follow from it any more.
void freeze_before_the_answer(Arena& arena, Dice& dice) {
    const std::chrono::milliseconds span(dice.between(2800, 4500));
    hold_at_one_of(calls_to_zpa(), false, arena, dice,
                   [&](int seat, const auto& let_go) { arena.operators.freeze(seat, span, let_go); });
}

bool has_identity(Arena& arena, const kube::ObjectKey& key) {
    const auto object = arena.cluster.find(common::provisioning_keys(), key);
    return object && object->contains("/status/identity/id"_json_pointer);
}

// The successor leads at once, and what ZPA lists for it is from before the key that its predecessor has just made.
void hand_over_with_stale_lists(Arena& arena, Dice& dice) {
    const auto span = arena.times.list_lag - kSpare;
    Fault stale;
    stale.kind = Fault::Kind::stale;
    stale.match.kind = "provisioningKey";
    stale.match.operation = "list";
    stale.seconds = std::chrono::duration<double>(span).count();
    hold_at_one_of(only_the_post(), false, arena, dice, [&](int seat, const auto& let_go) {
        const auto key = arena.key(arena.newest_probe());
        arena.zpa->simulator.fail(stale);
        let_go();
        scenario::wait_for("the identity of " + key.to_string(), [&] { return has_identity(arena, key); }, span);
        arena.operators.terminate(seat);
    });
}

// Between what the operator has seen and what it writes.
void edit_before_a_write(Arena& arena, Dice& dice) {
    enum class Edit { annotate, apply, remove };
    const auto edit = dice.pick(std::vector{Edit::annotate, Edit::apply, Edit::remove});
    const auto text = std::to_string(dice.next());
    hold_at_one_of(writes_of_objects(), false, arena, dice, [&](int, const auto&) {
        const auto place = arena.newest_probe();
        const auto key = arena.key(place);
        switch (edit) {
            case Edit::annotate:
                arena.diary.note("a person annotates " + key.to_string());
                arena.cluster.patch(common::provisioning_keys(), key,
                                    {{"metadata", {{"annotations", {{"example.org/note", text}}}}}});
                break;
            case Edit::apply:
                arena.diary.note("a person edits " + key.to_string());
                arena.cluster.apply(common::provisioning_keys(), manifest(arena, place, dice), "people");
                break;
            case Edit::remove:
                arena.diary.note("a person deletes " + key.to_string());
                arena.cluster.remove(common::provisioning_keys(), key);
                break;
        }
    });
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
            {"freeze before the answer", 10, freeze_before_the_answer},
            {"edit before a write", 10, edit_before_a_write},
            {"hand over with stale lists", 10, hand_over_with_stale_lists},
            {"terminate", 5, terminate}};
}

}  // namespace chaos
