#include "tests/zpa_simulator/counters.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "tests/zpa_simulator/journal.h"

namespace simulator {

void Counters::Burst::add(Clock::Time at) {
    recent.push_back(at);
    while (recent.front() + std::chrono::seconds(10) <= at) recent.pop_front();
    most = std::max(most, recent.size());
}

void Counters::add(const Entry& entry) {
    ++total_;
    ++sums_[{entry.customer, entry.method, entry.kind, entry.status}];
    if (!entry.customer.empty()) (entry.method == "GET" ? reads_ : writes_)[entry.customer].add(entry.at);
}

std::uint64_t Counters::of(const std::string& method, const std::string& kind, int status,
                           const std::string& customer) const {
    std::uint64_t sum = 0;
    for (const auto& [key, count] : sums_) {
        const auto& [its_customer, its_method, its_kind, its_status] = key;
        if ((method.empty() || method == its_method) && (kind.empty() || kind == its_kind) &&
            (status < 0 || status == its_status) && (customer.empty() || customer == its_customer)) {
            sum += count;
        }
    }
    return sum;
}

std::size_t Counters::most_reads(const std::string& customer) const {
    const auto found = reads_.find(customer);
    return found == reads_.end() ? 0 : found->second.most;
}

std::size_t Counters::most_writes(const std::string& customer) const {
    const auto found = writes_.find(customer);
    return found == writes_.end() ? 0 : found->second.most;
}

nlohmann::json Counters::json() const {
    nlohmann::json out{{"total", total_}, {"calls", nlohmann::json::array()}, {"customers", nlohmann::json::object()}};
    for (const auto& [key, count] : sums_) {
        const auto& [customer, method, kind, status] = key;
        out["calls"].push_back(
            {{"customer", customer}, {"method", method}, {"kind", kind}, {"status", status}, {"count", count}});
    }
    for (const auto& [customer, burst] : reads_) out["customers"][customer]["most_reads_in_10s"] = burst.most;
    for (const auto& [customer, burst] : writes_) out["customers"][customer]["most_writes_in_10s"] = burst.most;
    return out;
}

}  // namespace simulator
