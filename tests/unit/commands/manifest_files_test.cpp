#include "controller/commands/manifest_files.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "controller/base/error.h"

namespace {

// A folder of this test, which goes with it.
class ManifestFiles : public testing::Test {
protected:
    ManifestFiles() { std::filesystem::create_directories(folder_); }
    ~ManifestFiles() override { std::filesystem::remove_all(folder_); }
    std::string read(const std::string& name) const {
        std::ostringstream text;
        text << std::ifstream(folder_ / name).rdbuf();
        return text.str();
    }
    void expect_refused() const {
        try {
            commands::write_manifests({{"b", "new"}, {"a", "new"}}, folder_.string());
            FAIL() << "nothing was refused";
        } catch (const base::Error& error) {
            EXPECT_EQ(error.kind(), base::ErrorKind::AlreadyExists);
            EXPECT_NE(std::string(error.what()).find("a.yaml exists already"), std::string::npos) << error.what();
        }
        EXPECT_FALSE(std::filesystem::exists(folder_ / "b.yaml")) << "nothing is written where one thing is in the way";
    }

    const std::filesystem::path folder_ =
        std::filesystem::temp_directory_path() / ("manifests-" + std::to_string(getpid()));
};

TEST_F(ManifestFiles, AreMadeInAFolderThatIsMade) {
    commands::write_manifests({{"a", "one\n"}, {"b", "two\n"}}, (folder_ / "new").string());
    EXPECT_EQ(read("new/a.yaml") + read("new/b.yaml"), "one\ntwo\n");
}

TEST_F(ManifestFiles, NeverReplaceAFile) {
    std::ofstream(folder_ / "a.yaml") << "old";
    expect_refused();
    EXPECT_EQ(read("a.yaml"), "old");
}

TEST_F(ManifestFiles, NeverWriteThroughALinkThatLeadsNowhereYet) {
    std::filesystem::create_symlink("target", folder_ / "a.yaml");
    expect_refused();
    EXPECT_FALSE(std::filesystem::exists(folder_ / "target"));
}

}  // namespace
