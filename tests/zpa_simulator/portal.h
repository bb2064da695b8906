#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/zpa_simulator/state.h"

namespace simulator {

// What somebody in ZPA's portal can see and do behind the API's back. Blanks are filled as ZPA would: ids, times, the
// value, and for a key the certificate and the first group of its type. Throws NoSuchCustomer, and NoSuchObject where
// an object is named that is not there. Safe from any thread.
struct NoSuchObject : std::out_of_range {
    using std::out_of_range::out_of_range;
};

class Portal {
public:
    explicit Portal(State& state);

    template <class T>
    [[nodiscard]] std::vector<T> all(const std::string& customer) const {
        return state_.with(customer, [](Organisation& organisation) {
            std::vector<T> out;
            for (const auto& item : organisation.table<T>().all()) out.push_back(*item);
            return out;
        });
    }

    template <class T>
    [[nodiscard]] std::optional<T> find(const std::string& customer, const std::string& id) const {
        return state_.with(customer, [&](Organisation& organisation) {
            const auto item = organisation.find<T>(id);
            return item ? std::optional<T>(*item) : std::nullopt;
        });
    }

    template <class T>
    [[nodiscard]] std::vector<T> named(const std::string& customer, const std::string& name) const {
        auto out = all<T>(customer);
        std::erase_if(out, [&](const T& item) { return item.name != name; });
        return out;
    }

    // `change` gets the object to alter. The change counts as made now, by an administrator.
    template <class T, class Change>
    T edit(const std::string& customer, const std::string& id, Change change) {
        return state_.with(customer, [&](Organisation& organisation) {
            const auto item = organisation.find<T>(id);
            if (!item) throw NoSuchObject("there is no object " + id);
            T copy = *item;
            stamp(organisation, copy);
            change(copy);
            organisation.put(copy);
            return copy;
        });
    }

    template <class T>
    bool remove(const std::string& customer, const std::string& id) {
        return state_.with(customer, [&](Organisation& organisation) { return organisation.erase<T>(id); });
    }

    Key add(const std::string& customer, Key key);
    Group add(const std::string& customer, Group group);
    Certificate add(const std::string& customer, Certificate certificate);
    Microtenant add(const std::string& customer, Microtenant microtenant);
    Component add(const std::string& customer, Component component);

    Group add_group(const std::string& customer, const std::string& association_type, const std::string& name);

    // `count` keys like `pattern`, named with their running numbers; quick for tens of thousands.
    void seed_keys(const std::string& customer, std::size_t count, const Key& pattern);

    // The components' own doing: as when a connector's process starts, or ends.
    Component set_connected(const std::string& customer, const std::string& component, bool connected);

private:
    static void stamp(const Organisation& organisation, Record& record);

    State& state_;
};

}  // namespace simulator
