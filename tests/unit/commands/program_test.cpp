#include "controller/commands/program.h"

#include <gtest/gtest.h>

#include "controller/base/error.h"
#include "controller/commands/read_only.h"

TEST(Program, IsAPluginByItsNameAlone) {
    EXPECT_TRUE(commands::is_plugin_name("kubectl-zpa"));
    EXPECT_TRUE(commands::is_plugin_name("/usr/local/bin/kubectl-zpa"));
    EXPECT_FALSE(commands::is_plugin_name("/kubectl-zpa/zpa-operator"));
    EXPECT_FALSE(commands::is_plugin_name("zpa-operator"));
    EXPECT_FALSE(commands::is_plugin_name(""));
}

TEST(Program, CommandsMayWriteNothing) {
    try {
        commands::read_only_fence().check();
        FAIL() << "a write was allowed";
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), base::ErrorKind::Fenced);
    }
}
