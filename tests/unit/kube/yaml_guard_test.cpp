#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "controller/kube/yaml_guard.h"
#include "tests/unit/kube/support.h"

namespace kube::test {
namespace {

using base::ErrorKind;
using nlohmann::json;

std::string refusal(const std::string& text) {
    const auto error = error_of([&] { yaml_to_json(text, "f.yaml"); });
    EXPECT_EQ(error.kind(), ErrorKind::Config);
    return error.what();
}

TEST(YamlGuard, PlainScalarsHaveTypesAndQuotedOnesAreStrings) {
    const auto read =
        yaml_to_json("{a: true, b: 'true', c: 12, d: \"12\", e: 1.5, f: ~, g: null, h: , i: no, j: 0x10}", "f");
    EXPECT_EQ(
        read,
        json::parse(R"({"a":true,"b":"true","c":12,"d":"12","e":1.5,"f":null,"g":null,"h":null,"i":"no","j":"0x10"})"));
}

TEST(YamlGuard, NestedListsAndMapsKeepTheirShape) {
    EXPECT_EQ(yaml_to_json("a:\n- b: [1, x]\n- {}\n", "f"), json::parse(R"({"a":[{"b":[1,"x"]},{}]})"));
}

TEST(YamlGuard, AnEmptyDocumentIsNull) { EXPECT_TRUE(yaml_to_json("", "f").is_null()); }

TEST(YamlGuard, AliasesThatMultiplyMeetTheNodeBudget) {
    std::string bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n";
    for (char name = 'b'; name <= 'h'; ++name) {
        const std::string before(1, static_cast<char>(name - 1));
        bomb += std::string(1, name) + ": &" + name + " [";
        for (int i = 0; i < 9; ++i) bomb += (i == 0 ? "*" : ", *") + before;
        bomb += "]\n";
    }
    EXPECT_NE(refusal(bomb).find("more than 100000 nodes"), std::string::npos);
}

TEST(YamlGuard, ANodeThatHoldsItselfMeetsTheDepthCap) {
    EXPECT_NE(refusal("&x [*x]").find("nested deeper than 100"), std::string::npos);
}

TEST(YamlGuard, DeepNestingIsRefusedWithoutAnEndlessStack) {
    EXPECT_FALSE(refusal(std::string(300, '[') + std::string(300, ']')).empty());
    EXPECT_FALSE(refusal(std::string(200'000, '[')).empty());
    EXPECT_FALSE(refusal(std::string(200'000, '{')).empty());
}

TEST(YamlGuard, TextOverOneMebibyteIsRefused) {
    EXPECT_NE(refusal("a: " + std::string(std::size_t{1} << 20, 'x')).find("larger than 1048576"), std::string::npos);
}

TEST(YamlGuard, DuplicateKeysAreRefusedWithTheirPath) {
    EXPECT_NE(refusal("users:\n- user: {token: a, token: b}\n").find("users[0].user.token: the key is there twice"),
              std::string::npos);
}

TEST(YamlGuard, MergeKeysAndStructuredKeysAreRefused) {
    EXPECT_NE(refusal("a: &a {b: c}\nd: {<<: *a}\n").find("merge keys"), std::string::npos);
    EXPECT_NE(refusal("{[a, b]: c}").find("no scalar"), std::string::npos);
}

TEST(YamlGuard, LongKeysAreCutInMessagesAndCostNoTime) {
    std::string text = "? \"" + std::string(500'000, 'k') + "\"\n: [";
    for (int i = 0; i < 90'000; ++i) text += "x,";
    EXPECT_EQ(yaml_to_json(text + "]", "f").begin()->size(), 90'000U);
    EXPECT_LT(refusal(text + "{a: 1, a: 2}]").size(), 300U);
}

TEST(YamlGuard, SyntaxErrorsNameFileAndLineAndQuoteNothing) {
    const auto text = refusal("a: b\ntoken: [\"s3cr3t\"}\n");
    EXPECT_NE(text.find("f.yaml: line"), std::string::npos) << text;
    EXPECT_EQ(text.find("s3cr3t"), std::string::npos) << text;
}

}  // namespace
}  // namespace kube::test
