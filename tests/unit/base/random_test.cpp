#include "controller/base/random.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/fakes/fake_random.h"

namespace {

class Extreme final : public base::Random {
public:
    explicit Extreme(std::uint64_t value) : value_(value) {}
    std::uint64_t next() override { return value_; }

private:
    const std::uint64_t value_;
};

TEST(Random, UnitIsNeverOne) {
    EXPECT_LT(Extreme(~std::uint64_t{0}).unit(), 1.0);
    EXPECT_EQ(Extreme(0).unit(), 0.0);
}

TEST(Random, NamesAreOfLowerCaseLettersAndDigits) {
    fakes::FakeRandom random;
    const std::string text = random.alphanumeric(2000);
    EXPECT_EQ(text.size(), 2000u);
    EXPECT_EQ(text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789"), std::string::npos);
    EXPECT_EQ(std::set<char>(text.begin(), text.end()).size(), 36u);
}

TEST(Random, TheSystemsNamesDoNotRepeat) {
    std::set<std::string> names;
    for (int i = 0; i < 1000; ++i) names.insert(base::system_random().alphanumeric(10));
    EXPECT_EQ(names.size(), 1000u);
}

}  // namespace
