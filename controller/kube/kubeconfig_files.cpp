#include "controller/kube/kubeconfig_files.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "controller/base/error.h"
#include "controller/base/file.h"
#include "controller/kube/fields.h"
#include "controller/kube/yaml_guard.h"

namespace kube {
namespace {

using nlohmann::json;

void merge_entries(std::map<std::string, KubeconfigEntry>& into, const Fields& root, const char* list,
                   const char* field, const std::string& file) {
    std::map<std::string, KubeconfigEntry> entries;
    for (const auto& item : root.list(list)) {
        const Fields named(item, root.where() + ": " + list + "[" + std::to_string(entries.size()) + "]");
        auto name = named.required_text("name");
        KubeconfigEntry entry{named.raw(field), file};
        if (!entries.emplace(name, std::move(entry)).second) named.refuse("name", "another entry has this name");
    }
    into.merge(entries);  // keeps what is there already: the first file wins
}

}  // namespace

std::string resolve_path(const std::string& path, const std::string& file) {
    if (path.empty()) return path;
    return (std::filesystem::absolute(file).parent_path() / path).lexically_normal().string();
}

KubeconfigFiles read_kubeconfig_files(const std::vector<std::string>& paths) {
    KubeconfigFiles files;
    std::vector<std::string> seen;
    for (const auto& path : paths) {
        if (path.empty() || std::find(seen.begin(), seen.end(), path) != seen.end()) continue;
        seen.push_back(path);
        std::error_code error;
        if (paths.size() > 1 && !std::filesystem::exists(path, error)) continue;

        const json document = yaml_to_json(base::read_file(path), path);
        const Fields root(document, path);
        if (const auto kind = root.text("kind"); !kind.empty() && kind != "Config") {
            root.refuse("kind", "not a kubeconfig (kind Config)");
        }
        merge_entries(files.clusters, root, "clusters", "cluster", path);
        merge_entries(files.users, root, "users", "user", path);
        merge_entries(files.contexts, root, "contexts", "context", path);
        if (files.current_context.empty()) files.current_context = root.text("current-context");
        files.description += (files.description.empty() ? "" : ":") + path;
    }
    if (files.description.empty()) {
        std::string all;
        for (const auto& path : seen) all += (all.empty() ? "" : ", ") + path;
        throw base::Error(base::ErrorKind::Config, "no kubeconfig file is there; tried: " + all);
    }
    return files;
}

}  // namespace kube
