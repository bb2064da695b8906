#include "reconcilers/zpa/models.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "reconcilers/zpa/fingerprint.h"
#include "tests/unit/zpa/support.h"

namespace zpa_test {
namespace {

using nlohmann::json;

json recorded_key() {
    return json::parse(R"({"id":"58001","modifiedTime":"1773000026","creationTime":"1773000025",
        "modifiedBy":"216190000000000009","name":"edge-a","usageCount":"1","maxUsage":"2",
        "zcomponentId":"216190000000000101","enabled":true,"zcomponentName":"edge group","exportable":true,
        "readOnly":false,"zscalerManaged":false,"enrollmentCertId":"7003","enrollmentCertName":"Connector",
        "provisioningKey":"3|api.private.zscaler.com|QUFB-216190000000000777"})");
}

TEST(ParseKey, reads_a_key_as_it_was_recorded) {
    const zpa::Key key = zpa::parse_key(recorded_key());
    EXPECT_EQ(key.id, "58001");
    EXPECT_EQ(key.name, "edge-a");
    EXPECT_EQ(key.creation_time, 1773000025);
    EXPECT_EQ(key.modified_time, 1773000026);
    EXPECT_EQ(key.usage_count, 1);
    EXPECT_EQ(key.max_usage, 2);
    EXPECT_EQ(key.group_id, "216190000000000101");
    EXPECT_EQ(key.group_name, "edge group");
    EXPECT_EQ(key.enrollment_cert_id, "7003");
    EXPECT_EQ(key.enrollment_cert_name, "Connector");
    EXPECT_TRUE(key.enabled);
    EXPECT_TRUE(key.exportable);
    EXPECT_EQ(key.value_fingerprint, zpa::fingerprint("3|api.private.zscaler.com|QUFB-216190000000000777"));
    EXPECT_EQ(key.microtenant_id, "");
}

TEST(ParseKey, takes_numbers_for_numeric_strings) {
    json object = recorded_key();
    object["maxUsage"] = 2;
    object["usageCount"] = 1;
    object["creationTime"] = 1773000025;
    object["modifiedTime"] = 1773000026.0;
    object["id"] = 58001;
    EXPECT_EQ(zpa::parse_key(object), zpa::parse_key(recorded_key()));
}

TEST(ParseKey, takes_a_time_that_no_clock_can_hold_for_none) {
    json object = recorded_key();
    for (const char* time : {"1773000025000", "9000000001", "-1", "9223372036854775807"}) {
        object["creationTime"] = object["modifiedTime"] = time;
        EXPECT_EQ(zpa::parse_key(object).creation_time, 0) << time;
        EXPECT_EQ(zpa::parse_key(object).modified_time, 0) << time;
    }
    object["creationTime"] = "9000000000";
    EXPECT_EQ(zpa::parse_key(object).creation_time, 9000000000);
}

TEST(ParseKey, takes_missing_and_null_for_the_default) {
    const zpa::Key key = zpa::parse_key(json::parse(R"({"id":"1","name":null,"enabled":null,"maxUsage":""})"));
    EXPECT_EQ(key.name, "");
    EXPECT_TRUE(key.enabled);
    EXPECT_TRUE(key.exportable);
    EXPECT_FALSE(key.read_only);
    EXPECT_EQ(key.max_usage, 0);
    EXPECT_TRUE(key.ip_acl.empty());
    EXPECT_EQ(key.value_fingerprint, "");
}

TEST(ParseKey, takes_booleans_written_as_text) {
    const zpa::Key key = zpa::parse_key(json::parse(R"({"id":"1","exportable":"false","enabled":"true"})"));
    EXPECT_FALSE(key.exportable);
    EXPECT_TRUE(key.enabled);
}

TEST(ParseKey, keeps_every_digit_of_an_id_beyond_53_bits) {
    EXPECT_EQ(zpa::parse_key(json::parse(R"({"id":216196257331281921})")).id, "216196257331281921");
    EXPECT_EQ(zpa::parse_key(json::parse(R"({"id":18446744073709551615})")).id, "18446744073709551615");
}

TEST(ParseKey, refuses_an_id_that_went_through_floating_point) {
    for (const char* text :
         {R"({"id":2.16196257331281921e17})", R"({"id":99999999999999999999999})", R"({"id":1.0})"}) {
        EXPECT_EQ(error_of([&] { zpa::parse_key(json::parse(text)); }).kind(), ErrorKind::Protocol) << text;
    }
}

TEST(ParseKey, refuses_an_object_without_an_id) {
    for (const char* text : {R"({"name":"a"})", R"({"id":""})", R"({"id":null})", R"({"id":true})", "[]", "7"}) {
        EXPECT_EQ(error_of([&] { zpa::parse_key(json::parse(text)); }).kind(), ErrorKind::Protocol) << text;
    }
}

TEST(ParseKey, refuses_a_count_that_is_not_a_number_and_does_not_quote_it) {
    for (const char* text : {R"({"id":"1","usageCount":"canary9"})", R"({"id":"1","usageCount":1.5})",
                             R"({"id":"1","usageCount":{}})", R"({"id":"1","usageCount":"99999999999999999999"})"}) {
        const base::Error error = error_of([&] { zpa::parse_key(json::parse(text)); });
        EXPECT_EQ(error.kind(), ErrorKind::Protocol);
        EXPECT_EQ(std::string(error.what()), "field usageCount is not a whole number");
    }
}

TEST(ParseKey, refuses_a_name_longer_than_the_cap) {
    const json object = {{"id", "1"}, {"name", std::string(4097, 'a')}};
    EXPECT_EQ(error_of([&] { zpa::parse_key(object); }).kind(), ErrorKind::Protocol);
    EXPECT_NO_THROW(zpa::parse_key({{"id", "1"}, {"name", std::string(4096, 'a')}}));
}

TEST(ParseKey, reads_ip_acl_as_a_list_or_as_one_text) {
    EXPECT_EQ(zpa::parse_key(json::parse(R"({"id":"1","ipAcl":["10.0.0.0/8","::1"]})")).ip_acl,
              (std::vector<std::string>{"10.0.0.0/8", "::1"}));
    EXPECT_EQ(zpa::parse_key(json::parse(R"({"id":"1","ipAcl":"10.0.0.1"})")).ip_acl,
              (std::vector<std::string>{"10.0.0.1"}));
    EXPECT_EQ(error_of([] { zpa::parse_key(json::parse(R"({"id":"1","ipAcl":[7]})")); }).kind(), ErrorKind::Protocol);
}

TEST(ParseKey, takes_microtenant_zero_for_the_default_one) {
    EXPECT_EQ(zpa::parse_key(json::parse(R"({"id":"1","microtenantId":"0"})")).microtenant_id, "");
    EXPECT_EQ(zpa::parse_key(json::parse(R"({"id":"1","microtenantId":"72"})")).microtenant_id, "72");
}

TEST(ParseKeyDetail, keeps_everything_but_the_value_in_raw) {
    json object = recorded_key();
    object["futureField"] = {{"deep", {1, 2}}};
    const zpa::KeyDetail detail = zpa::parse_key_detail(object);
    EXPECT_EQ(detail.value, "3|api.private.zscaler.com|QUFB-216190000000000777");
    EXPECT_EQ(detail.raw.find("QUFB"), std::string::npos);
    object.erase("provisioningKey");
    EXPECT_EQ(json::parse(detail.raw), object);
}

TEST(ParseKeyDetail, undoes_escapes_in_raw_so_that_a_put_does_not_double_them) {
    const zpa::KeyDetail detail = zpa::parse_key_detail(json::parse(R"({"id":"1","name":"a &amp; b"})"));
    EXPECT_EQ(detail.key.name, "a & b");
    EXPECT_EQ(json::parse(detail.raw)["name"], "a & b");
}

TEST(ParseKeyDetail, takes_an_empty_value_for_a_hidden_one) {
    const zpa::KeyDetail detail = zpa::parse_key_detail(json::parse(R"({"id":"1","provisioningKey":""})"));
    EXPECT_EQ(detail.value, "");
    EXPECT_EQ(detail.key.value_fingerprint, "");
}

TEST(ParseOthers, read_groups_certificates_and_components) {
    const zpa::Group group = zpa::parse_group(json::parse(R"({"id":216190000000000101,"name":"R&amp;D"})"));
    EXPECT_EQ(group.id, "216190000000000101");
    EXPECT_EQ(group.name, "R&D");
    const auto certificate =
        zpa::parse_certificate(json::parse(R"({"id":"7003","name":"Connector","privateKeyPresent":true})"));
    EXPECT_TRUE(certificate.private_key_present);
    const auto component = zpa::parse_component(
        json::parse(R"({"id":"9","name":"edge-a-1","provisioningKeyId":"58001","creationTime":"1773000101"})"));
    EXPECT_EQ(component.provisioning_key_id, "58001");
    EXPECT_EQ(component.creation_time, 1773000101);
    EXPECT_EQ(error_of([] { zpa::parse_component(json::parse("{}")); }).kind(), ErrorKind::Protocol);
}

TEST(Fingerprint, is_the_start_of_sha256) {
    EXPECT_EQ(zpa::fingerprint("abc"), "sha256:ba7816bf8f01cfea");
    EXPECT_EQ(zpa::fingerprint(""), "sha256:e3b0c44298fc1c14");
}

struct Escaped {
    const char* text;
    const char* plain;
    friend std::ostream& operator<<(std::ostream& out, const Escaped& escaped) { return out << name_of(escaped.text); }
};
class UnescapeHtml : public ::testing::TestWithParam<Escaped> {};
TEST_P(UnescapeHtml, gives_the_plain_text) { EXPECT_EQ(zpa::unescape_html(GetParam().text), GetParam().plain); }
INSTANTIATE_TEST_SUITE_P(Names, UnescapeHtml,
                         ::testing::Values(Escaped{"plain", "plain"}, Escaped{"a&#x2a;b", "a*b"},
                                           Escaped{"a&#42;b", "a*b"}, Escaped{"R&amp;D", "R&D"},
                                           Escaped{"&lt;&gt;&quot;&apos;&#39;", "<>\"''"},
                                           Escaped{"Z&uuml;rich", "Zürich"}, Escaped{"&euro;&hellip;", "€…"},
                                           Escaped{"&#x1F600;", "\xF0\x9F\x98\x80"}, Escaped{"a&amp;amp;b", "a&b"},
                                           Escaped{"a&amp;amp;amp;b", "a&amp;b"}, Escaped{"a & b; c", "a & b; c"},
                                           Escaped{"&", "&"}, Escaped{"&;", "&;"}, Escaped{"&nosuch;", "&nosuch;"},
                                           Escaped{"&#0;", "&#0;"}, Escaped{"&#xD800;", "&#xD800;"},
                                           Escaped{"&#x110000;", "&#x110000;"},
                                           Escaped{"&#99999999999;", "&#99999999999;"}, Escaped{"&#x;", "&#x;"}));

TEST(FoldCase, folds_ascii_letters_only) { EXPECT_EQ(zpa::fold_case("Edge-A_Ü9"), "edge-a_Ü9"); }

TEST(AssociationTypes, are_read_back_from_their_names) {
    for (const auto type : zpa::kAssociationTypes) EXPECT_EQ(zpa::parse_association_type(zpa::to_string(type)), type);
    EXPECT_EQ(zpa::parse_association_type("connector_grp"), std::nullopt);
    EXPECT_EQ(zpa::to_string(zpa::AssociationType::NetworkAssistantGroup), "NP_ASSISTANT_GRP");
}

TEST(AssociationTypes, only_two_have_lists_and_default_certificates) {
    int with_lists = 0;
    for (const auto type : zpa::kAssociationTypes) {
        with_lists += zpa::has_group_list(type) ? 1 : 0;
        EXPECT_EQ(zpa::default_certificate_name(type).empty(), !zpa::has_group_list(type));
    }
    EXPECT_EQ(with_lists, 2);
    EXPECT_EQ(zpa::default_certificate_name(zpa::AssociationType::ServiceEdgeGroup), "Service Edge");
}

TEST(ListedKey, one_odd_row_is_known_by_its_id_and_name_and_no_more) {
    const auto bare =
        zpa::parse_listed_key({{"id", "5"}, {"name", "R&amp;D"}, {"maxUsage", "2"}, {"ipAcl", {{"odd", true}}}});
    EXPECT_EQ(bare.id, "5");
    EXPECT_EQ(bare.name, "R&D");
    EXPECT_EQ(bare.max_usage, 0);
    EXPECT_EQ(zpa::parse_listed_key({{"id", "5"}, {"name", {1}}}).name, "");
    EXPECT_EQ(zpa::parse_listed_key({{"id", "5"}, {"name", std::string(5000, 'x')}}).id, "5");
    EXPECT_EQ(error_of([] { zpa::parse_listed_key({{"name", "a"}}); }).kind(), ErrorKind::Protocol);
}

}  // namespace
}  // namespace zpa_test
