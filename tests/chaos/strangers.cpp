// Others who have rights on Secrets: they delete, edit and relabel ours, and put their own in the way.
#include <fmt/format.h>

#include "controller/base/error.h"
#include "controller/kube/base64.h"
#include "reconcilers/common/api.h"
#include "tests/chaos/arena.h"
#include "tests/chaos/deeds.h"

namespace chaos {

using nlohmann::json;

namespace {

bool is_planted(const Arena& arena, const kube::ObjectKey& secret) {
    return arena.strangers_secrets().contains(secret);
}

void remove(Arena& arena, Dice& dice) {
    const auto secret = arena.key(arena.place(dice));
    if (is_planted(arena, secret)) return;
    arena.diary.note("a stranger deletes Secret " + secret.to_string());
    arena.cluster.remove(kube::secrets(), secret);
}

void edit(Arena& arena, Dice& dice) {
    const auto secret = arena.key(arena.place(dice));
    if (is_planted(arena, secret)) return;
    arena.diary.note("a stranger edits Secret " + secret.to_string());
    arena.cluster.patch(kube::secrets(), secret, {{"data", {{"provisionkey", kube::base64_encode("nonsense")}}}});
}

void relabel(Arena& arena, Dice& dice) {
    const auto secret = arena.key(arena.place(dice));
    if (is_planted(arena, secret)) return;
    arena.diary.note("a stranger takes the label off Secret " + secret.to_string());
    arena.cluster.patch(kube::secrets(), secret, {{"metadata", {{"labels", {{common::kManagedByLabel, nullptr}}}}}});
}

void plant_at(Arena& arena, const kube::ObjectKey& secret) {
    const auto made = arena.cluster.create(kube::secrets(),
                                           {{"apiVersion", "v1"},
                                            {"kind", "Secret"},
                                            {"metadata", {{"name", secret.name}, {"namespace", secret.namespace_name}}},
                                            {"stringData", {{"mine", kStrangersText}}}});
    arena.planted(secret, made.at("metadata").at("uid"));
}

void plant(Arena& arena, Dice& dice) {
    const auto secret = arena.key(arena.place(dice));
    arena.diary.note("a stranger makes a Secret of his own, " + secret.to_string());
    plant_at(arena, secret);
}

void uproot(Arena& arena, Dice& dice) {
    const auto number = dice.next();
    const auto all = arena.strangers_secrets();
    if (all.empty()) return;
    const auto secret = std::next(all.begin(), static_cast<std::ptrdiff_t>(number % all.size()))->first;
    arena.uproot(secret);
    arena.diary.note("a stranger takes his Secret " + secret.to_string() + " away");
    arena.cluster.remove(kube::secrets(), secret);
}

// Between the operator's look at its Secret and its write: the place belongs to somebody else now.
void swap_under_a_write(Arena& arena, Dice& dice) {
    const auto secret = arena.key(arena.place(dice));
    const auto seat = static_cast<int>(dice.below(Operators::kSeats));
    if (is_planted(arena, secret)) return;
    auto& api = arena.operators.api(seat);
    const auto rule = api.add({.action = scenario::ApiProxy::Action::hold_before,
                               .method = "PATCH",
                               .path = "/secrets/" + secret.name.str() + "\\?",
                               .count = 1});
    arena.cluster.remove(kube::secrets(), secret);  // so that it is written
    const bool met = api.is_held_within(rule, std::chrono::milliseconds(1000));
    if (met) {
        arena.diary.note("a stranger puts his Secret in the place of " + secret.to_string() + " while it is written");
        arena.cluster.remove(kube::secrets(), secret);
        try {
            plant_at(arena, secret);
        } catch (const base::Error&) {  // the other operator was faster
        }
    }
    api.remove(rule);
}

}  // namespace

std::vector<Deed> deeds_of_strangers() {
    return {{"delete Secret", 8, remove}, {"edit Secret", 5, edit},     {"relabel Secret", 4, relabel},
            {"plant Secret", 3, plant},   {"uproot Secret", 4, uproot}, {"swap Secret", 3, swap_under_a_write}};
}

}  // namespace chaos
