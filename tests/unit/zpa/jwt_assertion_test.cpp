#include "reconcilers/zpa/jwt_assertion.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <vector>

#include "tests/unit/zpa/rsa.h"
#include "tests/unit/zpa/support.h"

namespace zpa_test {
namespace {

std::vector<unsigned char> decode(std::string text) {
    for (char& c : text) c = c == '-' ? '+' : c == '_' ? '/' : c;
    std::size_t padding = 0;
    for (; text.size() % 4 != 0; ++padding) text += '=';
    std::vector<unsigned char> out(text.size());
    const int size =
        EVP_DecodeBlock(out.data(), reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
    EXPECT_GE(size, 0);
    out.resize(static_cast<std::size_t>(size) - padding);
    return out;
}

nlohmann::json decode_json(const std::string& part) {
    const auto bytes = decode(part);
    return nlohmann::json::parse(bytes.begin(), bytes.end());
}

struct Parts {
    std::string header, claims, signature;
};
Parts split(const std::string& jwt) {
    const std::size_t first = jwt.find('.');
    const std::size_t second = jwt.find('.', first + 1);
    EXPECT_EQ(jwt.find('.', second + 1), std::string::npos);
    return {jwt.substr(0, first), jwt.substr(first + 1, second - first - 1), jwt.substr(second + 1)};
}

bool verifies(const std::string& jwt, EVP_PKEY* key) {
    const Parts parts = split(jwt);
    const std::string data = parts.header + "." + parts.claims;
    const auto signature = decode(parts.signature);
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key);
    return EVP_DigestVerify(context.get(), signature.data(), signature.size(),
                            reinterpret_cast<const unsigned char*>(data.data()), data.size()) == 1;
}

TEST(JwtAssertion, is_verified_by_the_public_key_whatever_form_the_private_one_has) {
    fakes::FakeClock clock;
    for (const std::string& pem : {pkcs8(rsa_2048()), pkcs1(rsa_2048())}) {
        const std::string jwt = zpa::JwtAssertion("client-id", pem).sign(clock.wall());
        EXPECT_TRUE(verifies(jwt, rsa_2048().get()));
        EXPECT_FALSE(verifies(jwt, make_rsa(2048).get()));
    }
}

TEST(JwtAssertion, says_who_for_whom_and_until_when_and_nothing_more) {
    fakes::FakeClock clock;
    const Parts parts = split(zpa::JwtAssertion("client-id", pkcs8(rsa_2048())).sign(clock.wall()));
    EXPECT_EQ(decode_json(parts.header), nlohmann::json::parse(R"({"alg":"RS256","typ":"JWT"})"));
    EXPECT_EQ(decode_json(parts.claims),
              nlohmann::json::parse(R"({"iss":"client-id","sub":"client-id","aud":"https://api.zscaler.com",
                                        "exp":1767323645})"));
}

TEST(JwtAssertion, uses_the_url_alphabet_without_padding) {
    fakes::FakeClock clock;
    const std::string jwt = zpa::JwtAssertion("client-id?>", pkcs8(rsa_2048())).sign(clock.wall());
    EXPECT_EQ(jwt.find_first_of("+/="), std::string::npos);
}

TEST(JwtAssertion, refuses_keys_that_zidentity_would_not_take) {
    const Pkey curve(EVP_EC_gen("P-256"), &EVP_PKEY_free);
    const std::vector<std::string> bad = {"",
                                          "canary",
                                          "-----BEGIN PRIVATE KEY-----\ncanary\n-----END PRIVATE KEY-----\n",
                                          public_pem(rsa_2048()),
                                          encrypted(rsa_2048()),
                                          pkcs8(curve),
                                          pkcs8(make_rsa(1024))};
    for (const std::string& pem : bad) {
        const base::Error error = error_of([&] { zpa::JwtAssertion("client-id", pem); });
        EXPECT_EQ(error.kind(), ErrorKind::Config);
        const std::string sentence = error.what();
        EXPECT_EQ(sentence.find("ZSCALER_PRIVATE_KEY"), 0U) << sentence;
        EXPECT_EQ(sentence.find("canary"), std::string::npos);
    }
}

}  // namespace
}  // namespace zpa_test
