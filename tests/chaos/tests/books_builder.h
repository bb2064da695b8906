#pragma once

#include <string>

#include "tests/chaos/books.h"

namespace chaos {

inline std::string told(const std::vector<Finding>& findings) {
    std::string out;
    for (const auto& finding : findings) out += finding.rule + ": " + finding.about + ": " + finding.what + "\n";
    return out;
}

// Books as a run would leave them, line by line; times are milliseconds.
class BooksBuilder {
public:
    BooksBuilder() {
        books.lease = "lease";
        books.homes = {"ns"};
        books.lives = {{0, 0, 0, ""}, {1, 0, 0, ""}};
        books.seat_of = [](const std::string& source) { return source == "0" ? 0 : source == "1" ? 1 : -1; };
    }

    // A write of the object "ns/blue" by that seat; `status` as the API server has it afterwards.
    BooksBuilder& version(int at, nlohmann::json status, nlohmann::json metadata = {}, int seat = 0) {
        metadata["uid"] = "u1";
        metadata["name"] = "blue";
        metadata["resourceVersion"] = std::to_string(++version_);
        if (!metadata.contains("finalizers")) metadata["finalizers"] = {"zpa-operator.io/provisioning-key"};
        auto line = this->line(at, "update", "provisioningkeys", "blue", seat);
        line.subresource = "status";
        line.request = {{"metadata", {{"resourceVersion", "7"}}}};
        line.response = {{"kind", "ProvisioningKey"},
                         {"metadata", metadata},
                         {"spec", nlohmann::json::object()},
                         {"status", std::move(status)}};
        books.audit.push_back(line);
        return *this;
    }
    BooksBuilder& mark(int at, const std::string& nonce, nlohmann::json rest = nlohmann::json::object()) {
        rest["creation"] = {{"name", "blue"}, {"nonce", nonce}, {"birthName", "blue." + nonce}};
        return version(at, rest);
    }
    BooksBuilder& identity(int at, const std::string& id) {
        return version(at, {{"identity", {{"customerID", "c1"}, {"id", id}}}});
    }
    BooksBuilder& secret(int at, int seat = 0) {
        books.audit.push_back(line(at, "patch", "secrets", "blue", seat));
        books.audit.back().applied = true;
        return *this;
    }
    BooksBuilder& lease(int at, int seat, const std::string& identity) {
        auto line = this->line(at, "update", "leases", "lease", seat);
        line.response = {{"spec", {{"holderIdentity", identity}}}};
        books.audit.push_back(line);
        return *this;
    }
    simulator::Entry& call(int at, const std::string& operation, int status, bool committed, int seat = 0) {
        simulator::Entry entry;
        entry.number = books.journal.size() + 1;
        entry.at = entry.acted = entry.ended = simulator::Clock::Time(std::chrono::milliseconds(at));
        entry.source = std::to_string(seat);
        entry.kind = operation == "token" ? "token" : "provisioningKey";
        entry.operation = operation;
        entry.method = operation == "list" || operation == "get" ? "GET" : operation == "delete" ? "DELETE" : "POST";
        entry.path = "/" + operation;
        entry.customer = operation == "token" ? "" : "c1";
        entry.client = "client";
        entry.status = status;
        entry.committed = committed;
        books.journal.push_back(entry);
        return books.journal.back();
    }
    BooksBuilder& post(int at, const std::string& nonce, const std::string& id, int status = 201) {
        auto& entry = call(at, "create", status, !id.empty());
        entry.object_name = "blue." + nonce;
        entry.object_id = id;
        return *this;
    }
    // A refusal that asks to wait.
    BooksBuilder& refuse(int at, int status, const std::string& retry_after, const std::string& operation = "list") {
        auto& entry = call(at, operation, status, false);
        entry.fault = status == 429 ? "throttled" : "unavailable";
        entry.retry_after = retry_after;
        return *this;
    }
    BooksBuilder& remove(int at, const std::string& id) {
        call(at, "delete", 204, true).object_id = id;
        return *this;
    }

    const Books& done() {
        books.put_in_order();
        return books;
    }

    AuditLine line(int at, const std::string& verb, const std::string& resource, const std::string& name,
                   int seat) const {
        AuditLine out;
        out.asked = out.done = at * 1000;
        out.source = std::to_string(seat);
        out.verb = verb;
        out.resource = resource;
        out.namespace_name = "ns";
        out.name = name;
        out.status = 200;
        return out;
    }

    Books books;

private:
    int version_ = 0;
};

inline const std::string kNonce = "abcdefghij", kOther = "klmnopqrst";

// A key's life as it should be.
inline BooksBuilder good_life() {
    BooksBuilder books;
    books.lease(0, 0, "first")
        .mark(10, kNonce)
        .post(20, kNonce, "k1")
        .secret(30)
        .identity(40, "k1")
        .call(50, "update", 204, true);
    return books;
}

}  // namespace chaos
