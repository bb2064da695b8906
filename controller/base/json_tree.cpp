#include "controller/base/json_tree.h"

#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "controller/base/error.h"

namespace base {
namespace {

using nlohmann::json;

// Builds the tree from the parser's events.
class TreeBuilder final : public nlohmann::json_sax<json> {
public:
    TreeBuilder(const std::string& what, const JsonRules& rules) : what_(what), rules_(rules) {}

    json root;
    std::size_t position = 0;  // where the text is no JSON

    [[noreturn]] void refuse(const std::string& why) const { throw Error(ErrorKind::Protocol, what_ + ": " + why); }

    bool null() override { return add(nullptr); }
    bool boolean(bool value) override { return add(value); }
    bool number_integer(number_integer_t value) override { return add(value); }
    bool number_unsigned(number_unsigned_t value) override { return add(value); }
    bool number_float(number_float_t value, const string_t&) override { return add(value); }
    bool string(string_t& value) override { return add(std::move(value)); }
    bool binary(binary_t&) override { return false; }  // JSON text has none
    bool start_object(std::size_t) override { return open(json::object(), starts_row()); }
    bool start_array(std::size_t) override { return open(json::array(), false); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }

    bool key(string_t& name) override {
        if (skipped_depth_ > 0) return true;
        skip_next_ = rules_.left_out && name == rules_.left_out->name && parent_name() == rules_.left_out->parent;
        levels_.back().key = std::move(name);
        return true;
    }

    bool parse_error(std::size_t where, const std::string&, const json::exception&) override {
        position = where;
        return false;
    }

private:
    struct Level {
        json* node;
        std::string key{};  // the member that is read; "" in an array
    };

    // Under which key the innermost container stands; "" where under none.
    std::string_view parent_name() const { return levels_.size() < 2 ? "" : std::string_view(levels_.end()[-2].key); }

    bool starts_row() const {
        if (!rules_.rows || skipped_depth_ > 0 || levels_.empty() || !levels_.back().node->is_array()) return false;
        return levels_.size() == 1 || (levels_.size() == 2 && parent_name() == rules_.rows->list);
    }

    void count() {
        if (++values_ > rules_.max_values) refuse("more than " + std::to_string(rules_.max_values) + " values");
    }

    json* place(json value) {
        if (levels_.empty()) return &(root = std::move(value));
        const auto& [node, key] = levels_.back();
        return node->is_array() ? &node->emplace_back(std::move(value)) : &((*node)[key] = std::move(value));
    }

    bool add(json value) {
        count();
        if (skipped_depth_ == 0 && !std::exchange(skip_next_, false)) place(std::move(value));
        return true;
    }

    bool open(json container, bool is_row) {
        if (is_row) values_beside_row_ = std::exchange(values_, 0);
        count();
        if (skipped_depth_ > 0 || std::exchange(skip_next_, false)) {
            ++skipped_depth_;
            return true;
        }
        if (levels_.size() >= rules_.max_depth) refuse("nested deeper than " + std::to_string(rules_.max_depth));
        levels_.push_back({is_row ? &(row_ = std::move(container)) : place(std::move(container))});
        return true;
    }

    bool close() {
        if (skipped_depth_ > 0) {
            --skipped_depth_;
            return true;
        }
        const bool row_ends = levels_.back().node == &row_;
        levels_.pop_back();
        if (!row_ends) return true;
        rules_.rows->take(row_);
        row_ = nullptr;
        values_ = values_beside_row_;
        return true;
    }

    const std::string& what_;
    const JsonRules& rules_;
    std::vector<Level> levels_;
    json row_;
    std::size_t values_ = 0;
    std::size_t values_beside_row_ = 0;
    std::size_t skipped_depth_ = 0;  // containers that are open inside of what is left out, itself included
    bool skip_next_ = false;
};

}  // namespace

nlohmann::json read_json(std::string_view text, const std::string& what, const JsonRules& rules) {
    TreeBuilder builder(what, rules);
    if (!json::sax_parse(text, &builder)) builder.refuse("not JSON at byte " + std::to_string(builder.position));
    return std::move(builder.root);
}

std::string dump_json(const nlohmann::json& value) {
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace base
