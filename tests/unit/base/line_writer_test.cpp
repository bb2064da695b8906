#include "controller/base/line_writer.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <climits>
#include <csignal>
#include <thread>
#include <utility>

namespace {

using namespace std::chrono_literals;

std::string notice(std::uint64_t dropped) { return std::to_string(dropped) + " dropped"; }

// A pipe whose other end is read when the test says so. It holds two pages, and only a whole free one counts as room.
class Pipe {
public:
    Pipe() {
        EXPECT_EQ(pipe2(ends_.data(), O_CLOEXEC), 0);
        capacity_ = static_cast<std::size_t>(fcntl(write_end(), F_SETPIPE_SZ, 2 * PIPE_BUF));
    }
    ~Pipe() {
        close_read_end();
        close(write_end());
    }
    int write_end() const { return ends_[1]; }
    std::size_t capacity() const { return capacity_; }
    void close_read_end() {
        if (ends_[0] >= 0) close(std::exchange(ends_[0], -1));
    }
    // All that is in it now.
    std::string read() const {
        std::string text(capacity_, '\0');
        fcntl(ends_[0], F_SETFL, O_NONBLOCK);
        const auto count = ::read(ends_[0], text.data(), text.size());
        text.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
        return text;
    }

private:
    std::array<int, 2> ends_{};
    std::size_t capacity_ = 0;
};

TEST(LineWriter, LinesComeWhole) {
    const Pipe pipe;
    base::LineWriter writer(pipe.write_end());
    writer.write("one", notice);
    writer.write("two", notice);
    EXPECT_EQ(pipe.read(), "one\ntwo\n");
}

TEST(LineWriter, WhatNobodyReadsIsDroppedAndToldOfLater) {
    const Pipe pipe;
    base::LineWriter writer(pipe.write_end(), 1ms);
    const std::string filling(pipe.capacity() - 1, 'x');
    writer.write(filling, notice);
    for (int i = 0; i < 3; ++i) writer.write("nobody reads this", notice);
    EXPECT_EQ(pipe.read(), filling + "\n");
    writer.write("one", notice);
    writer.write("two", notice);
    EXPECT_EQ(pipe.read(), "3 dropped\none\ntwo\n");
}

TEST(LineWriter, OnlyTheFirstLineIsWaitedFor) {
    const Pipe pipe;
    base::LineWriter writer(pipe.write_end(), 100ms);
    writer.write(std::string(pipe.capacity() - 1, 'x'), notice);
    const auto begun = std::chrono::steady_clock::now();
    for (int i = 0; i < 300; ++i) writer.write("nobody reads this", notice);
    const auto took = std::chrono::steady_clock::now() - begun;
    EXPECT_GE(took, 100ms) << "a reader that is only slow loses nothing";
    EXPECT_LT(took, 15s) << "of the thirty that each line would take";
}

TEST(LineWriter, WhoReadsInTimeLosesNothing) {
    const Pipe pipe;
    base::LineWriter writer(pipe.write_end(), 1min);
    const std::string filling(pipe.capacity() - 1, 'x');
    writer.write(filling, notice);
    std::jthread late([&] { writer.write("late", notice); });
    EXPECT_EQ(pipe.read(), filling + "\n");
    late.join();
    EXPECT_EQ(pipe.read(), "late\n");
}

TEST(LineWriter, ALineThatWasWrittenInPartEndsBeforeTheNext) {
    const Pipe pipe;
    base::LineWriter writer(pipe.write_end(), 1ms);
    writer.write(std::string(pipe.capacity() + 5, 'x'), notice);
    EXPECT_EQ(pipe.read(), std::string(pipe.capacity(), 'x'));
    writer.write("one", notice);
    EXPECT_EQ(pipe.read(), "\n1 dropped\none\n");
    writer.write("two", notice);
    EXPECT_EQ(pipe.read(), "two\n");
}

TEST(LineWriter, AReaderThatIsGoneIsNoError) {
    signal(SIGPIPE, SIG_IGN);
    Pipe pipe;
    base::LineWriter writer(pipe.write_end());
    pipe.close_read_end();
    EXPECT_NO_THROW(writer.write("one", notice));
}

}  // namespace
