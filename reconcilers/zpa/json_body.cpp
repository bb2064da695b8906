#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "controller/base/error.h"
#include "reconcilers/zpa/json_fields.h"

namespace zpa {
namespace {

using nlohmann::json;
using Row = std::function<void(const json&)>;

constexpr std::size_t kMaxDepth = 32;
constexpr std::size_t kMaxValues = 200'000;  // of one row, or of a body without rows

[[noreturn]] void refuse(const std::string& what) { throw base::Error(base::ErrorKind::Protocol, what); }

// Builds the tree from the parser's events, and hands over a list's rows instead of putting them into it. nlohmann's
// own filter callback would walk the parent again at the end of every child, which takes minutes for what fits into a
// body.
class BodyReader final : public nlohmann::json_sax<json> {
public:
    explicit BodyReader(const Row* row) : row_(row) {}

    json root;

    bool null() override { return add(nullptr); }
    bool boolean(bool value) override { return add(value); }
    bool number_integer(number_integer_t value) override { return add(value); }
    bool number_unsigned(number_unsigned_t value) override { return add(value); }
    bool number_float(number_float_t value, const string_t&) override { return add(value); }
    bool string(string_t& value) override { return add(std::move(value)); }
    bool binary(binary_t&) override { return false; }
    bool start_object(std::size_t) override { return open(json::object(), starts_row()); }
    bool start_array(std::size_t) override { return open(json::array(), false); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }
    bool parse_error(std::size_t, const std::string&, const json::exception&) override { return false; }

    bool key(string_t& name) override {
        if (levels_.size() == 1) in_list_ = name == "list";
        key_ = std::move(name);
        return true;
    }

private:
    // An object in the array that is the body, or in the array "list" of the envelope.
    bool starts_row() const {
        if (row_ == nullptr || levels_.empty() || !levels_.back()->is_array()) return false;
        return levels_.size() == 1 || (levels_.size() == 2 && in_list_);
    }

    json* place(json value) {
        if (levels_.empty()) return &(root = std::move(value));
        json& parent = *levels_.back();
        return parent.is_array() ? &parent.emplace_back(std::move(value)) : &(parent[key_] = std::move(value));
    }

    bool add(json value) {
        count();
        place(std::move(value));
        return true;
    }

    void count() {
        if (++values_ > kMaxValues) refuse("the body has more than " + std::to_string(kMaxValues) + " values");
    }

    bool open(json container, bool is_row) {
        if (levels_.size() == kMaxDepth) refuse("JSON nested too deeply");
        if (is_row) values_beside_rows_ = std::exchange(values_, 0);
        count();
        if (is_row) {
            built_ = std::move(container);
            levels_.push_back(&built_);
        } else {
            levels_.push_back(place(std::move(container)));
        }
        return true;
    }

    bool close() {
        const bool row_ends = levels_.back() == &built_;
        levels_.pop_back();
        if (!row_ends) return true;
        (*row_)(built_);
        built_ = nullptr;
        values_ = values_beside_rows_;
        return true;
    }

    const Row* const row_;
    std::vector<json*> levels_;
    std::string key_;
    json built_;  // the row that is read
    bool in_list_ = false;
    std::size_t values_ = 0;
    std::size_t values_beside_rows_ = 0;
};

json read(const std::string& body, const Row* row, const char* otherwise) {
    BodyReader reader(row);
    if (!json::sax_parse(body, &reader)) refuse(otherwise);
    return std::move(reader.root);
}

}  // namespace

json parse_json_object(const std::string& text) {
    json parsed = read(text, nullptr, "the body is not JSON");
    if (!parsed.is_object()) refuse("the body is not a JSON object");
    return parsed;
}

PageTotals read_rows(const std::string& body, const Row& row) {
    const json rest = read(body, &row, "the list is not JSON");
    if (!rest.is_structured()) refuse("a JSON object was expected");
    const auto found = rest.is_object() ? rest.find("list") : rest.end();
    const json* list = rest.is_array() ? &rest : found == rest.end() || found->is_null() ? nullptr : &*found;
    if (list != nullptr && (!list->is_array() || !list->empty()))
        refuse("the list holds something that is not an object");
    if (rest.is_array()) return {};
    return {read_integer(rest, "totalPages", -1), read_integer(rest, "totalCount", -1)};
}

}  // namespace zpa
