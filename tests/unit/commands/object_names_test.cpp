#include "controller/commands/object_names.h"

#include <gtest/gtest.h>

#include <regex>

using commands::dns_name;
using commands::ObjectNames;

TEST(DnsName, StaysAsItIsWhereItIsOne) {
    for (const auto* name : {"edge-berlin", "a.b.c", "1", "edge--2"}) EXPECT_EQ(dns_name(name, 200), name);
}

TEST(DnsName, IsAsAlikeAsTheRulesAllow) {
    EXPECT_EQ(dns_name("Berlin, 2nd floor", 200), "berlin-2nd-floor");
    EXPECT_EQ(dns_name("_Edge_(old)_", 200), "edge-old");
    EXPECT_EQ(dns_name("a..b.-c", 200), "a-b-c");
    EXPECT_EQ(dns_name("Zürich", 200), "z-rich");
    EXPECT_EQ(dns_name("東京", 200), "");
}

TEST(DnsName, IsCutWhereItMayEnd) {
    EXPECT_EQ(dns_name("abc-def", 4), "abc");
    EXPECT_EQ(dns_name(std::string(300, 'a'), 200).size(), 200U);
}

TEST(ObjectNames, NoneIsGivenTwiceOrTakenFromAnother) {
    ObjectNames names({"blue"});
    EXPECT_EQ(names.make("blue", "4001"), "blue-4001");
    EXPECT_EQ(names.make("green", "4002"), "green");
    EXPECT_EQ(names.make("GREEN", "4003"), "green-4003");
    EXPECT_EQ(names.make("green", "4003"), "green-4003-2") << "ids of two types may be the same";
    EXPECT_EQ(names.make("東京", "4004"), "key-4004");
    EXPECT_EQ(names.make("京都", "4004"), "key-4004-2");
}

TEST(ObjectNames, AreAlwaysValidAndShortEnough) {
    static const std::regex valid("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    ObjectNames names;
    for (const auto& name :
         {std::string("-"), std::string(""), std::string("."), std::string(400, 'x'), std::string("A.-.B"),
          std::string(198, 'x') + ".y", std::string("a\nb"), std::string("../etc/passwd")}) {
        for (int time = 0; time < 3; ++time) {
            const auto made = names.make(name, "58001");
            EXPECT_TRUE(std::regex_match(made, valid)) << made;
            EXPECT_LE(made.size(), 200U);
        }
    }
}
