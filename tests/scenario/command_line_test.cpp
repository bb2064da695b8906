// What the program says to whoever only tries it. Needs no cluster.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scenario/harness/command.h"

namespace scenario {

using testing::HasSubstr;
using testing::MatchesRegex;

CommandResult call(std::vector<std::string> arguments) { return run_to_end("zpa-operator", std::move(arguments), {}); }

TEST(CommandLine, TheVersionIsSaidHoweverItIsAsked) {
    for (const auto* word : {"--version", "version"}) {
        const auto said = call({word});
        EXPECT_EQ(said.exit_code, 0) << said.all();
        EXPECT_THAT(said.output, MatchesRegex("zpa-operator [0-9]+\\.[0-9]+\\.[0-9]+\n")) << word;
        EXPECT_EQ(said.errors, "");
    }
}

TEST(CommandLine, AWordThatIsNoCommandIsNamedWithThoseThatAre) {
    const auto said = call({"foo"});
    EXPECT_EQ(said.exit_code, 2);
    EXPECT_THAT(said.errors, HasSubstr("there is no command foo; zpa-operator has run, export, version"));
}

TEST(CommandLine, WithoutACommandItExplainsItself) {
    const auto said = call({});
    EXPECT_EQ(said.exit_code, 2);
    EXPECT_EQ(said.output, "");
    EXPECT_THAT(said.errors, HasSubstr("Usage: zpa-operator"));
}

}  // namespace scenario
