#include "tests/chaos/diary.h"

#include <chrono>

namespace chaos {

Micros now_micros() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
}

void Diary::note(std::string text) {
    const std::lock_guard lock(mutex_);
    lines_.push_back({now_micros(), std::move(text)});
}

std::vector<Diary::Line> Diary::lines() const {
    const std::lock_guard lock(mutex_);
    return lines_;
}

}  // namespace chaos
