#include "tests/zpa_simulator/behaviour.h"

#include <stdexcept>

#include <nlohmann/json.hpp>

namespace simulator {

namespace {

template <class Self, class Visit>
void members(Self& b, Visit visit) {
    visit("key_names_unique", b.key_names_unique);
    visit("group_names_unique", b.group_names_unique);
    visit("unique_names_ignore_case", b.unique_names_ignore_case);
    visit("put_without_exportable_sets_true", b.put_without_exportable_sets_true);
    visit("post_returns_hidden_value", b.post_returns_hidden_value);
    visit("hidden_value_is_empty_text", b.hidden_value_is_empty_text);
    visit("put_changes_group", b.put_changes_group);
    visit("put_changes_enabled", b.put_changes_enabled);
    visit("max_usage_may_go_below_usage", b.max_usage_may_go_below_usage);
    visit("delete_of_used_key_refused", b.delete_of_used_key_refused);
    visit("unknown_reference_refused", b.unknown_reference_refused);
    visit("disabled_key_enrols", b.disabled_key_enrols);
    visit("reenrolment_costs_a_use", b.reenrolment_costs_a_use);
    visit("delete_of_referenced_group_refused", b.delete_of_referenced_group_refused);
    visit("partial_put_loses_coordinates", b.partial_put_loses_coordinates);
    visit("group_enabled_when_absent", b.group_enabled_when_absent);
    visit("get_hides_lss_flag", b.get_hides_lss_flag);
    visit("managed_object_status", b.managed_object_status);
    visit("empty_list_has_list", b.empty_list_has_list);
    visit("search_eq_ignores_case", b.search_eq_ignores_case);
    visit("big_page_refused", b.big_page_refused);
    visit("reads_without_microtenant_see_all", b.reads_without_microtenant_see_all);
    visit("html_escapes", b.html_escapes);
    visit("list_lag_seconds", b.list_lag_seconds);
    visit("get_lags_too", b.get_lags_too);
    visit("not_found_status", b.not_found_status);
    visit("token_refused_status", b.token_refused_status);
    visit("foreign_customer_status", b.foreign_customer_status);
    visit("key_refused_on_oauth2_status", b.key_refused_on_oauth2_status);
    visit("keeps_connections", b.keeps_connections);
    visit("limits", b.limits);
    visit("limits_per_source", b.limits_per_source);
    visit("reads_per_window", b.reads_per_window);
    visit("writes_per_window", b.writes_per_window);
    visit("window_seconds", b.window_seconds);
    visit("oneapi_token_seconds", b.oneapi_token_seconds);
    visit("legacy_token_seconds", b.legacy_token_seconds);
}

}  // namespace

nlohmann::json to_json(const Behaviour& behaviour) {
    nlohmann::json out = nlohmann::json::object();
    members(behaviour, [&](const char* name, const auto& value) { out[name] = value; });
    return out;
}

void apply(Behaviour& behaviour, const nlohmann::json& patch) {
    if (!patch.is_object()) throw std::invalid_argument("a behaviour is a JSON object");
    auto changed = behaviour;
    std::size_t known = 0;
    members(changed, [&](const char* name, auto& value) {
        const auto found = patch.find(name);
        if (found == patch.end()) return;
        ++known;
        using Value = std::remove_reference_t<decltype(value)>;
        const bool fits = std::is_same_v<Value, bool>  ? found->is_boolean()
                          : std::is_same_v<Value, int> ? found->is_number_integer()
                                                       : found->is_number();
        if (!fits) throw std::invalid_argument(std::string("behaviour ") + name + " has the wrong type");
        value = found->template get<Value>();
    });
    if (known != patch.size()) {
        const auto names = to_json(behaviour);
        for (const auto& [name, value] : patch.items()) {
            if (!names.contains(name)) throw std::invalid_argument("there is no behaviour called " + name);
        }
    }
    behaviour = changed;
}

Behaviours::Behaviours(Behaviour initial) : initial_(initial), everybody_(initial) {}

Behaviour Behaviours::of(const std::string& customer) const {
    const std::lock_guard lock(mutex_);
    const auto found = single_.find(customer);
    return found == single_.end() ? everybody_ : found->second;
}

void Behaviours::set(const Behaviour& behaviour, const std::string& customer) {
    const std::lock_guard lock(mutex_);
    (customer.empty() ? everybody_ : single_[customer]) = behaviour;
}

void Behaviours::patch(const nlohmann::json& patch, const std::string& customer) {
    auto copy = of(customer);
    apply(copy, patch);
    set(copy, customer);
}

void Behaviours::reset() {
    const std::lock_guard lock(mutex_);
    everybody_ = initial_;
    single_.clear();
}

}  // namespace simulator
