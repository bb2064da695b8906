#include <memory>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "tests/zpa_simulator/certificates.h"
#include "tests/zpa_simulator/tests/harness.h"
#include "tests/zpa_simulator/text.h"

namespace simulator {

namespace {

using nlohmann::json;

struct Rsa {
    explicit Rsa(unsigned bits) : key(EVP_RSA_gen(bits), EVP_PKEY_free) {}

    [[nodiscard]] std::string public_pem() const {
        const std::unique_ptr<BIO, decltype(&BIO_free_all)> bio(BIO_new(BIO_s_mem()), BIO_free_all);
        PEM_write_bio_PUBKEY(bio.get(), key.get());
        std::string out(BIO_ctrl_pending(bio.get()), '\0');
        BIO_read(bio.get(), out.data(), static_cast<int>(out.size()));
        return out;
    }
    [[nodiscard]] std::string sign(const std::string& text) const {
        const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
        const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
        std::size_t size = 0;
        EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get());
        EVP_DigestSign(context.get(), nullptr, &size, bytes, text.size());
        std::string out(size, '\0');
        EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(out.data()), &size, bytes, text.size());
        out.resize(size);
        return out;
    }
    std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key;
};

const Rsa& good_key() {
    static const Rsa key(2048);
    return key;
}

class Assertion : public Harness {
public:
    Assertion() {
        claims = {{"iss", default_client},
                  {"sub", default_client},
                  {"aud", "https://api.zscaler.com"},
                  {"exp", zpa.clock.seconds() + 600}};
        give_client(good_key().public_pem());
    }

    void give_client(const std::string& pem) {
        auto client = zpa.state.client(default_client).value();
        client.public_key = pem;
        zpa.state.put_client(client);
    }

    Answer present(const Rsa& key = good_key()) {
        const auto content = base64url(header.dump()) + "." + base64url(claims.dump());
        return sign_in({{"client_secret", ""},
                        {"client_assertion", content + "." + base64url(key.sign(content))},
                        {"client_assertion_type", assertion_type}});
    }

    void refused(const std::string& why) {
        const auto answer = present();
        EXPECT_EQ(answer.status, 400);
        EXPECT_EQ(answer.json()["error"], "invalid_client");
        EXPECT_EQ(answer.json()["error_description"], why);
    }

    json header{{"alg", "RS256"}, {"typ", "JWT"}};
    json claims;
    std::string assertion_type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
};

TEST_F(Assertion, SignedByTheClientsKeyOpens) { EXPECT_EQ(present().status, 200); }

TEST_F(Assertion, AudienceMayBeAList) {
    claims["aud"] = {"other", "https://api.zscaler.com"};
    EXPECT_EQ(present().status, 200);
}

TEST_F(Assertion, ForTheTokenUrlIsRefused) {
    claims["aud"] = "https://acme.zslogin.net/oauth2/v1/token";
    refused("aud must be https://api.zscaler.com");
}

TEST_F(Assertion, OfAnotherIssuerIsRefused) {
    claims["iss"] = "somebody";
    refused("iss must be the client id");
}

TEST_F(Assertion, OfAnotherSubjectIsRefused) {
    claims["sub"] = "somebody";
    refused("sub must be the client id");
}

TEST_F(Assertion, ThatExpiredIsRefused) {
    claims["exp"] = zpa.clock.seconds();
    refused("the assertion has expired");
}

TEST_F(Assertion, WithoutExpiryIsRefused) {
    claims.erase("exp");
    refused("exp is missing");
}

TEST_F(Assertion, ThatLastsForDaysIsRefused) {
    claims["exp"] = zpa.clock.seconds() + 200'000;
    refused("exp is too far ahead");
}

TEST_F(Assertion, OfAnotherAlgorithmIsRefused) {
    header["alg"] = "none";
    refused("alg must be RS256");
}

TEST_F(Assertion, SignedByAnotherKeyIsRefused) {
    static const Rsa other(2048);
    EXPECT_EQ(present(other).json()["error_description"], "the signature is wrong");
}

TEST_F(Assertion, OfAShortKeyIsRefused) {
    give_client(Rsa(1024).public_pem());
    refused("the client's key is shorter than 2048 bits");
}

TEST_F(Assertion, OfAClientWithoutKeyIsRefused) {
    give_client("");
    refused("the client has no public key");
}

TEST_F(Assertion, OfAClientWhoseKeyIsNotRsaIsRefused) {
    give_client(make_authority("not RSA").certificate);
    refused("the client's key is not RSA");
}

TEST_F(Assertion, WithoutItsTypeIsRefused) {
    assertion_type = "jwt";
    refused("client_assertion_type is wrong");
}

TEST_F(Assertion, ThatIsNoJwtIsRefused) {
    EXPECT_EQ(sign_in({{"client_secret", ""}, {"client_assertion", "a.b.c"}, {"client_assertion_type", assertion_type}})
                  .json()["error_description"],
              "the assertion is not a JWT");
}

}  // namespace

}  // namespace simulator
