#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "controller/base/clock.h"
#include "controller/base/error.h"
#include "reconcilers/zpa/client.h"

namespace zpa {

// Reads one list of ZPA whole, page by page, one reader at a time. Where a page cannot be had (no permit, no
// connection) the pages so far are kept for a while and the next call goes on. Pages that do not fit together
// (another total, too few rows, a row twice) are thrown away and read anew, three times at most.
template <typename T>
class Listing {
public:
    using Fetch = std::function<Page<T>(int page, Permit permit, std::stop_token stop)>;
    using Publish = std::function<void(std::vector<T> rows, base::Instant asked_at)>;

    Listing(std::string name, Fetch fetch, RateBudget& budget, const base::Clock& clock)
        : name_(std::move(name)), fetch_(std::move(fetch)), budget_(budget), clock_(clock) {}

    // Publishes one complete list, or throws: TooManyRequests "ListInProgress" where somebody else reads.
    void read(Urgency urgency, std::stop_token stop, const Publish& publish) {
        const Turn turn(reading_, name_);
        if (partial_ && clock_.now() - partial_->asked_at > kTooOld) partial_.reset();
        while (!partial_ || !partial_->complete()) {
            Permit permit = budget_.take(CallClass::Read, urgency, name_);
            if (!partial_) partial_ = Partial{clock_.now()};
            if (!partial_->add(fetch_(partial_->next_page, std::move(permit), stop))) start_anew();
        }
        const Partial whole = *std::exchange(partial_, std::nullopt);
        rereads_ = 0;
        publish(whole.rows, whole.asked_at);
    }

private:
    static constexpr std::chrono::minutes kTooOld{2};
    static constexpr int kMaxRereads = 3;

    class Turn {
    public:
        Turn(std::atomic<bool>& reading, const std::string& name) : reading_(reading) {
            if (!reading_.exchange(true)) return;
            throw base::Error(base::ErrorKind::TooManyRequests, "the " + name + " is being read")
                .with_reason("ListInProgress")
                .with_retry_after(std::chrono::milliseconds(50));
        }
        ~Turn() { reading_ = false; }
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;

    private:
        std::atomic<bool>& reading_;
    };

    struct Partial {
        base::Instant asked_at{};
        int next_page = 1;
        int total_pages = 0;
        std::int64_t total_count = -1;
        std::vector<T> rows{};
        std::unordered_set<std::string> ids{};

        bool complete() const { return next_page > 1 && next_page > total_pages; }

        // false where the page does not fit to those before it.
        bool add(Page<T> page) {
            if (next_page == 1) {
                total_pages = page.total_pages;
                total_count = page.total_count;
            } else if (page.total_pages != total_pages || page.total_count != total_count) {
                return false;
            }
            ++next_page;
            for (T& row : page.items) {
                if (!ids.insert(row.id).second) return false;
                rows.push_back(std::move(row));
            }
            return !complete() || total_count < 0 || static_cast<std::int64_t>(rows.size()) == total_count;
        }
    };

    void start_anew() {
        partial_.reset();
        if (rereads_++ < kMaxRereads) return;
        rereads_ = 0;
        throw base::Error(base::ErrorKind::Protocol, "the pages of the " + name_ + " do not fit together");
    }

    const std::string name_;  // also its owner in the budget's queue
    const Fetch fetch_;
    RateBudget& budget_;
    const base::Clock& clock_;
    std::atomic<bool> reading_ = false;
    // Both belong to the reader.
    std::optional<Partial> partial_;
    int rereads_ = 0;
};

}  // namespace zpa
