#pragma once

#include <cstddef>
#include <string>

namespace provisioning_key {

// How texts may look: the patterns and lengths of crds/provisioningkeys.yaml and of Kubernetes' words (its names:
// kube/dns_name.h). Pure.

std::size_t length_of(const std::string& text);  // in characters, as the API server counts, not in bytes

bool is_id(const std::string& text);          // ZPA's: decimal digits, at most 20
bool is_zpa_name(const std::string& text);    // letters, digits, '.', '_', '-', blanks inside
bool is_entry_name(const std::string& text);  // an entry of a Secret
bool is_label_value(const std::string& text);
// Keys of labels and annotations: [DNS prefix/]name. Annotations' prefixes may have capitals.
enum class Case { Lower, Any };
bool is_qualified_name(const std::string& text, Case prefix);

}  // namespace provisioning_key
