#include "tests/chaos/story.h"

#include <fmt/format.h>

#include <algorithm>

namespace chaos {

namespace {

struct Line {
    Micros at;
    std::string text;
};

class Story {
public:
    Story(const Books& books, const std::string& about) : books_(books), about_(about) {
        const auto slash = about.find('/');
        if (about.starts_with("key ")) keys_.insert(about.substr(4));
        if (slash != std::string::npos) name_ = kube::ObjectKey{about.substr(0, slash), about.substr(slash + 1)};
    }

    std::string tell() {
        tell_versions();
        tell_secrets();
        tell_calls();
        tell_diary();
        std::stable_sort(lines_.begin(), lines_.end(), [](const Line& a, const Line& b) { return a.at < b.at; });
        const auto begin = books_.diary.empty() ? 0 : books_.diary.front().at;
        auto out = fmt::format("The story of {}:\n", about_);
        for (const auto& line : lines_)
            out += fmt::format("{:9.3f}  {}\n", static_cast<double>(line.at - begin) / 1e6, line.text);
        return out;
    }

private:
    static std::string who(int seat) { return seat < 0 ? "somebody" : fmt::format("operator {}", seat); }

    void tell_versions() {
        for (const auto& [uid, history] : books_.histories) {
            const bool own = name_ && history.name == *name_;
            const bool of_key = std::any_of(history.versions.begin(), history.versions.end(),
                                            [&](const Version& version) { return keys_.contains(version.key_id()); });
            if (!own && !of_key) continue;
            if (!name_) name_ = history.name;
            for (const auto& version : history.versions) tell(version);
        }
    }

    void tell(const Version& version) {
        if (const auto birth = version.birth_name(); !birth.empty()) births_.insert(birth);
        if (const auto id = version.key_id(); !id.empty()) keys_.insert(id);
        const auto ready = [&] {
            for (const auto& one : version.object.value("/status/conditions"_json_pointer, nlohmann::json::array())) {
                if (one.value("type", "") == "Ready") return one.value("status", "") + " " + one.value("reason", "");
            }
            return std::string("unknown");
        }();
        lines_.push_back(
            {version.asked,
             fmt::format("{} {} {}: uid {}, generation {}, Ready {}, creation '{}', key '{}'{}{}", who(version.seat),
                         version.verb, version.subresource.empty() ? "object" : version.subresource,
                         version.object.at("metadata").value("uid", "").substr(0, 8),
                         version.object.at("metadata").value("generation", 0), ready, version.birth_name(),
                         version.key_id(), version.deleting() ? ", deleting" : "",
                         version.has_finalizer() ? "" : ", no finalizer")});
    }

    void tell_secrets() {
        if (!name_) return;
        for (const auto& line : books_.audit) {
            if (line.namespace_name != name_->namespace_name) continue;
            const bool secret = line.resource == "secrets" && (line.name == name_->name || line.verb == "create");
            const bool failed = line.resource == "provisioningkeys" && line.name == name_->name && !line.succeeded();
            if (!secret && !failed) continue;
            lines_.push_back(
                {line.asked,
                 fmt::format("{} {} {} {} -> {}", who(books_.seat_of(line.source)), line.verb, line.resource,
                             line.name + (line.subresource.empty() ? "" : "/" + line.subresource), line.status)});
        }
    }

    void tell_calls() {
        for (const auto& entry : books_.journal) {
            const bool about_it =
                keys_.contains(key_of(entry)) || births_.contains(entry.object_name) ||
                (name_ && !entry.object_name.empty() && entry.object_name.ends_with("-" + name_->name.str()));
            if (!about_it) continue;
            lines_.push_back(
                {micros(entry.at),
                 fmt::format("{} calls ZPA: {} {} {} -> {}{}{}", who(books_.seat_of(entry.source)), entry.operation,
                             entry.object_id, entry.object_name, entry.status, entry.committed ? ", done" : "",
                             entry.fault.empty() ? "" : " (" + entry.fault + ")")});
        }
    }

    void tell_diary() {
        for (const auto& line : books_.diary) {
            const bool names_it = line.text.find(about_) != std::string::npos ||
                                  std::any_of(keys_.begin(), keys_.end(), [&](const std::string& key) {
                                      return line.text.find(key) != std::string::npos;
                                  });
            if (names_it || line.text.starts_with("operator") || line.text.starts_with(kHeld))
                lines_.push_back({line.at, line.text});
        }
    }

    const Books& books_;
    const std::string about_;
    std::optional<kube::ObjectKey> name_;
    std::set<std::string> keys_, births_;
    std::vector<Line> lines_;
};

}  // namespace

std::string tell_story(const Books& books, const std::string& about) { return Story(books, about).tell(); }

}  // namespace chaos
