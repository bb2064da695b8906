// What networks do between an operator and the API server, and what an API server does that is busy or restarts.
#include <fmt/format.h>

#include <thread>

#include "tests/chaos/arena.h"
#include "tests/chaos/deeds.h"

namespace chaos {

namespace {

using scenario::ApiProxy;
using Action = ApiProxy::Action;

const char* const kMethods[] = {"", "GET", "PUT", "PATCH", "POST"};
const char* const kPaths[] = {"", "/provisioningkeys", "/secrets", "/status", "/leases", "/events"};

int any_seat(Dice& dice) { return static_cast<int>(dice.below(Operators::kSeats)); }

void meet(Arena& arena, int seat, const char* what, ApiProxy::Rule rule) {
    arena.diary.note(fmt::format("API server, for operator {}: {} of {} {} times", seat, what,
                                 rule.method + rule.path == "" ? "anything" : rule.method + " " + rule.path,
                                 rule.count));
    arena.count(what, seat, arena.operators.api(seat).add(std::move(rule)));
}

ApiProxy::Rule some(Dice& dice, Action action, int most) {
    ApiProxy::Rule rule;
    rule.action = action;
    rule.method = dice.pick(kMethods);
    rule.path = dice.pick(kPaths);
    rule.skip = dice.between(0, 3);
    rule.count = dice.between(1, most);
    return rule;
}

void delay(Arena& arena, Dice& dice) {
    const int seat = any_seat(dice);
    auto rule = some(dice, Action::delay, 10);
    rule.milliseconds = dice.between(20, 400);
    meet(arena, seat, "delay", rule);
}

void lose_request(Arena& arena, Dice& dice) {
    meet(arena, any_seat(dice), "lost request", some(dice, Action::drop_before, 4));
}

void lose_reply(Arena& arena, Dice& dice) {
    meet(arena, any_seat(dice), "lost reply", some(dice, Action::drop_after, 4));
}

void refuse(Arena& arena, Dice& dice, int status, const char* reason) {
    const int seat = any_seat(dice);
    auto rule = some(dice, Action::reply, 4);
    rule.status = status;
    if (status != 409) rule.headers = {{"Retry-After", "1"}};
    rule.reply_body = scenario::status_body(status, reason, "chaos");
    meet(arena, seat, reason, rule);
}

void too_many(Arena& arena, Dice& dice) { refuse(arena, dice, 429, "TooManyRequests"); }
void unavailable(Arena& arena, Dice& dice) { refuse(arena, dice, 503, "ServiceUnavailable"); }

void conflict(Arena& arena, Dice& dice) {
    const int seat = any_seat(dice);
    auto rule = some(dice, Action::reply, 4);
    if (rule.method == "GET" || rule.method.empty()) rule.method = "PUT";
    rule.status = 409;
    rule.reply_body = scenario::status_body(409, "Conflict", "chaos");
    meet(arena, seat, "Conflict", rule);
}

void expire_watches(Arena& arena, Dice& dice) {
    const int seat = any_seat(dice);
    ApiProxy::Rule rule;
    rule.method = "GET";
    rule.path = "watch=";
    rule.count = dice.between(1, 3);
    rule.status = 410;
    rule.reply_body = scenario::status_body(410, "Expired", "chaos");
    meet(arena, seat, "Expired", rule);
    arena.operators.api(seat).cut_watches();
}

void cut_watches(Arena& arena, Dice& dice) {
    const int seat = any_seat(dice);
    arena.diary.note(fmt::format("API server, for operator {}: watches cut", seat));
    arena.operators.api(seat).cut_watches();
}

void stall_watches(Arena& arena, Dice& dice) {
    const int seat = any_seat(dice);
    const std::chrono::milliseconds span(dice.between(300, 3000));
    arena.diary.note(fmt::format("API server, for operator {}: watches say nothing for {} ms", seat, span.count()));
    arena.operators.api(seat).stall_watches(span);
}

void reset(Arena& arena, Dice& dice) {
    const int seat = any_seat(dice);
    arena.diary.note(fmt::format("API server, for operator {}: every connection is reset", seat));
    arena.operators.api(seat).close_all();
}

void restart(Arena& arena, Dice& dice) {
    const int seat = any_seat(dice);
    const std::chrono::milliseconds span(dice.between(100, 2500));
    arena.diary.note(fmt::format("API server, for operator {}: away for {} ms", seat, span.count()));
    arena.operators.api(seat).go_away();
    std::this_thread::sleep_for(span);
    arena.operators.api(seat).come_back();
}

void rotate_token(Arena& arena, Dice&) { arena.operators.rotate_token(); }

}  // namespace

std::vector<Deed> faults_of_the_api_server() {
    return {{"API delay", 10, delay},
            {"API request lost", 6, lose_request},
            {"API reply lost", 8, lose_reply},
            {"API 429", 6, too_many},
            {"API 503", 6, unavailable},
            {"API 409", 6, conflict},
            {"API 410", 3, expire_watches},
            {"API watches cut", 4, cut_watches},
            {"API watches stalled", 3, stall_watches},
            {"API connections reset", 3, reset},
            {"API server away", 1, restart},
            {"token rotated", 1, rotate_token}};
}

}  // namespace chaos
