#pragma once

#include <stop_token>

#include "tests/zpa_simulator/simulator.h"

namespace simulator {

// One call of ZPA from its arrival to its reply: who may, what goes wrong before, the limit, the resource itself, what
// goes wrong after, the headers, the journal.
class Exchange {
public:
    Exchange(Simulator& simulator, const Call& call, const std::stop_token& stop);
    [[nodiscard]] Reply run();

private:
    [[nodiscard]] std::optional<Reply> refuse_caller();
    [[nodiscard]] std::optional<Reply> refuse_by_limit();
    [[nodiscard]] std::optional<Reply> struck(bool committed, const Reply& reply);
    [[nodiscard]] Reply serve();
    [[nodiscard]] Reply serve_resource();
    void add_headers(Reply& reply) const;
    void record(const Reply& reply);

    Simulator& simulator_;
    const Call& call_;
    const std::stop_token& stop_;
    const Route route_;
    const Behaviour behaviour_;
    Entry entry_;
    std::string actor_;
};

}  // namespace simulator
