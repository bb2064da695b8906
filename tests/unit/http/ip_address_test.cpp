#include "controller/http/ip_address.h"

#include <gtest/gtest.h>

#include <string>

namespace {

using http::parse_ip;

TEST(IpAddress, AMappedOneIsTheIpv4Address) {
    EXPECT_EQ(parse_ip("::ffff:192.0.2.1"), parse_ip("192.0.2.1"));
    EXPECT_EQ(parse_ip("192.0.2.1")->bits, 32);
    EXPECT_EQ(parse_ip("2001:db8::1")->bits, 128);
    EXPECT_NE(parse_ip("2001:db8::1"), parse_ip("2001:db8::2"));
}

TEST(IpAddress, LoopbackIsANetworkInIpv4AndOneAddressInIpv6) {
    for (const char* text : {"127.0.0.1", "127.255.0.9", "::1", "::ffff:127.0.0.1"}) {
        EXPECT_TRUE(parse_ip(text)->is_loopback()) << text;
    }
    for (const char* text : {"128.0.0.1", "::2", "::", "0.0.0.0"}) {
        EXPECT_FALSE(parse_ip(text)->is_loopback()) << text;
    }
}

TEST(IpAddress, NothingHidesBehindOne) {
    using namespace std::string_literals;
    EXPECT_TRUE(parse_ip("192.0.2.1"));
    for (const auto& text : {"192.0.2.1\0.example"s, "192.0.2.1 "s, "192.0.2"s, "[::1]"s, "host"s, ""s}) {
        EXPECT_FALSE(parse_ip(text)) << text;
    }
}

}  // namespace
