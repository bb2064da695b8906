#include "controller/kube/json_text.h"

#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "controller/base/error.h"

namespace kube {
namespace {

using nlohmann::json;

constexpr std::size_t max_depth = 100;
constexpr std::size_t max_values = 2'000'000;

// Builds the tree from the parser's events. A subtree that is left out is followed (for its end) and not built;
// nlohmann's own filter callback would walk the parent again at the end of every child.
class TreeBuilder final : public nlohmann::json_sax<json> {
public:
    json root;
    std::string problem;

    bool null() override { return add(nullptr); }
    bool boolean(bool value) override { return add(value); }
    bool number_integer(number_integer_t value) override { return add(value); }
    bool number_unsigned(number_unsigned_t value) override { return add(value); }
    bool number_float(number_float_t value, const string_t&) override { return add(value); }
    bool string(string_t& value) override { return add(std::move(value)); }
    bool binary(binary_t&) override { return false; }
    bool start_object(std::size_t) override { return open(json::object()); }
    bool start_array(std::size_t) override { return open(json::array()); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }

    bool key(string_t& name) override {
        if (skipped_depth_ > 0) return true;
        auto& level = levels_.back();
        if (name == "managedFields" && level.name == "metadata") {
            skip_next_ = true;
        } else {
            level.key = std::move(name);
        }
        return true;
    }

    bool parse_error(std::size_t position, const std::string&, const json::exception&) override {
        problem = "not JSON at byte " + std::to_string(position);
        return false;
    }

private:
    struct Level {
        json* node;
        std::string name;  // under which key the node stands
        std::string key;   // the key whose value comes next
    };

    bool counted() {
        if (++values_ > max_values) problem = "more than " + std::to_string(max_values) + " values";
        return problem.empty();
    }

    json* place(json value) {
        if (levels_.empty()) {
            root = std::move(value);
            return &root;
        }
        auto& level = levels_.back();
        if (level.node->is_array()) return &level.node->emplace_back(std::move(value));
        return &((*level.node)[level.key] = std::move(value));
    }

    bool add(json value) {
        if (!counted()) return false;
        if (skipped_depth_ > 0) return true;
        if (!std::exchange(skip_next_, false)) place(std::move(value));
        return true;
    }

    bool open(json container) {
        if (!counted()) return false;
        if (levels_.size() + skipped_depth_ >= max_depth) {
            problem = "nested deeper than " + std::to_string(max_depth);
            return false;
        }
        if (skipped_depth_ > 0 || std::exchange(skip_next_, false)) {
            ++skipped_depth_;
            return true;
        }
        const std::string name = levels_.empty() ? "" : levels_.back().key;
        auto* const node = place(std::move(container));
        levels_.push_back({node, name, ""});
        return true;
    }

    bool close() {
        if (skipped_depth_ > 0) {
            --skipped_depth_;
        } else {
            levels_.pop_back();
        }
        return true;
    }

    std::vector<Level> levels_;
    std::size_t values_ = 0;
    std::size_t skipped_depth_ = 0;
    bool skip_next_ = false;
};

}  // namespace

nlohmann::json parse_json(std::string_view text, const std::string& what) {
    TreeBuilder builder;
    if (!json::sax_parse(text, &builder)) {
        throw base::Error(base::ErrorKind::Protocol,
                          what + ": " + (builder.problem.empty() ? "not JSON" : builder.problem));
    }
    return std::move(builder.root);
}

std::string dump_json(const nlohmann::json& value) {
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

const nlohmann::json& value_at(const nlohmann::json& object, const char* key) {
    static const json missing;
    if (!object.is_object()) return missing;
    const auto found = object.find(key);
    return found == object.end() ? missing : *found;
}

std::string text_at(const nlohmann::json& object, const char* key) {
    const auto& value = value_at(object, key);
    return value.is_string() ? value.get<std::string>() : std::string();
}

}  // namespace kube
