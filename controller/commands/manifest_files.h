#pragma once

#include <string>
#include <vector>

namespace commands {

struct ManifestText {
    std::string name;  // of the object, and of its file
    std::string text;
};

// All on standard output, as one stream of documents.
void print_manifests(const std::vector<ManifestText>& manifests);

// NAME.yaml each, into a folder that is made where it is missing. Nothing that is there already is ever replaced, and
// no link followed: throws Error(AlreadyExists) that names it, before anything is written unless it comes in that very
// moment.
void write_manifests(const std::vector<ManifestText>& manifests, const std::string& folder);

}  // namespace commands
