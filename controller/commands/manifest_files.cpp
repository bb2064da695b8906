#include "controller/commands/manifest_files.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string_view>

#include "controller/base/error.h"
#include "controller/base/redaction.h"
#include "controller/commands/output.h"

namespace commands {

namespace {

base::Error cannot(const std::string& what, const std::string& why) {
    return base::Error(base::ErrorKind::Config, "cannot " + what + ": " + why);
}

base::Error exists_already(const std::filesystem::path& path, const std::string& what_was_written) {
    return base::Error(base::ErrorKind::AlreadyExists, path.string() + " exists already and " + what_was_written +
                                                           "; remove it, or give another folder by --out");
}

// Makes the file, or fails: what came since the look at the folder is not replaced either, and no link is followed.
void write_file(const std::filesystem::path& path, const std::string& text) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file < 0 && errno == EEXIST) throw exists_already(path, "was left alone");
    if (file < 0) throw cannot("write " + path.string(), std::strerror(errno));
    const auto safe = base::redaction().redact(text);
    std::string_view rest = safe;
    int problem = 0;
    while (!rest.empty() && problem == 0) {
        const auto written = ::write(file, rest.data(), rest.size());
        if (written >= 0) {
            rest.remove_prefix(static_cast<std::size_t>(written));
        } else if (errno != EINTR) {
            problem = errno;
        }
    }
    if (::close(file) != 0 && problem == 0) problem = errno;
    if (problem != 0) throw cannot("write " + path.string(), std::strerror(problem));
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
        if (!std::filesystem::exists(std::filesystem::symlink_status(path_of(manifest), problem))) continue;
        throw exists_already(path_of(manifest), "nothing was written");
    }
    for (const auto& manifest : manifests) write_file(path_of(manifest), manifest.text);
}

}  // namespace commands
