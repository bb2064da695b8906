// Whether a run proves anything.
#include "tests/chaos/result.h"

#include <gmock/gmock.h>

namespace chaos {

using testing::HasSubstr;
using testing::Pair;
using testing::UnorderedElementsAre;

const std::vector<std::string> kSteps = {"before the POST", "after the POST"};

RunResult good_result(int kills) {
    RunResult result;
    result.kills = kills;
    result.keys = 1;
    result.steps = {{"before the POST", 1}, {"after the POST", 1}};
    return result;
}

TEST(Result, OfAGoodRunProvesSomething) { EXPECT_EQ(proves_nothing(1, good_result(1000), kSteps), ""); }

TEST(Result, OfNoRunProvesNothing) { EXPECT_THAT(proves_nothing(0, {}, kSteps), HasSubstr("no world")); }

TEST(Result, WithoutAKeyProvesNothing) {
    auto result = good_result(50);
    result.keys = 0;
    EXPECT_THAT(proves_nothing(1, result, kSteps), HasSubstr("no key"));
}

TEST(Result, OfManyKillsProvesNothingOfAStepThatWasNeverMet) {
    auto result = good_result(500);
    result.steps.erase("after the POST");
    EXPECT_THAT(proves_nothing(1, result, kSteps), HasSubstr("nobody was held after the POST"));
    result.kills = 499;
    EXPECT_EQ(proves_nothing(1, result, kSteps), "") << "chance may leave it out";
}

TEST(Result, CountsStepsAndWhatCameToNothingFromTheDiary) {
    RunResult result;
    result.count_diary({{1, "a person deletes a/b"},
                        {2, std::string("  plant Secret") + kCameToNothing + "it exists"},
                        {3, std::string("  plant Secret") + kCameToNothing + "it exists"},
                        {4, std::string(kHeld) + "before the POST"}});
    EXPECT_THAT(result.nothing, UnorderedElementsAre(Pair("plant Secret", 2)));
    EXPECT_THAT(result.steps, UnorderedElementsAre(Pair("before the POST", 1)));
}

TEST(Result, IsSummedUp) {
    auto all = good_result(7);
    auto other = good_result(5);
    other.excuses["late key"] = 2;
    other.nothing["copy"] = 3;
    all.add(other);
    EXPECT_EQ(all.kills, 12);
    EXPECT_EQ(all.keys, 2);
    EXPECT_EQ(all.steps.at("after the POST"), 2);
    EXPECT_EQ(all.excuses.at("late key"), 2);
    EXPECT_EQ(all.nothing.at("copy"), 3);
}

TEST(Journal, IsNoBookWithoutItsBeginning) {
    std::vector<simulator::Entry> journal(2);
    journal[0].number = 1;
    EXPECT_NO_THROW(demand_whole(journal));
    journal[0].number = 2;
    EXPECT_THROW(demand_whole(journal), std::runtime_error);
    EXPECT_THROW(demand_whole({}), std::runtime_error);
}

}  // namespace chaos
