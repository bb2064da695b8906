#include "tests/zpa_simulator/state_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <mutex>
#include <sstream>
#include <stdexcept>

namespace simulator {

StateFile::StateFile(State& state, std::string path) : state_(state), path_(std::move(path)) {
    load();
    thread_ = std::jthread([this](const std::stop_token& stop) {
        std::mutex mutex;
        std::condition_variable_any never;
        std::unique_lock lock(mutex);
        while (!stop.stop_requested()) {
            never.wait_for(lock, stop, std::chrono::seconds(1), [] { return false; });
            if (state_.changes() != saved_) save();
        }
    });
}

StateFile::~StateFile() {
    thread_.request_stop();
    thread_.join();
    save();
}

void StateFile::load() {
    std::ifstream in(path_);
    if (!in) {
        if (errno == ENOENT) return;
        throw std::runtime_error("cannot read the state file " + path_ + ": " + std::strerror(errno));
    }
    try {
        state_.load(nlohmann::json::parse(in));
    } catch (const nlohmann::json::exception& error) {
        throw std::runtime_error("the state file " + path_ + " is not one of ours: " + error.what());
    }
    saved_ = state_.changes();
}

void StateFile::save() {
    const auto changes = state_.changes();
    const auto text = state_.saved().dump();
    const auto beside = path_ + ".new";
    const int file = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
    bool good = file >= 0;
    for (std::size_t done = 0; good && done < text.size();) {
        const auto count = ::write(file, text.data() + done, text.size() - done);
        good = count > 0;
        if (good) done += static_cast<std::size_t>(count);
    }
    if (file >= 0) good = ::close(file) == 0 && good;
    if (!good || std::rename(beside.c_str(), path_.c_str()) != 0) {
        std::cerr << "cannot write the state file " << path_ << ": " << std::strerror(errno) << '\n';
        return;
    }
    saved_ = changes;
}

}  // namespace simulator
