#include "controller/base/line_writer.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>

namespace base {

void LineWriter::write(std::string_view line, const Notice& notice) {
    const MutexLock lock(mutex_);
    if (dropped_ > 0 && put(notice(dropped_))) dropped_ = 0;
    if (dropped_ > 0 || !put(line)) ++dropped_;
}

// In pieces that fit into the room that a pipe has when it says that it has any: a larger one would be waited for.
bool LineWriter::put(std::string_view line) {
    const auto until = Instant::clock::now() + (dropped_ > 0 ? Duration::zero() : patience_);
    std::string whole = torn_ ? "\n" : "";
    whole.append(line) += '\n';
    std::string_view rest = whole;
    while (!rest.empty()) {
        if (!wait_for_room(until)) {
            torn_ = torn_ || rest.size() < whole.size();
            return false;
        }
        const ssize_t written = ::write(descriptor_, rest.data(), std::min<std::size_t>(rest.size(), PIPE_BUF));
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return true;  // nobody is left to tell
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
    torn_ = false;
    return true;
}

// True as well where the file is broken: the write says how.
bool LineWriter::wait_for_room(Instant until) const {
    while (true) {
        pollfd room{descriptor_, POLLOUT, 0};
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Instant::clock::now());
        const int ready = ::poll(&room, 1, std::max(0, static_cast<int>(left.count())));
        if (ready >= 0 || errno != EINTR) return ready != 0;
    }
}

}  // namespace base
