#include "controller/http/message.h"

#include <gtest/gtest.h>

#include "controller/base/error.h"
#include "controller/http/body_end.h"

namespace {

http::Response response(int status, http::Headers headers) {
    http::Response reply;
    reply.status = status;
    reply.headers = std::move(headers);
    return reply;
}

TEST(Headers, NamesCompareWithoutCase) {
    const http::Response reply = response(200, {{"Retry-After", "4"}});
    EXPECT_EQ(reply.header("retry-after"), "4");
    EXPECT_EQ(reply.header("RETRY-AFTER"), "4");
    EXPECT_EQ(reply.header("Retry"), "");
    EXPECT_EQ(reply.header("Retry-After-"), "");
}

TEST(BodyEnd, IsKnownFromLengthChunksOrStatus) {
    EXPECT_TRUE(http::says_where_it_ends("GET", response(200, {{"content-length", "3"}})));
    EXPECT_TRUE(http::says_where_it_ends("GET", response(200, {{"transfer-encoding", "chunked"}})));
    EXPECT_TRUE(http::says_where_it_ends("HEAD", response(200, {})));
    EXPECT_TRUE(http::says_where_it_ends("GET", response(204, {})));
    EXPECT_TRUE(http::says_where_it_ends("GET", response(304, {})));
    EXPECT_FALSE(http::says_where_it_ends("GET", response(200, {})));
    EXPECT_FALSE(http::says_where_it_ends("POST", response(500, {})));
}

TEST(Encoding, CompressedBodiesAreRefused) {
    EXPECT_NO_THROW(http::refuse_encoded(response(200, {})));
    EXPECT_NO_THROW(http::refuse_encoded(response(200, {{"Content-Encoding", "Identity"}})));
    EXPECT_THROW(http::refuse_encoded(response(200, {{"Content-Encoding", "gzip"}})), base::Error);
}

}  // namespace
