// What a cloud does on a bad day.
#include <fmt/format.h>

#include "tests/chaos/arena.h"
#include "tests/chaos/deeds.h"
#include "tests/chaos/times.h"

namespace chaos {

namespace {

using simulator::Fault;

const char* const kOperations[] = {"create", "update", "delete", "get", "list"};

void fail(Arena& arena, Fault fault) {
    arena.diary.note(fmt::format("ZPA: {} of {} {} times{}{}", name_of(fault.kind),
                                 fault.match.operation.empty() ? "any call" : fault.match.operation, fault.count,
                                 fault.after_commit ? ", after it acted" : "", fault.skip > 0 ? ", not at once" : ""));
    arena.zpa->simulator.fail(std::move(fault));
}

Fault about_keys(Dice& dice, Fault::Kind kind, int most) {
    Fault fault;
    fault.kind = kind;
    fault.match.kind = "provisioningKey";
    fault.match.operation = dice.pick(kOperations);
    fault.skip = dice.between(0, 3);
    fault.count = dice.between(1, most);
    fault.retry_after = std::to_string(kRetryAfter.count()) + "s";
    return fault;
}

void throttle(Arena& arena, Dice& dice) { fail(arena, about_keys(dice, Fault::Kind::throttled, 8)); }

void unavailable(Arena& arena, Dice& dice) {
    auto fault = about_keys(dice, Fault::Kind::unavailable, 8);
    if (dice.percent(50)) fault.retry_after.clear();
    fail(arena, fault);
}

void error_after_commit(Arena& arena, Dice& dice) {
    auto fault = about_keys(dice, Fault::Kind::error, 4);
    fault.after_commit = dice.percent(70);
    fail(arena, fault);
}

void drop(Arena& arena, Dice& dice) {
    auto fault = about_keys(dice, Fault::Kind::drop, 4);
    fault.after_commit = dice.percent(60);
    fault.close_notify = dice.percent(50);
    fail(arena, fault);
}

void cut_short(Arena& arena, Dice& dice) {
    auto fault = about_keys(dice, Fault::Kind::truncate, 4);
    fault.after_commit = true;
    fail(arena, fault);
}

void slow(Arena& arena, Dice& dice) {
    auto fault = about_keys(dice, Fault::Kind::slow, 6);
    fault.milliseconds = dice.between(50, 1200);
    fault.after_commit = dice.percent(50);
    fail(arena, fault);
}

// Longer than the operator waits for a reply: what it asked for happens when it has given up on it.
void very_slow(Arena& arena, Dice& dice) {
    auto fault = about_keys(dice, Fault::Kind::slow, 1);
    fault.match.operation = "create";
    fault.milliseconds = static_cast<int>(arena.times.post_deadline.count()) + dice.between(50, 400);
    fail(arena, fault);
}

void stale(Arena& arena, Dice& dice) {
    auto fault = about_keys(dice, Fault::Kind::stale, 1);
    fault.match.operation = "list";
    fault.skip = fault.count = 0;
    fault.seconds = static_cast<double>(dice.between(200, static_cast<int>(arena.times.list_lag.count()) - 100)) / 1000;
    fail(arena, fault);
}

void conflict(Arena& arena, Dice& dice) {
    auto fault = about_keys(dice, Fault::Kind::conflict, 3);
    fault.match.operation = dice.percent(50) ? "update" : "delete";
    fail(arena, fault);
}

void unauthorized(Arena& arena, Dice& dice) { fail(arena, about_keys(dice, Fault::Kind::unauthorized, 6)); }

void refuse_sign_ins(Arena& arena, Dice& dice) {
    Fault fault;
    fault.kind = Fault::Kind::sign_in_refused;
    fault.count = dice.between(1, 2);
    fail(arena, fault);
}

void cut_connections(Arena& arena, Dice&) {
    arena.diary.note(kCut);
    arena.zpa->cut_connections();
}

}  // namespace

std::vector<Deed> faults_of_zpa() {
    return {{"429", 10, throttle},
            {"503", 10, unavailable},
            {"500", 10, error_after_commit},
            {"dropped reply", 10, drop},
            {"half a reply", 5, cut_short},
            {"slow", 8, slow},
            {"too slow", 2, very_slow},
            {"stale list", 8, stale},
            {"409", 3, conflict},
            {"401", 3, unauthorized},
            {"sign-in refused", 1, refuse_sign_ins},
            {"connections cut", 3, cut_connections}};
}

}  // namespace chaos
