// Changes JSON as JSON: libFuzzer's own mutations mostly break its syntax, and what is then tested is the parser of a
// library. A first line that is no JSON (a status and a header) stays as it is here; the other half of the mutations
// are libFuzzer's own.
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "tests/fuzz/fuzz.h"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                               unsigned seed);

namespace {

using nlohmann::json;

void collect(json& value, std::vector<json*>& nodes) {
    nodes.push_back(&value);
    if (!value.is_structured()) return;
    for (auto& item : value) collect(item, nodes);
}

json odd_value(std::mt19937& random, const json& other) {
    switch (random() % 16) {
        case 0: return nullptr;
        case 1: return true;
        case 2: return false;
        case 3: return json::object();
        case 4: return json::array();
        case 5: return "";
        case 6: return std::string(1 + random() % 300, 'a');
        case 7: return "\u0000\u001b\u2028é";
        case 8: return 0;
        case 9: return -1;
        case 10: return std::int64_t{1} << (random() % 63);
        case 11: return ~std::uint64_t{0} >> (random() % 3);
        case 12: return 1.5e300;
        case 13: return std::to_string(random());
        case 14: return json::array({other, other});
        default: return other;
    }
}

std::string changed_text(const std::string& text, std::mt19937& random) {
    std::string buffer = text;
    buffer.resize(text.size() + 1 + random() % 32);
    buffer.resize(LLVMFuzzerMutate(reinterpret_cast<std::uint8_t*>(buffer.data()), text.size(), buffer.size()));
    return buffer;
}

void change(json& root, std::mt19937& random) {
    std::vector<json*> nodes;
    collect(root, nodes);
    json& node = *nodes[random() % nodes.size()];
    const json other = *nodes[random() % nodes.size()];
    if (node.is_string() && random() % 2 == 0) {
        node = changed_text(node.get<std::string>(), random);
    } else if (node.is_number_integer() && random() % 2 == 0) {
        node = node.get<std::int64_t>() / 2 + static_cast<int>(random() % 7) - 3;
    } else if (node.is_object() && !node.empty() && random() % 3 != 0) {
        const auto chosen = std::next(node.begin(), static_cast<std::ptrdiff_t>(random() % node.size()));
        const std::string key = chosen.key();
        if (random() % 2 == 0) node[changed_text(key, random)] = other;
        node.erase(key);
    } else if (node.is_array() && random() % 2 == 0) {
        node.push_back(other);
    } else if (node.is_array() && !node.empty() && random() % 2 == 0) {
        node.erase(random() % node.size());
    } else {
        node = odd_value(random, other);
    }
}

}  // namespace

std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size, unsigned seed) {
    std::mt19937 random(seed);
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const bool has_head = size > 0 && data[0] != '{' && data[0] != '[' && text.find('\n') != std::string_view::npos;
    const std::string head(text.substr(0, has_head ? text.find('\n') + 1 : 0));
    json root = json::parse(text.substr(head.size()), nullptr, false);
    if (random() % 2 == 0 || root.is_discarded()) return LLVMFuzzerMutate(data, size, max_size);
    for (unsigned times = 1 + random() % 3; times > 0; --times) change(root, random);
    const std::string out = head + root.dump(-1, ' ', false, json::error_handler_t::replace);
    if (out.size() > max_size) return LLVMFuzzerMutate(data, size, max_size);
    std::copy(out.begin(), out.end(), data);
    return out.size();
}
