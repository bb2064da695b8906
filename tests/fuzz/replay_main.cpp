// The main() of a target in every build but the fuzzer's: runs it on each file of the folders given, so that the corpus
// stays a test.
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/fuzz/fuzz.h"

namespace {

std::string current;  // for who looks at a crash

extern "C" void name_the_input(int signal) {
    std::fprintf(stderr, "while replaying %s\n", current.c_str());
    std::signal(signal, SIG_DFL);
    std::raise(signal);
}

std::vector<std::filesystem::path> inputs_of(const std::filesystem::path& place) {
    if (!std::filesystem::is_directory(place)) return {place};
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(place)) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

void replay(const std::filesystem::path& file) {
    current = file.string();
    std::ifstream stream(file, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
}

}  // namespace

int main(int count, char** arguments) {
    for (const int signal : {SIGABRT, SIGSEGV, SIGFPE}) std::signal(signal, name_the_input);
    std::size_t replayed = 0;
    for (int i = 1; i < count; ++i) {
        for (const auto& file : inputs_of(arguments[i])) {
            replay(file);
            ++replayed;
        }
    }
    current = "nothing";
    LLVMFuzzerTestOneInput(nullptr, 0);
    if (replayed == 0) {
        std::fprintf(stderr, "error: no input was there to replay; give files or folders that hold some\n");
        return 1;
    }
    std::printf("replayed %zu inputs\n", replayed);
    return 0;
}
