// A kubeconfig is read whole or refused with a reason, and no error repeats a token, a password, a key or what a plugin
// is told.
#include <sys/mman.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "controller/kube/config.h"
#include "controller/kube/yaml_guard.h"
#include "tests/fuzz/fuzz.h"

namespace {

using nlohmann::json;

// A file without a place: readers want a path.
class File {
public:
    File() : descriptor_(memfd_create("kubeconfig", 0)) {}
    const std::string& holding(std::string_view text) {
        fuzz::must(ftruncate(descriptor_, 0) == 0 &&
                       pwrite(descriptor_, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()),
                   "a file in memory can be written");
        return path_;
    }

private:
    const int descriptor_;
    const std::string path_ = "/proc/self/fd/" + std::to_string(descriptor_);
};

void check(const kube::Config& config) {
    fuzz::must(config.server.starts_with("http"), "a server is a URL");
    fuzz::must(config.token.empty() || config.username.empty(), "there is one way to sign in");
    fuzz::must(config.client_cert_file.empty() || config.client_cert_file.front() == '/',
               "a path does not depend on where we are");
    if (config.exec) fuzz::must(!config.exec->command.empty(), "a plugin has a command");
    if (!config.exec || config.exec->cluster_info_json.empty()) return;
    fuzz::must(json::accept(config.exec->cluster_info_json), "what a plugin is told of the cluster is JSON");
}

// Puts the canary where secrets belong, whatever was there.
void plant(json& value, const std::string& name) {
    for (const auto* secret : {"token", "password", "client-key-data", "value"}) {
        if (name == secret && !value.is_structured() && !value.is_null()) value = fuzz::canary;
    }
    if (value.is_object()) {
        for (auto& [key, item] : value.items()) plant(item, key);
    } else if (value.is_array()) {
        for (auto& item : value) plant(item, name);
    }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static File file;
    const std::string_view text = fuzz::Input(data, size).rest();
    const auto kind = base::ErrorKind::Config;
    fuzz::error_of([&] { check(kube::load_kubeconfig({file.holding(text)}, "")); }, kind);
    if (fuzz::contains(text, fuzz::canary)) return 0;
    json document;
    fuzz::error_of([&] { document = kube::yaml_to_json(text, "file"); }, kind);
    if (!document.is_object()) return 0;
    if (const auto users = document.find("users"); users != document.end()) plant(*users, "");
    // JSON is YAML, but for what yaml-cpp makes of a key of more than 1024 characters.
    const auto planted = document.dump(-1, ' ', true, json::error_handler_t::replace);
    fuzz::discreet_error_of([&] { check(kube::load_kubeconfig({file.holding(planted)}, "")); }, kind);
    return 0;
}
