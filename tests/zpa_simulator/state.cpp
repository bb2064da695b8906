#include "tests/zpa_simulator/state.h"

namespace simulator {

State::State(Clock& clock) : clock_(clock) {}

void State::add_customer(const std::string& id, const std::string& name) {
    const std::lock_guard lock(mutex_);
    auto& organisation = organisations_.try_emplace(id, id, clock_, changes_).first->second;
    if (!name.empty()) organisation.name = name;
    ++changes_;
}

bool State::remove_customer(const std::string& id) {
    const std::lock_guard lock(mutex_);
    ++changes_;
    return organisations_.erase(id) != 0;
}

std::vector<std::string> State::customers() const {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> out;
    for (const auto& [id, organisation] : organisations_) out.push_back(id);
    return out;
}

bool State::has_customer(const std::string& id) const {
    const std::lock_guard lock(mutex_);
    return organisations_.count(id) != 0;
}

void State::put_client(Client client) {
    const std::lock_guard lock(mutex_);
    if (client.number.empty()) client.number = std::to_string(216'196'257'331'200'000LL + next_client_++);
    clients_[client.id] = client;
    ++changes_;
}

bool State::remove_client(const std::string& id) {
    const std::lock_guard lock(mutex_);
    ++changes_;
    return clients_.erase(id) != 0;
}

std::optional<Client> State::client(const std::string& id) const {
    const std::lock_guard lock(mutex_);
    const auto found = clients_.find(id);
    return found == clients_.end() ? std::nullopt : std::optional(found->second);
}

std::vector<Client> State::clients() const {
    const std::lock_guard lock(mutex_);
    std::vector<Client> out;
    for (const auto& [id, client] : clients_) out.push_back(client);
    return out;
}

nlohmann::json State::saved() const {
    const std::lock_guard lock(mutex_);
    auto organisations = nlohmann::json::array();
    for (const auto& [id, organisation] : organisations_) organisations.push_back(organisation.saved());
    auto clients = nlohmann::json::array();
    for (const auto& [id, client] : clients_) clients.push_back(client);
    return {{"organisations", organisations}, {"clients", clients}, {"nextClient", next_client_}};
}

void State::load(const nlohmann::json& saved) {
    const std::lock_guard lock(mutex_);
    organisations_.clear();
    clients_.clear();
    for (const auto& one : saved.at("organisations")) {
        const auto id = one.at("id").get<std::string>();
        organisations_.try_emplace(id, id, clock_, changes_).first->second.load(one);
    }
    for (const auto& one : saved.at("clients")) {
        auto client = one.get<Client>();
        clients_[client.id] = client;
    }
    next_client_ = saved.at("nextClient").get<std::int64_t>();
    ++changes_;
}

void State::clear() {
    const std::lock_guard lock(mutex_);
    organisations_.clear();
    clients_.clear();
    ++changes_;
}

}  // namespace simulator
