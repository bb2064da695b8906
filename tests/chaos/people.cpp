// Those who write manifests: with kubectl, with scripts, and without much care.
#include <fmt/format.h>

#include "reconcilers/common/api.h"
#include "tests/chaos/arena.h"
#include "tests/chaos/deeds.h"

namespace chaos {

using nlohmann::json;

namespace {

const kube::Resource& keys() { return common::provisioning_keys(); }

json spec_of(Arena& arena, const Place& place, Dice& dice) {
    const bool edges = place.number % 2 == 1;
    json spec = {{"tenantRef", {{"name", Arena::tenant_name(Arena::tenant_of(place))}, {"namespace", arena.base.ns}}},
                 {"associationType", edges ? simulator::service_edge_group : simulator::connector_group},
                 {"group", {{"name", edges ? scenario::Zpa::kEdgeGroup : scenario::Zpa::kGroup}}},
                 {"maxUsage", dice.between(1, 20)},
                 {"exportable", place.number % 4 != 3}};
    if (dice.percent(30)) spec["enabled"] = dice.percent(50);
    if (dice.percent(20)) spec["ipAcl"] = {fmt::format("10.0.{}.0/24", dice.below(200))};
    if (dice.percent(20)) spec["secret"]["labels"] = {{"team", fmt::format("t{}", dice.below(3))}};
    if (dice.percent(10))
        spec["name"] = dice.percent(50) ? Arena::kCommonName : fmt::format("{}-renamed", arena.name(place));
    return spec;
}

void declare(Arena& arena, Dice& dice) {
    const auto place = arena.place(dice);
    const auto object = manifest(arena, place, dice);
    arena.diary.note(fmt::format("a person applies {} {}", arena.key(place).to_string(), object.at("spec").dump()));
    arena.cluster.apply(keys(), object, "people");
}

void take_away(Arena& arena, Dice& dice) {
    const auto place = arena.place(dice);
    const char* const ways[] = {"", "Foreground", "Background"};
    const auto* way = dice.pick(ways);
    arena.diary.note(fmt::format("a person deletes {} {}", arena.key(place).to_string(), way));
    arena.cluster.remove(keys(), arena.key(place), way);
}

void take_away_and_declare(Arena& arena, Dice& dice) {
    const auto place = arena.place(dice);
    const auto object = manifest(arena, place, dice);
    arena.diary.note(fmt::format("a person replaces {}", arena.key(place).to_string()));
    arena.cluster.remove(keys(), arena.key(place));
    arena.cluster.apply(keys(), object, "people");
}

void ask_again(Arena& arena, Dice& dice) {
    const auto place = arena.place(dice);
    const auto text = std::to_string(dice.next());
    arena.diary.note(fmt::format("a person asks for {} to be looked at", arena.key(place).to_string()));
    arena.cluster.patch(keys(), arena.key(place),
                        {{"metadata", {{"annotations", {{common::kReconcileRequestedAnnotation, text}}}}}});
}

// Annotations and all, as `kubectl get -o yaml | sed | kubectl apply` does.
void copy(Arena& arena, Dice& dice) {
    const auto from = arena.place(dice), to = arena.place(dice);
    auto object = manifest(arena, to, dice);
    const auto original = arena.cluster.find(keys(), arena.key(from));
    if (!original || !original->at("metadata").contains("annotations")) return;
    object["metadata"]["annotations"] = original->at("metadata").at("annotations");
    arena.diary.note(fmt::format("a person copies {} to {}", arena.key(from).to_string(), arena.key(to).to_string()));
    arena.cluster.create(keys(), object);
}

// Somebody who may edit objects wants the value of a key that is not his.
void forge(Arena& arena, Dice& dice) {
    const auto place = arena.place(dice);
    const auto& victim = dice.pick(arena.strangers_keys()).key;
    auto object = manifest(arena, place, dice);
    const auto& customer = arena.customer_of(Arena::tenant_of(place));
    const auto id = fmt::format("{}/0/{}/{}/{}", customer, victim.association_type, victim.id, victim.creation_time);
    object["metadata"]["annotations"] = {{common::kExternalIdAnnotation, id}};
    if (dice.percent(50)) object["spec"]["adopt"] = {{"id", victim.id}};
    arena.diary.note(fmt::format("a person forges {} to take {}", arena.key(place).to_string(), victim.name));
    arena.cluster.create(keys(), object);
}

void drop_namespace(Arena& arena, Dice& dice) {
    const auto home = dice.below(2);
    arena.diary.note(fmt::format("a person deletes namespace {}", arena.namespace_of({home, 0})));
    arena.replace_namespace(home);
}

}  // namespace

json manifest(Arena& arena, const Place& place, Dice& dice) {
    return {{"apiVersion", keys().api_version()},
            {"kind", keys().kind},
            {"metadata", {{"name", arena.name(place)}, {"namespace", arena.namespace_of(place)}}},
            {"spec", spec_of(arena, place, dice)}};
}

std::vector<Deed> deeds_of_people() {
    return {{"declare", 40, declare},
            {"delete", 12, take_away},
            {"replace", 5, take_away_and_declare},
            {"ask", 6, ask_again},
            {"copy", 3, copy},
            {"forge", 3, forge},
            {"drop namespace", 1, drop_namespace}};
}

}  // namespace chaos
