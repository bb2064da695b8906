#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>

#include <nlohmann/json_fwd.hpp>

namespace simulator {

// How ZPA behaves where nobody has documented it. The defaults are the likelier guess; a test that depends on one of
// them runs both ways. Names of the members are the names in JSON.
struct Behaviour {
    // names
    bool key_names_unique = true;  // per association type and microtenant; a duplicate is 400 resource.already.exist
    bool group_names_unique = true;
    bool unique_names_ignore_case = true;

    // keys
    bool put_without_exportable_sets_true = false;  // false: the field keeps its value, and never comes back to true
    bool post_returns_hidden_value = true;          // the reply to a POST with exportable=false still has the value
    bool hidden_value_is_empty_text = false;        // false: the field is absent
    bool put_changes_group = true;                  // false: zcomponentId is silently ignored
    bool put_changes_enabled = true;                // false: enabled is silently ignored
    bool max_usage_may_go_below_usage = false;      // false: 400 invalid.resource.argument
    bool delete_of_used_key_refused = false;        // true: 400 resource.referenced
    bool unknown_reference_refused = true;          // group or certificate of a key; false: taken as it is
    bool disabled_key_enrols = false;
    bool reenrolment_costs_a_use = false;  // the same fingerprint with the same key again

    // groups and objects
    bool delete_of_referenced_group_refused = true;
    bool partial_put_loses_coordinates = true;  // recorded for App Connector groups
    bool group_enabled_when_absent = true;      // of a POST that does not say
    bool get_hides_lss_flag = true;             // a group's GET by id says lssAppConnectorGroup false whatever it is
    int managed_object_status = 400;            // change of a readOnly or zscalerManaged object

    // lists
    bool empty_list_has_list = true;  // false: no "list" member at all
    bool search_eq_ignores_case = true;
    bool big_page_refused = false;                   // pagesize above 500: 400; false: clamped
    bool reads_without_microtenant_see_all = false;  // false: the Default microtenant
    bool html_escapes = true;                        // in names and descriptions
    double list_lag_seconds = 0;                     // lists show the state of so long ago
    bool get_lags_too = false;                       // reads by id as well

    // statuses
    int not_found_status = 400;              // or 404
    int token_refused_status = 400;          // of /oauth2/v1/token
    int foreign_customer_status = 401;       // or 403: a token of another organisation
    int key_refused_on_oauth2_status = 400;  // or 403: POST of a key in an organisation moved to OAuth2 enrolment

    // connections
    bool keeps_connections = true;  // false: each ends with its first reply

    // limits, tokens
    bool limits = true;
    bool limits_per_source = true;  // false: the organisation alone
    int reads_per_window = 20;
    int writes_per_window = 10;
    int window_seconds = 10;
    int oneapi_token_seconds = 3600;
    int legacy_token_seconds = 3600;
};

[[nodiscard]] nlohmann::json to_json(const Behaviour& behaviour);

// Overlays the members named in `patch`. Throws std::invalid_argument that names an unknown member or a wrong type.
void apply(Behaviour& behaviour, const nlohmann::json& patch);

// The behaviour of everybody, and of single organisations that differ. Safe from any thread.
class Behaviours {
public:
    explicit Behaviours(Behaviour initial = {});

    [[nodiscard]] Behaviour of(const std::string& customer) const;  // "" is everybody
    void set(const Behaviour& behaviour, const std::string& customer = "");
    void patch(const nlohmann::json& patch, const std::string& customer = "");
    void reset();  // back to the initial one, for all

    template <class Change>
    void edit(Change change, const std::string& customer = "") {
        auto copy = of(customer);
        change(copy);
        set(copy, customer);
    }

private:
    const Behaviour initial_;
    mutable std::mutex mutex_;
    Behaviour everybody_;
    std::map<std::string, Behaviour> single_;
};

}  // namespace simulator
