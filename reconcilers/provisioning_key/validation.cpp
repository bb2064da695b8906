#include "reconcilers/provisioning_key/validation.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace provisioning_key {

namespace {

bool is_id(const std::string& text) {
    return !text.empty() && text.size() <= 20 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<std::string> check_reference(const char* field, const std::optional<Reference>& reference) {
    if (!reference) return std::nullopt;
    if (reference->id.empty() == reference->name.empty()) {
        return fmt::format("spec.{}: exactly one of id and name is needed", field);
    }
    if (!reference->id.empty() && !is_id(reference->id)) {
        return fmt::format("spec.{}.id \"{}\" must be decimal digits, as ZPA shows it", field, reference->id);
    }
    return std::nullopt;
}

std::optional<std::string> check_creatable(const Spec& spec) {
    if (spec.observes() || (spec.adopt && !spec.adopt->id.empty())) return std::nullopt;
    if (!spec.max_usage) return "spec.maxUsage is required, except with managementPolicy Observe or adopt.id";
    if (!spec.group) return "spec.group is required, except with managementPolicy Observe or adopt.id";
    if (zpa::has_group_list(*spec.association_type)) return std::nullopt;
    if (spec.group->id.empty()) {
        return fmt::format("spec.group: for {} the API has no list of groups, give group.id", spec.association_type_text);
    }
    if (!spec.enrollment_cert) {
        return fmt::format("spec.enrollmentCert is required for {}, which has no default certificate",
                           spec.association_type_text);
    }
    return std::nullopt;
}

std::optional<std::string> check_addresses(const Spec& spec) {
    for (const auto& address : spec.ip_acl.value_or(std::vector<std::string>{})) {
        if (!canonical_address(address)) {
            return fmt::format("spec.ipAcl \"{}\" must be an IPv4 or IPv6 address or a CIDR range, such as 192.0.2.0/24",
                               address);
        }
    }
    return std::nullopt;
}

}  // namespace

std::optional<std::string> find_mistake(const Spec& spec) {
    if (!spec.association_type) {
        return fmt::format("spec.associationType \"{}\" is not known; use CONNECTOR_GRP or SERVICE_EDGE_GRP",
                           spec.association_type_text);
    }
    if (spec.max_usage && (*spec.max_usage < 1 || *spec.max_usage > 2147483647)) {
        return fmt::format("spec.maxUsage {} must be between 1 and 2147483647", *spec.max_usage);
    }
    if (spec.adopt && spec.adopt->id.empty() != spec.adopt->by_name) {
        return "spec.adopt: exactly one of id and byName is needed";
    }
    if (spec.secret.entries.contains(spec.secret.key)) {
        return fmt::format("spec.secret.template may not have an entry \"{}\", the value itself is kept there",
                           spec.secret.key);
    }
    for (const auto& found : {check_reference("group", spec.group), check_reference("enrollmentCert", spec.enrollment_cert),
                              check_creatable(spec), check_addresses(spec)}) {
        if (found) return found;
    }
    return std::nullopt;
}

std::optional<std::string> canonical_address(const std::string& text) {
    const auto slash = text.find('/');
    const auto address = text.substr(0, slash);
    std::array<unsigned char, 16> bytes{};
    const int family = address.find(':') == std::string::npos ? AF_INET : AF_INET6;
    if (inet_pton(family, address.c_str(), bytes.data()) != 1) return std::nullopt;
    const int bits = family == AF_INET ? 32 : 128;
    int prefix = bits;
    if (slash != std::string::npos) {
        const char* begin = text.data() + slash + 1;
        const char* end = text.data() + text.size();
        const auto [rest, error] = std::from_chars(begin, end, prefix);
        if (error != std::errc{} || rest != end || prefix < 0 || prefix > bits) return std::nullopt;
    }
    std::array<char, INET6_ADDRSTRLEN> printed{};
    inet_ntop(family, bytes.data(), printed.data(), printed.size());
    return prefix == bits ? std::string(printed.data()) : fmt::format("{}/{}", printed.data(), prefix);
}

}  // namespace provisioning_key
