#pragma once

#include <string>
#include <vector>

namespace wire {

struct KeyPair {
    std::string cert_pem;
    std::string key_pem;
};

struct LeafOptions {
    std::string common_name = "leaf";
    std::vector<std::string> alternative_names{"IP:127.0.0.1"};  // as OpenSSL writes them: "DNS:x", "IP:1.2.3.4"
    bool for_client = false;
    unsigned int rsa_bits = 0;  // of an RSA key; 0 for P-256
};

// A certificate authority that lives for one test.
class Authority {
public:
    explicit Authority(const std::string& name);
    const std::string& cert_pem() const { return own_.cert_pem; }
    KeyPair issue(const LeafOptions& options) const;

private:
    std::string name_;
    KeyPair own_;
};

}  // namespace wire
