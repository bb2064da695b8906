#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "tests/zpa_simulator/clock.h"
#include "tests/zpa_simulator/model.h"
#include "tests/zpa_simulator/table.h"

namespace simulator {

// How many of each the organisation may have; 0 is any number. ZPA's own default is 100 of each, raised by its support.
struct Allowance {
    std::int64_t keys = 0;  // of each association type
    std::int64_t groups = 0;
    std::int64_t components = 0;  // disabled and disconnected ones count
};

// One customer of ZPA. Not safe from several threads: reached through State, which holds its lock.
class Organisation {
public:
    // Holds from the start what a new customer has: four certificates, three version profiles, the Default microtenant,
    // and one group of each type that the API cannot list.
    Organisation(std::string id, Clock& clock, std::atomic<std::uint64_t>& changes);

    std::string name;
    bool oauth2_enrolment = false;  // moved to user codes: no keys any more
    Allowance allowance;
    std::map<std::string, nlohmann::json> schedules;  // auto-delete, by resource; at most one of each

    [[nodiscard]] const std::string& id() const { return id_; }
    [[nodiscard]] Clock& clock() const { return *clock_; }

    template <class T>
    [[nodiscard]] const Table<T>& table() const {
        return std::get<Table<T>>(tables_);
    }
    template <class T>
    [[nodiscard]] typename Table<T>::Item find(std::string_view object) const {
        return table<T>().find(object);
    }
    template <class T>
    [[nodiscard]] typename Table<T>::Item find_by_name(std::string_view wanted) const {
        for (const auto& item : table<T>().all()) {
            if (item->name == wanted) return item;
        }
        return nullptr;
    }
    template <class T>
    void put(T value) {
        std::get<Table<T>>(tables_).put(std::move(value), ++*changes_, clock_->now());
    }
    template <class T>
    bool erase(std::string_view object) {
        return std::get<Table<T>>(tables_).erase(object, ++*changes_, clock_->now());
    }

    [[nodiscard]] std::string new_short_id();  // keys: 4 or 5 digits, the same sequence in every organisation
    [[nodiscard]] std::string new_long_id();   // 18 digits, in the range of the customer
    [[nodiscard]] std::string new_key_value();
    [[nodiscard]] std::string certificate_pem() const { return pem_; }

    // For the state file.
    [[nodiscard]] nlohmann::json saved() const;
    void load(const nlohmann::json& saved);

private:
    void seed();

    std::string id_;
    Clock* clock_;
    std::atomic<std::uint64_t>* changes_;
    std::string pem_;
    std::int64_t next_short_ = 4001;
    std::int64_t next_long_ = 1;
    std::tuple<Table<Key>, Table<Group>, Table<Component>, Table<Certificate>, Table<Microtenant>,
               Table<VersionProfile>>
        tables_;
};

}  // namespace simulator
