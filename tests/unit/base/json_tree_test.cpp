#include "controller/base/json_tree.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "controller/base/error.h"

namespace {

using base::JsonRules;
using base::read_json;
using nlohmann::json;

constexpr JsonRules::Member kSecret{"meta", "secret"};

std::string problem_of(const std::string& text, const JsonRules& rules) {
    try {
        read_json(text, "reply", rules);
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), base::ErrorKind::Protocol);
        return error.what();
    }
    return "";
}

TEST(JsonTree, ReadsWhatNlohmannReads) {
    for (
        const char* text :
        {R"({"a":[1,-2,3.5,true,null,"x\u00e9",[],{}],"b":{"c":{"d":[{"e":1},{"f":[[2]]}]}},"n":18446744073709551615})",
         "7", "[]", R"({"a":1,"a":[2]})"}) {
        EXPECT_EQ(read_json(text, "t", {100, 100}), json::parse(text)) << text;
    }
}

TEST(JsonTree, GarbageNamesThePlaceAndQuotesNothing) {
    EXPECT_EQ(problem_of(R"({"token":"s3cr3t",)", {9, 9}), "reply: not JSON at byte 19");
    EXPECT_EQ(problem_of("", {9, 9}), "reply: not JSON at byte 1");
    EXPECT_EQ(problem_of("{} {}", {9, 9}), "reply: not JSON at byte 4");
}

TEST(JsonTree, DepthAndCountAreCapped) {
    EXPECT_EQ(problem_of("[[[1]]]", {3, 4}), "");
    EXPECT_EQ(problem_of("[[[[]]]]", {3, 9}), "reply: nested deeper than 3");
    EXPECT_EQ(problem_of("[[[1,2]]]", {3, 4}), "reply: more than 4 values");
}

TEST(JsonTree, WhatIsLeftOutIsCountedAllTheSame) {
    const JsonRules rules{4, 6, kSecret};
    EXPECT_EQ(read_json(R"({"meta":{"secret":[{"a":1}],"b":2}})", "t", rules), json::parse(R"({"meta":{"b":2}})"));
    EXPECT_EQ(read_json(R"({"meta":{"secret":null}})", "t", rules), json::parse(R"({"meta":{}})"));
    EXPECT_EQ(read_json(R"([{"meta":{"secret":1}}])", "t", rules), json::parse(R"([{"meta":{}}])"));
    const char* elsewhere = R"({"secret":1,"meta":[{"secret":2}]})";
    EXPECT_EQ(read_json(elsewhere, "t", rules), json::parse(elsewhere));
    EXPECT_EQ(problem_of(R"({"meta":{"secret":[1,2,3,4]}})", rules), "reply: more than 6 values");
}

TEST(JsonTree, WhatIsLeftOutMayBeOfAnyDepth) {
    const JsonRules rules{4, 200'000, kSecret};
    const auto deep = [](const std::string& beside) {
        return R"({"meta":{"secret":)" + std::string(100'000, '[') + std::string(100'000, ']') + beside + "}}";
    };
    EXPECT_EQ(read_json(deep(R"(,"b":[[2]])"), "t", rules), json::parse(R"({"meta":{"b":[[2]]}})"));
    EXPECT_EQ(problem_of(deep(R"(,"b":[[[]]])"), rules), "reply: nested deeper than 4");
    EXPECT_EQ(read_json(R"([[{"meta":{"secret":{}}}]])", "t", rules), json::parse(R"([[{"meta":{}}]])"));
}

TEST(JsonTree, RowsAreHandedOverAndNotBuilt) {
    json rows = json::array();
    const JsonRules rules{5, 5, std::nullopt, JsonRules::Rows{"list", [&](const json& row) { rows.push_back(row); }}};
    EXPECT_EQ(read_json(R"({"list":[{"a":1},2,{"list":[{}]}],"rest":[{}]})", "t", rules),
              json::parse(R"({"list":[2],"rest":[{}]})"));
    EXPECT_EQ(rows, json::parse(R"([{"a":1},{"list":[{}]}])"));
    rows.clear();
    EXPECT_EQ(read_json(R"([{"a":1},[{}]])", "t", rules), json::parse("[[{}]]"));
    EXPECT_EQ(rows, json::parse(R"([{"a":1}])"));
}

TEST(JsonTree, EachRowIsCountedByItself) {
    std::size_t count = 0;
    const JsonRules rules{5, 3, std::nullopt, JsonRules::Rows{"list", [&](const json&) { ++count; }}};
    EXPECT_EQ(problem_of(R"([{"a":1,"b":2},{"a":1,"b":2},{"a":1,"b":2},1,2])", rules), "");
    EXPECT_EQ(count, 3U);
    EXPECT_EQ(problem_of(R"([{"a":1,"b":2,"c":3}])", rules), "reply: more than 3 values");
    EXPECT_EQ(problem_of(R"([{},1,{},2,{},3])", rules), "reply: more than 3 values");
}

TEST(JsonTree, WhatTheTakerThrowsPassesThrough) {
    const JsonRules rules{5, 5, std::nullopt,
                          JsonRules::Rows{"list", [](const json&) { throw std::out_of_range("enough"); }}};
    EXPECT_THROW(read_json("[{}]", "t", rules), std::out_of_range);
}

TEST(JsonTree, InvalidUtf8IsReplacedOnTheWayOut) {
    EXPECT_EQ(base::dump_json(json{{"a", "x\xFFy"}}), "{\"a\":\"x\xEF\xBF\xBDy\"}");
}

}  // namespace
