#include "controller/commands/manifest_files.h"

#include <filesystem>
#include <fstream>

#include "controller/base/error.h"
#include "controller/base/redaction.h"
#include "controller/commands/output.h"

namespace commands {

namespace {

base::Error cannot(const std::string& what, const std::string& why) {
    return base::Error(base::ErrorKind::Config, "cannot " + what + ": " + why);
}

void write_file(const std::filesystem::path& path, const std::string& text) {
    std::ofstream out(path, std::ios::binary);
    out << base::redaction().redact(text);
    if (!out.flush()) throw cannot("write " + path.string(), "is the disk full, or the folder not yours?");
}

}  // namespace

void print_manifests(const std::vector<ManifestText>& manifests) {
    std::string out;
    for (const auto& manifest : manifests) out += "---\n" + manifest.text;
    print(out);
}

void write_manifests(const std::vector<ManifestText>& manifests, const std::string& folder) {
    const std::filesystem::path root(folder);
    std::error_code problem;
    std::filesystem::create_directories(root, problem);
    if (problem) throw cannot("make folder " + folder, problem.message());
    const auto path_of = [&root](const ManifestText& manifest) { return root / (manifest.name + ".yaml"); };
    for (const auto& manifest : manifests) {
        if (!std::filesystem::exists(path_of(manifest), problem)) continue;
        throw base::Error(base::ErrorKind::AlreadyExists, path_of(manifest).string() +
                                                              " exists already and nothing was written; remove it, or "
                                                              "give another folder by --out");
    }
    for (const auto& manifest : manifests) write_file(path_of(manifest), manifest.text);
}

}  // namespace commands
