#include "controller/http/url.h"

#include <gtest/gtest.h>

#include "controller/base/error.h"

namespace {

using http::parse_url;

TEST(Url, IsTakenApart) {
    const http::Url url = parse_url("HTTPS://user:p%40ss@Api.Example.COM:8443/a/b%2Fc?x=1&y=%20");
    EXPECT_EQ(url.scheme, "https");
    EXPECT_EQ(url.user_info, "user:p%40ss");
    EXPECT_EQ(url.host, "api.example.com");
    EXPECT_EQ(url.port, 8443);
    EXPECT_EQ(url.path, "/a/b%2Fc");
    EXPECT_EQ(url.query, "x=1&y=%20");
    EXPECT_EQ(url.origin(), "https://api.example.com:8443");
}

TEST(Url, PortComesFromTheScheme) {
    EXPECT_EQ(parse_url("https://a").port, 443);
    EXPECT_EQ(parse_url("http://a").port, 80);
    EXPECT_EQ(parse_url("https://a:443/").origin(), "https://a");
    EXPECT_EQ(parse_url("http://a:443").origin(), "http://a:443");
}

TEST(Url, Ipv6LosesItsBracketsAndGetsThemBack) {
    const http::Url url = parse_url("https://[FD00::1]:6443/x");
    EXPECT_EQ(url.host, "fd00::1");
    EXPECT_EQ(url.port, 6443);
    EXPECT_EQ(url.origin(), "https://[fd00::1]:6443");
    EXPECT_EQ(parse_url("http://[::1]").origin(), "http://[::1]");
}

TEST(Url, PathAndQueryMayBeMissing) {
    EXPECT_EQ(parse_url("https://a").path, "");
    EXPECT_EQ(parse_url("https://a?q").query, "q");
    EXPECT_EQ(parse_url("https://a?q").path, "");
    EXPECT_EQ(parse_url("https://a/?").query, "");
}

TEST(Url, TheLastAtEndsTheUserInfo) {
    EXPECT_EQ(parse_url("http://u:p@q@proxy:3128").host, "proxy");
    EXPECT_EQ(parse_url("http://u:p@q@proxy:3128").user_info, "u:p@q");
}

TEST(Url, WhatIsNoUrlIsRefusedWithoutRepeatingIt) {
    for (const char* text : {"",
                             "api.example.com",
                             "://x",
                             "https://",
                             "https:///path",
                             "https://a:0",
                             "https://a:65536",
                             "https://a:x",
                             "https://a:",
                             "https://a b/",
                             "https://a/\n",
                             "https://[::1",
                             "https://[nonsense]",
                             "https://[::1]x",
                             "https://a/#fragment",
                             "https://a#f",
                             "https://ex\xc3\xa4mple",
                             "ht tp://a",
                             "https://a_b!c",
                             "https://secret-user:secret-pass@host:port"}) {
        try {
            parse_url(text);
            ADD_FAILURE() << "accepted " << text;
        } catch (const base::Error& error) {
            EXPECT_EQ(error.kind(), base::ErrorKind::Config) << text;
            EXPECT_EQ(std::string(error.what()).find("secret"), std::string::npos);
        }
    }
}

TEST(PercentEncoding, OnlyUnreservedCharactersStay) {
    EXPECT_EQ(http::percent_encode("aZ09-._~"), "aZ09-._~");
    EXPECT_EQ(http::percent_encode("a b/c?d&e=f+g%"), "a%20b%2Fc%3Fd%26e%3Df%2Bg%25");
    EXPECT_EQ(http::percent_encode("\xc3\xa4"), "%C3%A4");
}

TEST(PercentEncoding, DecodingUndoesEncoding) {
    std::string every;
    for (int byte = 0; byte < 256; ++byte) every += static_cast<char>(byte);
    EXPECT_EQ(http::percent_decode(http::percent_encode(every)), every);
    EXPECT_EQ(http::percent_decode("%c3%A4+"), "\xc3\xa4+");
}

TEST(PercentEncoding, DamagedTextIsRefused) {
    for (const char* text : {"%", "%1", "%zz", "a%2", "%-1", "%+1", "% 1"}) {
        EXPECT_THROW(http::percent_decode(text), base::Error) << text;
    }
}

TEST(Query, KeepsItsOrderAndEncodesBothSides) {
    EXPECT_EQ(http::format_query({{"b", "1"}, {"a", "x y"}, {"b", "&"}}), "?b=1&a=x%20y&b=%26");
    EXPECT_EQ(http::format_query({}), "");
}

}  // namespace
