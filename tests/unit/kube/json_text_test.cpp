#include "controller/kube/json_text.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "controller/kube/base64.h"
#include "tests/unit/kube/support.h"

namespace kube::test {
namespace {

using nlohmann::json;

TEST(JsonText, ReadsWhatNlohmannReads) {
    const std::string text =
        R"({"a":[1,-2,3.5,true,null,"x\u00e9",[],{}],"b":{"c":{"d":[{"e":1},{"f":[[2]]}]}},"n":18446744073709551615})";
    EXPECT_EQ(parse_json(text, "t"), json::parse(text));
    EXPECT_EQ(parse_json("7", "t"), json(7));
}

TEST(JsonText, ManagedFieldsAreLeftOutOfMetadataOnly) {
    const auto read = parse_json(
        R"({"metadata":{"managedFields":[{"fieldsV1":{"f:a":{"x":[1]}}}],"name":"n"},"items":[{"metadata":{"managedFields":[],"uid":"u"}}],)"
        R"("data":{"managedFields":"kept"},"managedFields":1})",
        "t");
    EXPECT_EQ(
        read,
        json::parse(R"({"metadata":{"name":"n"},"items":[{"metadata":{"uid":"u"}}],"data":{"managedFields":"kept"},)"
                    R"("managedFields":1})"));
}

TEST(JsonText, AScalarManagedFieldsIsLeftOutToo) {
    EXPECT_EQ(parse_json(R"({"metadata":{"managedFields":null,"a":1}})", "t"), json::parse(R"({"metadata":{"a":1}})"));
}

TEST(JsonText, ManagedFieldsMayBeOfAnyDepth) {
    const auto deep = std::string(200'000, '[') + std::string(200'000, ']');
    EXPECT_EQ(parse_json(R"({"metadata":{"managedFields":)" + deep + R"(,"a":1}})", "t"),
              json::parse(R"({"metadata":{"a":1}})"));
}

TEST(JsonText, GarbageNamesThePlaceAndQuotesNothing) {
    const auto error = error_of([] { parse_json(R"({"token":"s3cr3t",)", "reply"); });
    EXPECT_EQ(error.kind(), base::ErrorKind::Protocol);
    EXPECT_EQ(std::string(error.what()).find("reply: not JSON at byte"), 0u) << error.what();
    EXPECT_EQ(std::string(error.what()).find("s3cr3t"), std::string::npos);
    EXPECT_THROW(parse_json("", "t"), base::Error);
    EXPECT_THROW(parse_json("{} {}", "t"), base::Error);
}

TEST(JsonText, DepthAndCountAreCapped) {
    EXPECT_NO_THROW(parse_json(std::string(100, '[') + std::string(100, ']'), "t"));
    const auto deep = error_of([] { parse_json(std::string(101, '[') + std::string(101, ']'), "t"); });
    EXPECT_NE(std::string(deep.what()).find("nested deeper than 100"), std::string::npos) << deep.what();
    std::string many = R"({"metadata":{"managedFields":[1)";
    for (int i = 0; i < 2'000'000; ++i) many += ",1";
    const auto wide = error_of([&] { parse_json(many + "]}}", "t"); });
    EXPECT_NE(std::string(wide.what()).find("more than 2000000 values"), std::string::npos) << wide.what();
}

TEST(JsonText, MissingPlacesReadAsEmpty) {
    const auto object = json::parse(R"({"a":"x","b":{"c":1}})");
    EXPECT_EQ(text_at(object, "a"), "x");
    EXPECT_EQ(text_at(object, "b"), "");
    EXPECT_EQ(text_at(json(3), "a"), "");
    EXPECT_EQ(value_at(value_at(object, "b"), "c"), json(1));
    EXPECT_TRUE(value_at(object, "z").is_null());
}

TEST(Base64, RoundTripsEveryLength) {
    std::string bytes;
    for (int i = 0; i < 300; ++i) {
        EXPECT_EQ(base64_decode(base64_encode(bytes)), bytes) << i;
        bytes += static_cast<char>(i * 7);
    }
    EXPECT_EQ(base64_encode("key"), "a2V5");
    EXPECT_EQ(base64_encode("keys"), "a2V5cw==");
}

TEST(Base64, LineBreaksAreIgnoredAndGarbageIsRefused) {
    EXPECT_EQ(base64_decode("a2V5\ncw==\n"), "keys");
    for (const auto* bad : {"a2V5c", "a2V5cw=", "a2V5cw===", "a2=5", "a2V5cw==a2V5", "a 2V", "====", "=", "a2V$"}) {
        EXPECT_FALSE(base64_decode(bad)) << bad;
    }
}

}  // namespace
}  // namespace kube::test
