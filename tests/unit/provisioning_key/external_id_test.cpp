#include "reconcilers/provisioning_key/external_id.h"

#include <gtest/gtest.h>

using provisioning_key::format_external_id;
using provisioning_key::Identity;
using provisioning_key::parse_external_id;

TEST(ExternalId, ComesBackAsItWas) {
    for (const auto& identity : {Identity{"216190000000000777", "", "CONNECTOR_GRP", "58001", 1773000025},
                                 Identity{"216190000000000777", "216190000000000888", "SERVICE_EDGE_GRP", "1", 1}}) {
        EXPECT_EQ(parse_external_id(format_external_id(identity)), identity);
    }
}

TEST(ExternalId, WhatSomebodyElseWroteIsNotTrusted) {
    for (const char* text : {"", "58001", "1/0/CONNECTOR_GRP/5", "1/0/CONNECTOR_GRP/5/6/7", "x/0/CONNECTOR_GRP/5/6",
                             "1/0/OTHER/5/6", "1/0/CONNECTOR_GRP/../6", "1/0/CONNECTOR_GRP/5/-6",
                             "1/0/CONNECTOR_GRP/5/", "1/0/CONNECTOR_GRP/5/99999999999999999999"}) {
        EXPECT_FALSE(parse_external_id(text)) << text;
    }
    EXPECT_FALSE(parse_external_id(std::string(1000, '1')));
}
