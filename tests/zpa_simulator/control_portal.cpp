#include "tests/zpa_simulator/control.h"

namespace simulator {

using nlohmann::json;

namespace {

// The calls on one kind of object: list or add without an id, show, change or remove with one.
template <class T>
struct Objects {
    Portal& portal;
    const std::string& customer;

    [[nodiscard]] json list() const {
        auto out = json::array();
        for (const auto& item : portal.all<T>(customer)) out.push_back(item);
        return out;
    }

    [[nodiscard]] json add(const json& body) const {
        if constexpr (std::is_same_v<T, Key>) {
            if (body.contains("count")) {
                const auto count = body["count"].get<std::size_t>();
                portal.seed_keys(customer, count, body.get<Key>());
                return {{"seeded", count}};
            }
        }
        if constexpr (std::is_same_v<T, Group>) {
            // The rest of a group is filled in, so that a name and a type are enough.
            const auto type = body.value("associationType", std::string(connector_group));
            const auto group = portal.add_group(customer, type, body.at("name").get<std::string>());
            return change(group.id, body);
        } else {
            return portal.add(customer, body.get<T>());
        }
    }

    [[nodiscard]] json show(const std::string& id) const {
        const auto found = portal.find<T>(customer, id);
        if (!found) throw NoSuchObject("there is no object " + id);
        return *found;
    }

    [[nodiscard]] json change(const std::string& id, const json& body) const {
        if constexpr (std::is_same_v<T, Component>) {
            if (body.contains("connected")) portal.set_connected(customer, id, body["connected"].get<bool>());
        }
        return portal.edit<T>(customer, id, [&](T& item) {
            body.get_to(item);
            item.id = id;
        });
    }

    void remove(const std::string& id) const {
        if (!portal.remove<T>(customer, id)) throw NoSuchObject("there is no object " + id);
    }
};

template <class T>
Reply serve(Portal& portal, const std::string& customer, const std::string& method, const std::string& id,
            const json& body, bool values) {
    const Objects<T> objects{portal, customer};
    json out;
    if (id.empty() && method == "GET") {
        out = objects.list();
    } else if (id.empty() && method == "POST") {
        out = objects.add(body);
    } else if (!id.empty() && method == "GET") {
        out = objects.show(id);
    } else if (!id.empty() && method == "PATCH") {
        out = objects.change(id, body);
    } else if (!id.empty() && method == "DELETE") {
        objects.remove(id);
        return empty_reply(204);
    } else {
        throw WrongMethod("objects take GET and POST without an id, GET, PATCH and DELETE with one");
    }
    if (!values) hide_values(out);
    return json_reply(method == "POST" ? 201 : 200, out.dump(2));
}

}  // namespace

Reply Control::clients(const Request& request) {
    const auto id = request.part(1);
    const auto& method = request.call.method;
    json out;
    if (method == "GET") {
        out = json::array();
        for (const auto& client : simulator_.state.clients()) {
            if (id.empty() || client.id == id) out.push_back(client);
        }
        if (!id.empty() && out.empty()) throw NoSuchObject("there is no client " + id);
        if (request.parameter("values") != "true") hide_values(out);
        return json_reply(200, out.dump(2));
    }
    if (method == "DELETE" && !id.empty()) {
        if (!simulator_.state.remove_client(id)) throw NoSuchObject("there is no client " + id);
        simulator_.tokens.revoke_of(id);
        return empty_reply(204);
    }
    Client client;
    if (method == "PATCH" && !id.empty()) {
        const auto known = simulator_.state.client(id);
        if (!known) throw NoSuchObject("there is no client " + id);
        client = *known;
    } else if (method != "POST" || !id.empty()) {
        throw WrongMethod("clients takes GET and POST, clients/ID takes GET, PATCH and DELETE");
    }
    request.body().get_to(client);
    if (!id.empty()) client.id = id;
    if (client.id.empty()) throw std::invalid_argument("a client needs an id");
    simulator_.state.put_client(client);
    return empty_reply(204);
}

Reply Control::customers(const Request& request) {
    if (request.call.method == "GET") return json_reply(200, json{{"customers", simulator_.state.customers()}}.dump(2));
    if (request.call.method != "POST") throw WrongMethod("customers takes GET and POST");
    const auto body = request.body();
    const auto id = body.at("id").get<std::string>();
    if (!parse_int(id)) throw std::invalid_argument("a customer's id is a number of 17 or 18 digits");
    simulator_.state.add_customer(id, body.value("name", ""));
    return json_reply(201, json{{"id", id}}.dump());
}

Reply Control::customer(const Request& request) {
    const auto id = request.part(1);
    if (request.call.method == "DELETE") {
        if (!simulator_.state.remove_customer(id)) throw NoSuchCustomer("there is no customer " + id);
        return empty_reply(204);
    }
    if (request.call.method != "GET" && request.call.method != "PATCH") {
        throw WrongMethod("customers/ID takes GET, PATCH and DELETE");
    }
    const auto body = request.call.method == "PATCH" ? request.body() : json::object();
    return simulator_.state.with(id, [&](Organisation& organisation) {
        organisation.name = body.value("name", organisation.name);
        organisation.oauth2_enrolment = body.value("oauth2Enrolment", organisation.oauth2_enrolment);
        const auto allowance = body.value("allowance", json::object());
        organisation.allowance.keys = allowance.value("keys", organisation.allowance.keys);
        organisation.allowance.groups = allowance.value("groups", organisation.allowance.groups);
        organisation.allowance.components = allowance.value("components", organisation.allowance.components);
        const json out{{"id", id},
                       {"name", organisation.name},
                       {"oauth2Enrolment", organisation.oauth2_enrolment},
                       {"keys", organisation.table<Key>().size()},
                       {"groups", organisation.table<Group>().size()},
                       {"components", organisation.table<Component>().size()}};
        return json_reply(200, out.dump(2));
    });
}

Reply Control::objects(const Request& request) {
    const auto customer_id = request.part(1);
    const auto kind = request.part(2);
    const auto id = request.part(3);
    const auto& method = request.call.method;
    const bool values = request.parameter("values") == "true";
    auto& portal = simulator_.portal;
    if (kind == "keys") return serve<Key>(portal, customer_id, method, id, request.body(), values);
    if (kind == "groups") return serve<Group>(portal, customer_id, method, id, request.body(), values);
    if (kind == "components") return serve<Component>(portal, customer_id, method, id, request.body(), values);
    if (kind == "certificates") return serve<Certificate>(portal, customer_id, method, id, request.body(), values);
    if (kind == "microtenants") return serve<Microtenant>(portal, customer_id, method, id, request.body(), values);
    throw NoSuchPath("there is no kind called " + kind + ": keys, groups, components, certificates, microtenants");
}

}  // namespace simulator
