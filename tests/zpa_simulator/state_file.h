#pragma once

#include <condition_variable>
#include <string>
#include <thread>

#include "tests/zpa_simulator/state.h"

namespace simulator {

// Keeps a State in a file: read when it is made, written whole (to a neighbour, then renamed; readable by the owner
// alone, since it holds values and secrets) at most a second after a change and when it ends. Throws std::runtime_error
// when the file is there but cannot be read; later failures to write are told on standard error.
class StateFile {
public:
    StateFile(State& state, std::string path);
    ~StateFile();
    StateFile(const StateFile&) = delete;
    StateFile& operator=(const StateFile&) = delete;

private:
    void load();
    void save();

    State& state_;
    const std::string path_;
    std::uint64_t saved_ = 0;
    std::jthread thread_;
};

}  // namespace simulator
