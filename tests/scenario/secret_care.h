#pragma once

#include "controller/base/error.h"
#include "controller/kube/base64.h"
#include "reconcilers/common/api.h"
#include "tests/scenario/harness/scenario.h"

namespace scenario {

class SecretCare : public Scenario {
protected:
    // Nothing is polled, and no pass is left to come once the key is Ready: what happens to the Secret is noticed by
    // its watch or by nobody.
    void begin(const json& spec = json::object(), const ApiProxy* proxy = nullptr) {
        start_operator({.proxy = proxy, .flags = {"--list-lag=600"}});
        create_tenant({{"pollInterval", "10m"}});
        create_key("blue", spec);
        wait_ready("blue");
        before = value("blue");
    }
    // The world has changed in a way that nobody tells the operator: has it look again, as a person would, until it
    // sees.
    void look_again_until_ready(const std::string& name) {
        const auto* annotation = "zpa-operator.io/reconcile-requested-at";
        int asked = 0;
        wait_for_key(name, "Ready, looked at again and again", [&](const json& object) {
            if (is_ready(object)) return true;
            const auto handled = object.at("status").value("lastHandledReconcileAt", "");
            if (asked == 0 || handled == std::to_string(asked)) annotate_key(name, annotation, std::to_string(++asked));
            return false;
        });
    }
    void patch_secret(const json& merge) { cluster.patch(kube::secrets(), {ns, "blue"}, merge); }
    void create_strangers_secret(const std::string& name, const json& labels = json::object()) {
        cluster.create(kube::secrets(), {{"apiVersion", "v1"},
                                         {"kind", "Secret"},
                                         {"metadata", {{"name", name}, {"namespace", ns}, {"labels", labels}}},
                                         {"stringData", {{"password", "mine"}}}});
    }
    void forbid_more_secrets() {
        cluster.create(resource_of("ResourceQuota"), {{"apiVersion", "v1"},
                                                      {"kind", "ResourceQuota"},
                                                      {"metadata", {{"name", "few"}, {"namespace", ns}}},
                                                      {"spec", {{"hard", {{"secrets", "1"}}}}}});
        wait_for("the quota counts", [&] {
            return cluster.read(resource_of("ResourceQuota"), {ns, "few"})
                       .value("/status/used/secrets"_json_pointer, "") == "1";
        });
    }
    std::string before;
};

}  // namespace scenario
