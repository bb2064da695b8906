#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace kube {

// One entry of clusters, users or contexts, and the file it came from: relative paths in it start at that file's
// folder.
struct KubeconfigEntry {
    nlohmann::json value;
    std::string file;
};

// Several kubeconfig files as one. Per name the first file's whole entry wins (entries are not merged field by field),
// and so does the first current-context that is not empty: client-go's rules.
struct KubeconfigFiles {
    std::map<std::string, KubeconfigEntry> clusters, users, contexts;
    std::string current_context;
    std::string description;  // the files that were read, for messages
};

// A single path must exist; of several those that are missing are passed over, and at least one must be there. A path
// that comes twice is read once. Files are read to 1 MiB. Throws Error(Config) naming the file.
KubeconfigFiles read_kubeconfig_files(const std::vector<std::string>& paths);

// `path` as seen from the folder of `file`; absolute and empty paths stay.
std::string resolve_path(const std::string& path, const std::string& file);

}  // namespace kube
