// YAML of any kind comes to JSON within the caps or to an error, and JSON that is written as YAML comes back.
#include "controller/kube/yaml_guard.h"

#include <nlohmann/json.hpp>

#include "controller/base/utf8.h"
#include "controller/kube/yaml_text.h"
#include "tests/fuzz/fuzz.h"

namespace {

using nlohmann::json;

int depth_of(const json& value) {
    int deepest = 0;
    if (value.is_structured()) {
        for (const auto& item : value) deepest = std::max(deepest, depth_of(item));
    }
    return 1 + deepest;
}

std::size_t count_of(const json& value) {
    std::size_t count = 1;
    if (value.is_structured()) {
        for (const auto& item : value) count += count_of(item);
    }
    return count;
}

bool is_utf8(const std::string& text) {
    std::string again;
    for (const char32_t code : base::decode_utf8(text)) base::append_utf8(again, code);
    return again == text;
}

// Merge keys are refused however they are written, yaml-cpp takes no simple key beyond 1024 characters and lets through
// what is no UTF-8, and neither our manifests nor kubeconfigs have floating point numbers.
bool is_ours_to_write(const json& value) {
    if (value.is_number_float()) return false;
    if (value.is_string()) return is_utf8(value.get_ref<const std::string&>());
    if (!value.is_structured()) return true;
    for (const auto& [key, item] : value.items()) {
        if (key == "<<" || key.size() > 250 || !is_utf8(key) || !is_ours_to_write(item)) return false;
    }
    return true;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = fuzz::Input(data, size).rest();
    fuzz::error_of(
        [&] {
            const auto read = kube::yaml_to_json(text, "file");
            fuzz::must(depth_of(read) <= 101 && count_of(read) <= 100'000, "the caps are kept");
            if (!is_ours_to_write(read)) return;
            const auto written = kube::to_yaml(read);
            fuzz::must(kube::yaml_to_json(written, "again") == read, "what is written comes back");
        },
        base::ErrorKind::Config);
    return 0;
}
