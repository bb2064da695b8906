#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "reconcilers/zpa/inventory.h"
#include "tests/unit/zpa/support.h"

namespace zpa_test {

// An inventory over a ZPA that pages a list of rows; tests change the rows and the page size.
class InventoryTest : public ClientTest {
protected:
    InventoryTest() {
        api->otherwise([this](const http::Request& request) { return answer(request); });
    }

    zpa::Inventory& inventory() {
        if (!inventory_) inventory_.emplace(client(), *budget, microtenant, inventory_options, clock);
        return *inventory_;
    }

    std::shared_ptr<const zpa::KeyList> refresh(base::Instant not_before, zpa::Urgency urgency = zpa::Urgency::Poll) {
        return inventory().refresh_keys(kConnector, not_before, urgency, stop);
    }
    std::shared_ptr<const zpa::KeyList> refresh() { return refresh(clock.now()); }

    static nlohmann::json row(const std::string& id, const std::string& name) {
        return {{"id", id}, {"name", name}, {"maxUsage", "2"}, {"usageCount", "0"}};
    }
    static zpa::Key key(const std::string& id, const std::string& name) {
        zpa::Key out;
        out.id = id;
        out.name = name;
        out.max_usage = 2;
        return out;
    }
    void set_rows(int count) {
        rows.clear();
        for (int i = 0; i < count; ++i) rows.push_back(row(std::to_string(1000 + i), "key" + std::to_string(i)));
    }

    // Fifty others that publish keys and wait for a permit to read, or take it.
    void crowd() {
        for (int i = 0; i < 50; ++i) {
            try {
                budget->take(zpa::CallClass::Read, zpa::Urgency::Publish, "busy" + std::to_string(i)).settle();
            } catch (const base::Error&) {
                continue;  // it waits
            }
        }
    }

    std::vector<nlohmann::json> rows;
    std::size_t page_size = 500;
    std::optional<long> count_said;         // instead of the true one
    std::function<void(int page)> on_page;  // before each page is answered
    std::string microtenant;
    zpa::Inventory::Options inventory_options;

private:
    http::Response answer(const http::Request& request) {
        const std::size_t at = request.target.find("page=") + 5;
        const int page = std::stoi(request.target.substr(at));
        if (on_page) on_page(page);
        const std::size_t pages = (rows.size() + page_size - 1) / page_size;
        nlohmann::json list = nlohmann::json::array();
        const std::size_t first = static_cast<std::size_t>(page - 1) * page_size;
        for (std::size_t i = first; i < std::min(rows.size(), first + page_size); ++i) list.push_back(rows[i]);
        const long count = count_said.value_or(static_cast<long>(rows.size()));
        http::Response reply;
        reply.status = 200;
        reply.body =
            nlohmann::json{{"totalPages", std::to_string(pages)}, {"totalCount", std::to_string(count)}, {"list", list}}
                .dump();
        return reply;
    }

    std::optional<zpa::Inventory> inventory_;
};

}  // namespace zpa_test
