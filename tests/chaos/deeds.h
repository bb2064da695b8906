#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "tests/chaos/script.h"

namespace chaos {

// What goes on in the world while the operators work.
std::vector<Deed>
deeds_of_people();  // ProvisioningKeys created, edited, copied, annotated, deleted, with their namespaces
std::vector<Deed> deeds_of_the_portal();  // keys edited, disabled, renamed and deleted in ZPA
std::vector<Deed> deeds_of_strangers();   // Secrets deleted, edited, relabelled, put in the way
std::vector<Deed> faults_of_zpa();
std::vector<Deed> faults_of_the_api_server();

// A manifest such as people write.
struct Place;
nlohmann::json manifest(Arena& arena, const Place& place, Dice& dice);

// What becomes of the operators. These alone may touch Arena::operators' processes, on the main thread.
std::vector<Deed> ends_of_operators();

}  // namespace chaos
