#include "tests/zpa_simulator/assertion.h"

#include <memory>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <nlohmann/json.hpp>

#include "tests/zpa_simulator/text.h"

namespace simulator {

using nlohmann::json;

namespace {

constexpr auto audience = "https://api.zscaler.com";
constexpr int smallest_key = 2048;

using Pkey = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

Pkey read_public_key(const std::string& pem) {
    const auto bio = [&] {
        return std::unique_ptr<BIO, decltype(&BIO_free_all)>(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())),
                                                             BIO_free_all);
    };
    if (auto* key = PEM_read_bio_PUBKEY(bio().get(), nullptr, nullptr, nullptr)) return {key, EVP_PKEY_free};
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(
        PEM_read_bio_X509(bio().get(), nullptr, nullptr, nullptr), X509_free);
    return {certificate ? X509_get_pubkey(certificate.get()) : nullptr, EVP_PKEY_free};
}

bool is_signed(EVP_PKEY* key, const std::string& content, const std::string& signature) {
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    const auto* bytes = reinterpret_cast<const unsigned char*>(signature.data());
    const auto* text = reinterpret_cast<const unsigned char*>(content.data());
    return EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
           EVP_DigestVerify(context.get(), bytes, signature.size(), text, content.size()) == 1;
}

bool has_text(const json& object, const char* name, const std::string& wanted) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() && found->get_ref<const std::string&>() == wanted;
}

bool names_audience(const json& claims) {
    const auto found = claims.find("aud");
    if (found == claims.end()) return false;
    if (!found->is_array()) return has_text(claims, "aud", audience);
    return std::find(found->begin(), found->end(), json(audience)) != found->end();
}

}  // namespace

std::string fault_of_assertion(const std::string& assertion, const std::string& client, const std::string& public_key,
                               std::int64_t now) {
    const auto first = assertion.find('.');
    const auto second = assertion.rfind('.');
    if (first == std::string::npos || second == first) return "the assertion is not a JWT";
    const auto content = assertion.substr(0, second);
    const auto header = json::parse(from_base64(content.substr(0, first)).value_or(""), nullptr, false);
    const auto claims = json::parse(from_base64(content.substr(first + 1)).value_or(""), nullptr, false);
    const auto signature = from_base64(assertion.substr(second + 1));
    if (!header.is_object() || !claims.is_object() || !signature) return "the assertion is not a JWT";
    if (!has_text(header, "alg", "RS256")) return "alg must be RS256";
    if (!has_text(claims, "iss", client)) return "iss must be the client id";
    if (!has_text(claims, "sub", client)) return "sub must be the client id";
    if (!names_audience(claims)) return "aud must be " + std::string(audience);
    const auto expiry = claims.find("exp");
    if (expiry == claims.end() || !expiry->is_number()) return "exp is missing";
    if (expiry->get<double>() <= static_cast<double>(now)) return "the assertion has expired";
    if (expiry->get<double>() > static_cast<double>(now + 86'400)) return "exp is too far ahead";
    const auto key = read_public_key(public_key);
    if (!key) return "the client has no public key";
    if (EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_RSA) return "the client's key is not RSA";
    if (EVP_PKEY_get_bits(key.get()) < smallest_key) return "the client's key is shorter than 2048 bits";
    if (!is_signed(key.get(), content, *signature)) return "the signature is wrong";
    return "";
}

}  // namespace simulator
