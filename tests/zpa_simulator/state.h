#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/zpa_simulator/organisation.h"

namespace simulator {

inline constexpr auto default_customer = "216196257331281920";
inline constexpr auto default_client = "simulator-client";
inline constexpr auto default_secret = "simulator-secret";

struct NoSuchCustomer : std::out_of_range {
    using std::out_of_range::out_of_range;
};

// All organisations and everybody who may sign in. Every call locks for its own duration; a function given to `with` or
// `each` must not call back into the State. What others hold (shared items, copies) stays valid afterwards.
class State {
public:
    explicit State(Clock& clock);

    void add_customer(const std::string& id, const std::string& name = "");
    bool remove_customer(const std::string& id);
    [[nodiscard]] std::vector<std::string> customers() const;
    [[nodiscard]] bool has_customer(const std::string& id) const;

    // Runs `visit` on one organisation and returns what it returns. Throws NoSuchCustomer.
    template <class Visit>
    auto with(const std::string& customer, Visit visit) {
        const std::lock_guard lock(mutex_);
        const auto found = organisations_.find(customer);
        if (found == organisations_.end()) throw NoSuchCustomer("there is no customer " + customer);
        return visit(found->second);
    }
    template <class Visit>
    void each(Visit visit) {
        const std::lock_guard lock(mutex_);
        for (auto& [id, organisation] : organisations_) visit(organisation);
    }

    void put_client(Client client);  // a client without a number gets one
    bool remove_client(const std::string& id);
    [[nodiscard]] std::optional<Client> client(const std::string& id) const;
    [[nodiscard]] std::vector<Client> clients() const;

    [[nodiscard]] std::uint64_t changes() const { return changes_; }  // grows with every write
    [[nodiscard]] Clock& clock() const { return clock_; }

    [[nodiscard]] nlohmann::json saved() const;
    void load(const nlohmann::json& saved);  // replaces everything
    void clear();

private:
    Clock& clock_;
    mutable std::mutex mutex_;
    std::atomic<std::uint64_t> changes_{0};
    std::map<std::string, Organisation> organisations_;
    std::map<std::string, Client> clients_;
    std::int64_t next_client_ = 9;
};

}  // namespace simulator
