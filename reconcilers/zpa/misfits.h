#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "controller/base/clock.h"
#include "controller/base/error.h"

namespace zpa {

// How often in a row one list did not hold together, however often it was read anew, and what its askers are told: the
// same for a while, so that such a list does not eat up the organisation's calls. It is Error(TooManyRequests,
// "ListMoved"), and "ListBroken" when it has been so for too long: three times for a list of one page, which cannot
// change while it is read, ten times for a longer one, which does while many keys are made. Threads: one at a time.
class Misfits {
public:
    // Throws what was said last, as long as its pause lasts.
    void demand_pause_over(base::Instant now) const;
    // Throws. `what` names the list and says what does not fit.
    [[noreturn]] void once_more(const std::string& what, bool one_page, base::Instant now);
    void over();

private:
    static constexpr int kTooOften = 3;
    static constexpr int kTooOftenInPages = 10;
    static constexpr std::chrono::seconds kFirstPause{5};
    static constexpr std::chrono::seconds kLongestPause{20};

    int times_ = 0;
    base::Instant pause_ends_{};
    std::optional<base::Error> last_;
};

// A list of ZPA's that is not believed; the next reading may be.
bool is_misfit(const base::Error& error);
// For so long that people have to know.
bool is_lasting_misfit(const base::Error& error);

}  // namespace zpa
