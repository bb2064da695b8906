#include "controller/base/file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "controller/base/error.h"

namespace {

class ReadFile : public testing::Test {
protected:
    ReadFile() : path_(std::filesystem::temp_directory_path() / ("op-file-" + std::to_string(getpid()))) {}
    ~ReadFile() override { std::filesystem::remove(path_); }
    void write(const std::string& text) const { std::ofstream(path_, std::ios::binary) << text; }
    static std::string refusal(const std::string& path, std::size_t max_bytes = 10'000) {
        try {
            base::read_file(path, max_bytes);
        } catch (const base::Error& error) {
            EXPECT_EQ(error.kind(), base::ErrorKind::Config);
            EXPECT_NE(std::string(error.what()).find(path), std::string::npos) << error.what();
            return error.what();
        }
        return "";
    }
    const std::filesystem::path path_;
};

TEST_F(ReadFile, GivesAllOfIt) {
    for (const std::size_t size : {0U, 1U, 4096U, 10'000U}) {
        write(std::string(size, '\0'));
        EXPECT_EQ(base::read_file(path_, 10'000), std::string(size, '\0'));
    }
}

TEST_F(ReadFile, WhatIsTooLargeMissingOrAFolderIsRefusedByName) {
    write(std::string(10'001, 'x'));
    EXPECT_NE(refusal(path_), "");
    EXPECT_NE(refusal(path_.string() + "-missing"), "");
    EXPECT_NE(refusal("/tmp"), "");
}

}  // namespace
