#include "controller/kube/dns_name.h"

#include <gtest/gtest.h>

#include <string>

namespace kube::test {
namespace {

const std::string longest_label(63, 'a');

TEST(DnsName, LabelsAreShortLowerAndEndInNoDash) {
    for (const auto& text : {std::string("a"), std::string("0"), std::string("a-1"), longest_label}) {
        EXPECT_TRUE(is_dns_label(text)) << text;
    }
    for (const auto& text : {std::string(), std::string("A"), std::string("-a"), std::string("a-"), std::string("a.b"),
                             std::string("a_b"), std::string("é"), longest_label + "a"}) {
        EXPECT_FALSE(is_dns_label(text)) << text;
    }
}

TEST(DnsName, SubdomainsAreLabelsWithDotsBetweenThem) {
    for (const auto& text : {std::string("a"), std::string("a.b-c.0"), longest_label + "a", std::string(253, 'a')}) {
        EXPECT_TRUE(is_dns_subdomain(text)) << text;
    }
    for (const auto& text : {std::string(), std::string("."), std::string("a."), std::string(".a"), std::string("a..b"),
                             std::string("a.-b"), std::string("a.B"), std::string(254, 'a')}) {
        EXPECT_FALSE(is_dns_subdomain(text)) << text;
    }
}

}  // namespace
}  // namespace kube::test
