#include "controller/kube/yaml_guard.h"

#include <yaml-cpp/yaml.h>

#include <charconv>
#include <nlohmann/json.hpp>

#include "controller/base/error.h"
#include "controller/base/utf8.h"

namespace kube {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxBytes = std::size_t{1} << 20;
constexpr std::size_t kMaxNodes = 100'000;
constexpr int kMaxDepth = 100;
constexpr std::size_t kMaxKeyInPath = 100;

// yaml-cpp shares the node behind an alias, so a walk may meet far more nodes than the text has, or never end.
class Converter {
public:
    explicit Converter(const std::string& source) : source_(source) {}

    json convert(const YAML::Node& node, const std::string& path, int depth) {
        if (++nodes_ > kMaxNodes) refuse(path, "more than " + std::to_string(kMaxNodes) + " nodes");
        if (depth > kMaxDepth) refuse(path, "nested deeper than " + std::to_string(kMaxDepth));
        switch (node.Type()) {
            case YAML::NodeType::Map: return convert_map(node, path, depth);
            case YAML::NodeType::Sequence: return convert_sequence(node, path, depth);
            case YAML::NodeType::Scalar: return convert_scalar(node);
            default: return nullptr;
        }
    }

    [[noreturn]] void refuse(const std::string& path, const std::string& problem) const {
        throw base::Error(base::ErrorKind::Config, source_ + ": " + (path.empty() ? "" : path + ": ") + problem);
    }

private:
    json convert_map(const YAML::Node& node, const std::string& path, int depth) {
        auto object = json::object();
        for (const auto& entry : node) {
            if (!entry.first.IsScalar()) refuse(path, "a key that is no scalar");
            const auto& key = entry.first.Scalar();
            const auto place = path.empty() ? shortened(key) : path + "." + shortened(key);
            if (key == "<<") refuse(place, "merge keys are not read");
            if (object.contains(key)) refuse(place, "the key is there twice");
            object[key] = convert(entry.second, place, depth + 1);
        }
        return object;
    }

    json convert_sequence(const YAML::Node& node, const std::string& path, int depth) {
        auto array = json::array();
        for (const auto& item : node) {
            array.push_back(convert(item, path + "[" + std::to_string(array.size()) + "]", depth + 1));
        }
        return array;
    }

    // A path is built for every node, whether somebody reads it or not.
    static std::string shortened(const std::string& key) {
        std::string out(key, 0, kMaxKeyInPath + 1);  // one byte more: it tells where the last character ends
        base::cut_utf8(out, kMaxKeyInPath);
        return out.size() == key.size() ? out : out + "...";
    }

    static json convert_scalar(const YAML::Node& node) {
        const auto& text = node.Scalar();
        if (node.Tag() != "?") return text;  // quoted, or tagged by its author
        if (text == "true") return true;
        if (text == "false") return false;
        if (text == "null" || text == "~" || text.empty()) return nullptr;
        const char* const end = text.data() + text.size();
        std::int64_t integer = 0;
        if (const auto read = std::from_chars(text.data(), end, integer); read.ec == std::errc() && read.ptr == end) {
            return integer;
        }
        double number = 0;
        const auto read = std::from_chars(text.data(), end, number, std::chars_format::fixed);
        const bool digits = text.find_first_not_of("-.0123456789") == std::string::npos;
        if (digits && read.ec == std::errc() && read.ptr == end) return number;
        return text;
    }

    const std::string& source_;
    std::size_t nodes_ = 0;
};

}  // namespace

nlohmann::json yaml_to_json(std::string_view text, const std::string& source) {
    Converter converter(source);
    if (text.size() > kMaxBytes) converter.refuse("", "larger than " + std::to_string(kMaxBytes) + " bytes");
    try {
        return converter.convert(YAML::Load(std::string(text)), "", 1);
    } catch (const YAML::Exception& error) {
        converter.refuse(error.mark.is_null() ? "" : "line " + std::to_string(error.mark.line + 1), error.msg);
    }
}

}  // namespace kube
