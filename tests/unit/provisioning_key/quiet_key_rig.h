#pragma once

#include <memory>
#include <string>
#include <utility>

#include "tests/fakes/settled_key.h"
#include "tests/unit/provisioning_key/pass_rig.h"
#include "tests/unit/zpa/support.h"

namespace provisioning_key_test {

// The rig's object once everything is done: its key is in ZPA, made just now, its Secret holds the value, its status
// says so, and its tenant is ready. ZPA shows `in_zpa`, or nothing once that is taken away; it accepts every PUT, of
// which `on_put` makes what it likes.
class QuietKeyTest : public PassTest {
protected:
    QuietKeyTest() {
        in_zpa = key_made_now();
        auto settled = fakes::settle("net", fakes::KeyInZpa{customer, "CONNECTOR_GRP", *in_zpa, value}, clock.wall());
        const auto metadata = object["metadata"];
        object = std::move(settled.object);
        object["metadata"].update(metadata);
        object["status"] = provisioning_key::to_json(settled.typed.status);
        change();
        settled.secret["metadata"]["uid"] = "blue-secret";
        settled.secret["metadata"]["resourceVersion"] = "1";
        place.secrets.put(std::make_shared<const secrets::OwnedSecret>(secrets::parse_watched_secret(settled.secret)));
        open_tenant();
    }

    zpa::Key key_made_now() const {
        zpa::Key key;
        key.id = "58001";
        key.name = "blue";
        key.creation_time = std::chrono::duration_cast<std::chrono::seconds>(clock.wall().time_since_epoch()).count();
        key.max_usage = 5;
        key.group_id = "7";
        key.group_name = "edge";
        key.enrollment_cert_id = "7003";
        key.enrollment_cert_name = "Connector";
        return key;
    }

    void open_tenant() {
        const auto sign_in = std::make_shared<fakes::FakeTransport>();
        sign_in->otherwise([](const http::Request&) {
            return tests::ScriptedApi::reply(200, nlohmann::json::parse(zpa_test::kToken));
        });
        const auto zpa = std::make_shared<fakes::FakeTransport>();
        zpa->otherwise([this](const http::Request& request) { return answer(request); });
        zpa::Session::Options options;
        options.client.make_transport = [sign_in, zpa](const http::TransportOptions& wanted) {
            const bool is_sign_in = wanted.base_url.find("zslogin") != std::string::npos;
            return std::make_unique<zpa_test::Forward>(is_sign_in ? sign_in : zpa);
        };
        auto tenant = std::make_shared<tenant::ZpaTenant>();
        tenant->meta.namespace_name = "net";
        tenant->meta.name = "default";
        tenant->meta.resource_version = "1";
        place.tenants.put(tenant);
        place.registry.set(tenant->meta.key(), {std::make_shared<zpa::Session>(
                                                    zpa_test::oneapi_credentials(), zpa::RateBudget::make({}, clock),
                                                    base::open_fence(), options, clock, random),
                                                true, "Ready", ""});
    }

    http::Response answer(const http::Request& request) const {
        if (request.method == "PUT" && put_refusal != 0)
            return tests::ScriptedApi::reply(put_refusal, {{"id", "told"}, {"reason", "by a test"}});
        if (request.method == "PUT" && on_put) {
            on_put(nlohmann::json::parse(request.body));
            http::Response accepted;
            accepted.status = 204;
            return accepted;
        }
        EXPECT_EQ(request.method, "GET");
        if (request.target.find("/provisioningKey?") != std::string::npos) {
            auto rows = nlohmann::json::array();
            if (in_zpa) rows.push_back(shown());
            return tests::ScriptedApi::reply(200, {{"totalPages", "1"}, {"list", rows}});
        }
        EXPECT_TRUE(request.target.ends_with("/provisioningKey/58001")) << request.target;
        if (!in_zpa) return tests::ScriptedApi::reply(404, {{"id", "resource.not.found"}, {"reason", "no such key"}});
        return tests::ScriptedApi::reply(200, shown());
    }
    nlohmann::json shown() const {
        return {{"id", in_zpa->id},
                {"name", in_zpa->name},
                {"creationTime", std::to_string(in_zpa->creation_time)},
                {"usageCount", std::to_string(in_zpa->usage_count)},
                {"maxUsage", std::to_string(in_zpa->max_usage)},
                {"zcomponentId", in_zpa->group_id.str()},
                {"zcomponentName", in_zpa->group_name.str()},
                {"enabled", in_zpa->enabled},
                {"exportable", in_zpa->exportable},
                {"enrollmentCertId", in_zpa->enrollment_cert_id.str()},
                {"enrollmentCertName", in_zpa->enrollment_cert_name.str()},
                {"provisioningKey", value}};
    }

    const std::string customer{zpa_test::kCustomer};
    const std::string value = "3|api.private.zscaler.com|" + std::string(80, 'Q');
    std::optional<zpa::Key> in_zpa;
    std::function<void(const nlohmann::json& body)> on_put;  // unset: a PUT fails the test
    int put_refusal = 0;                                     // the status that each PUT gets; 0: none
};

}  // namespace provisioning_key_test
