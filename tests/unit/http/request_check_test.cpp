#include "controller/http/request_check.h"

#include <gtest/gtest.h>

#include "controller/base/error.h"

namespace {

http::Request request(std::string method, std::string target, http::Headers headers = {}) {
    http::Request result;
    result.method = std::move(method);
    result.target = std::move(target);
    result.headers = std::move(headers);
    return result;
}

TEST(RequestCheck, OrdinaryRequestsPass) {
    EXPECT_NO_THROW(check_request(request("GET", "/")));
    EXPECT_NO_THROW(check_request(request("PATCH", "/a%20b?x=1&y=a:b@c/d?e", {{"Content-Type", "a/b; c=\"d\""}})));
}

TEST(RequestCheck, NothingCanSmuggleASecondRequest) {
    for (const http::Request& bad : {request("GE T", "/"),
                                     request("", "/"),
                                     request("GET\r\n", "/"),
                                     request("GET", ""),
                                     request("GET", "a"),
                                     request("GET", "//other.host/"),
                                     request("GET", "/a b"),
                                     request("GET", "/a\r\nX: y"),
                                     request("GET", "/a#b"),
                                     request("GET", "/a?b=[secret]"),
                                     request("GET", "/a?b=secret|c"),
                                     request("GET", "/a%2?secret"),
                                     request("GET", "/a\\secret"),
                                     request("GET", "/\xc3\xa4"),
                                     request("GET", "/", {{"A", "secret\r\nB: c"}}),
                                     request("GET", "/", {{"A:", "b"}}),
                                     request("GET", "/", {{"", "b"}}),
                                     request("GET", "/", {{"A", std::string("secret\0", 7)}}),
                                     request("GET", "/", {{"host", "other"}}),
                                     request("POST", "/", {{"content-length", "1"}}),
                                     request("POST", "/", {{"Transfer-Encoding", "chunked"}}),
                                     request("GET", "/", {{"Connection", "close"}})}) {
        try {
            check_request(bad);
            ADD_FAILURE() << bad.method << " " << bad.target;
        } catch (const base::Error& error) {
            EXPECT_EQ(error.kind(), base::ErrorKind::Invalid);
            EXPECT_EQ(std::string(error.what()).find("secret"), std::string::npos);
        }
    }
}

TEST(RequestCheck, DescriptionsLeaveTheQueryOut) {
    EXPECT_EQ(describe(request("GET", "/a/b?token=x"), "https://h"), "GET https://h/a/b");
}

TEST(RequestCheck, OnlyIdempotentMethodsAreRepeatable) {
    for (const char* method : {"GET", "HEAD", "PUT", "DELETE"}) EXPECT_TRUE(http::is_repeatable(method));
    for (const char* method : {"POST", "PATCH", "get"}) EXPECT_FALSE(http::is_repeatable(method));
}

}  // namespace
