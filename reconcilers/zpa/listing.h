#pragma once

#include <algorithm>
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
#include "controller/base/memory.h"
#include "controller/base/redaction.h"
#include "reconcilers/zpa/client.h"
#include "reconcilers/zpa/misfits.h"

namespace zpa {

// The most that a whole list may have; ten thousand keys are some 10 MB. Whoever answers at a tenant's URL, the
// operator's memory is everybody's.
inline constexpr std::size_t kMostListedRows = 100'000;
inline constexpr std::size_t kMostListedBytes = std::size_t{64} << 20;

// Reads one list of ZPA whole, page by page, one reader at a time. Where a page cannot be had (no permit, no
// connection) the pages so far are kept for a while and the next call goes on. Pages that do not fit together
// (another total, too few rows or too many, a row twice) are thrown away and read anew, three times at most; then the
// list rests for a while (Misfits), and the last whole one stays what is known.
//
// A list that has waited for its permits long enough goes before all other work until it is whole: whatever the rush,
// the picture never grows old without end.
template <typename T>
class Listing {
public:
    using Fetch = std::function<Page<T>(int page, Permit permit, std::stop_token stop)>;
    using Publish = std::function<void(std::vector<T> rows, base::Instant asked_at)>;

    Listing(std::string name, Fetch fetch, RateBudget& budget, const base::Clock& clock)
        : name_(std::move(name)), fetch_(std::move(fetch)), budget_(budget), clock_(clock) {}

    // Publishes one complete list, or throws: TooManyRequests "ListInProgress" where somebody else reads (told a delay
    // that grows with the crowd), "ListMoved" and later "ListBroken" where its pages do not come to rest; Protocol
    // where it is too large.
    void read(Urgency urgency, std::stop_token stop, const Publish& publish) {
        const Turn turn(*this);
        misfits_.demand_pause_over(clock_.now());
        if (partial_ && clock_.now() - partial_->asked_at > kTooOld) partial_.reset();
        while (!partial_ || !partial_->complete()) {
            Permit permit = take_permit(urgency);
            if (!partial_) partial_ = Partial{clock_.now()};
            auto page = fetch_(partial_->next_page, std::move(permit), stop);
            if (!partial_->has_room_for(page)) give_up();
            if (const auto misfit = partial_->add(std::move(page)); !misfit.empty()) start_anew(misfit);
        }
        rereads_ = 0;
        misfits_.over();
        waiting_since_.reset();
        const auto rows = partial_->rows.size();
        publish_whole(*std::exchange(partial_, std::nullopt), publish);
        base::return_free_memory_after(rows);
    }

private:
    static constexpr std::chrono::minutes kTooOld{2};
    static constexpr int kMaxRereads = 3;

    static constexpr std::chrono::seconds kPatience{20};

    class Turn {
    public:
        explicit Turn(Listing& listing) : listing_(listing) {
            if (!listing_.reading_.exchange(true)) return;
            const int crowd = std::min(500, listing_.turned_away_++);
            throw base::Error(base::ErrorKind::TooManyRequests, "the " + listing_.name_ + " is being read")
                .with_reason("ListInProgress")
                .with_retry_after(std::chrono::milliseconds(50 + 5 * crowd));
        }
        ~Turn() {
            listing_.turned_away_ = 0;
            listing_.reading_ = false;
        }
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;

    private:
        Listing& listing_;
    };

    Permit take_permit(Urgency urgency) {
        const base::Duration waited = waiting_since_ ? clock_.now() - *waiting_since_ : base::Duration::zero();
        const bool preferred = waited >= kPatience;
        try {
            return budget_.take(CallClass::Read, preferred ? Urgency::Overdue : urgency, name_);
        } catch (const base::Error& error) {
            if (!waiting_since_) waiting_since_ = clock_.now();
            const auto until_preferred = std::chrono::ceil<std::chrono::milliseconds>(kPatience - waited);
            if (preferred || error.retry_after() <= until_preferred) throw;
            throw error.with_retry_after(until_preferred);
        }
    }

    struct Partial {
        base::Instant asked_at{};
        int next_page = 1;
        int total_pages = 0;
        std::int64_t total_count = -1;
        std::vector<T> rows{};
        std::unordered_set<std::string> ids{};
        std::size_t bytes = 0;

        bool complete() const { return next_page > 1 && next_page > total_pages; }

        bool has_room_for(const Page<T>& page) const {
            return rows.size() + page.items.size() <= kMostListedRows && bytes + page.bytes <= kMostListedBytes;
        }

        // What does not fit to the pages before it, as a part of a sentence about the list; "" where all does.
        std::string add(Page<T> page) {
            if (next_page == 1) {
                total_pages = page.total_pages;
                total_count = page.total_count;
            } else if (page.total_pages != total_pages || page.total_count != total_count) {
                return "its page " + std::to_string(next_page) + " tells another total than its first page";
            }
            ++next_page;
            bytes += page.bytes;
            for (T& row : page.items) {
                if (!ids.insert(row.id).second) return "it shows id " + base::redaction().redact(row.id) + " twice";
                rows.push_back(std::move(row));
            }
            if (!complete() || total_count < 0 || static_cast<std::int64_t>(rows.size()) == total_count) return "";
            return "it tells a total of " + std::to_string(total_count) + " and has " + std::to_string(rows.size());
        }
    };

    static void publish_whole(Partial whole, const Publish& publish) { publish(std::move(whole.rows), whole.asked_at); }

    void start_anew(const std::string& misfit) {
        const bool one_page = partial_->total_pages <= 1;
        partial_.reset();
        if (rereads_++ < kMaxRereads) return;
        rereads_ = 0;
        waiting_since_.reset();  // or a list that never fits would go before all other work for ever
        misfits_.once_more("the " + name_ + " does not hold together, read " + std::to_string(1 + kMaxRereads) +
                               " times in a row: " + misfit,
                           one_page, clock_.now());
    }

    [[noreturn]] void give_up() {
        partial_.reset();
        rereads_ = 0;
        throw base::Error(base::ErrorKind::Protocol, "the " + name_ + " has more than " +
                                                         std::to_string(kMostListedRows) + " rows or " +
                                                         std::to_string(kMostListedBytes >> 20) + " MiB");
    }

    const std::string name_;  // also its owner in the budget's queue
    const Fetch fetch_;
    RateBudget& budget_;
    const base::Clock& clock_;
    std::atomic<bool> reading_ = false;
    std::atomic<int> turned_away_ = 0;  // while somebody reads
    // All below belong to the reader.
    std::optional<base::Instant> waiting_since_;  // when this list was first refused a permit
    std::optional<Partial> partial_;
    int rereads_ = 0;
    Misfits misfits_;
};

}  // namespace zpa
