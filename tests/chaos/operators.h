#pragma once

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tests/chaos/diary.h"
#include "tests/chaos/times.h"
#include "tests/scenario/harness/api_proxy.h"
#include "tests/scenario/harness/operator_process.h"
#include "tests/scenario/harness/temporary_folder.h"
#include "tests/scenario/harness/zpa_proxy.h"

namespace chaos {

// One run of the program, from its start to its end.
struct Life {
    int seat = 0;
    Micros from = 0;
    Micros to = 0;  // 0: it still runs
    std::string end;
};

// While a process stood still.
struct Freeze {
    int seat = 0;
    Micros from = 0;
    Micros to = 0;
};

// Two seats at one lease, each with its own ways to the API server and to ZPA; whoever ends is started again, as a
// kubelet would. The second one's clock is minutes fast. Threads: the one that made it.
class Operators {
public:
    static constexpr int kSeats = 2;

    // `group` is the label's value of the tenants they serve and the lease's name.
    // `program` is the build to attack; "" for the tests' own.
    Operators(const scenario::Zpa& zpa, std::string group, const Times& times, Diary& diary, std::string program);
    ~Operators();

    scenario::ApiProxy& api(int seat) { return seats_.at(static_cast<std::size_t>(seat)).api; }
    const scenario::ApiProxy& api(int seat) const { return seats_.at(static_cast<std::size_t>(seat)).api; }
    // The seat whose calls come from that address; -1 for anybody else.
    int seat_of(const std::string& source) const;
    // Who holds the lease now, as the API server has it; -1 for nobody.
    int holder() const;

    void start_missing();
    bool kill(int seat);  // false where nothing runs
    void terminate(int seat);
    // What is done `meanwhile` it finds when it is woken.
    void freeze(int seat, std::chrono::milliseconds span, const std::function<void()>& meanwhile = {});
    void rotate_token() const;  // both read it from a file; any thread
    void end_all();             // by SIGTERM

    const std::vector<Life>& lives() const { return lives_; }
    const std::vector<Freeze>& freezes() const { return freezes_; }
    // Ends of the program that speak against it (crash.h), with its last lines.
    const std::vector<std::string>& crashes() const { return crashes_; }
    // All that the seat's lives wrote which have ended.
    std::string everything_written(int seat) const;
    std::string last_words(int seat) const;
    std::string everything_shown();  // metrics, command lines and environments of those that run

private:
    struct Seat {
        explicit Seat(const scenario::Zpa& where);
        scenario::ApiProxy api;
        scenario::ZpaProxy zpa;
        std::unique_ptr<scenario::OperatorProcess> process;
    };

    void start(int seat);
    void bury(int seat, const std::string& how);
    std::string log_of(int seat) const;
    void write_token() const;

    const std::string group_, program_;
    const Times times_;
    Diary& diary_;
    scenario::TemporaryFolder folder_;
    std::array<Seat, kSeats> seats_;
    std::vector<Life> lives_;
    std::vector<Freeze> freezes_;
    std::vector<std::string> crashes_;
};

}  // namespace chaos
