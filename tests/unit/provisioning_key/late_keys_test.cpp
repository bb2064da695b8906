#include "reconcilers/provisioning_key/late_keys.h"

#include <gtest/gtest.h>

#include "tests/unit/tenant/support.h"

namespace {

using provisioning_key::Remote;

constexpr auto kBirthName = "edge.x1";

class LateKeys : public tenant_test::SessionTest {
protected:
    static zpa::Key row(const std::string& name = kBirthName, std::int64_t uses = 0) {
        zpa::Key out;
        out.id = "7";
        out.name = name;
        out.usage_count = uses;
        return out;
    }
    bool remove(const zpa::Key& row) {
        const std::shared_ptr<zpa::Session> shared(&session(), [](zpa::Session*) {});
        Remote remote(shared, {{"net", "default"}, {"net", "blue"}, tenant_test::kConnector, ""}, metrics, stop);
        return remove_late_key(remote, row, kBirthName);
    }

    telemetry::Metrics registry;
    telemetry::ZpaMetrics metrics{registry, clock};
};

TEST_F(LateKeys, one_that_nobody_used_is_read_and_deleted) {
    api->reply(200, key_json("7", kBirthName)).reply(204);
    EXPECT_TRUE(remove(row()));
    EXPECT_EQ(api->calls().back().substr(0, 6), "DELETE");
    EXPECT_EQ(api->requests().size(), 2U);
}

// What a list shows may be old, or of a row that could not be read.
TEST_F(LateKeys, what_the_key_itself_shows_counts) {
    for (const auto* now : {R"({"id":"7","name":"edge.x1","usageCount":"1"})", R"({"id":"7","name":"edge.X1"})",
                            R"({"id":"7","name":"edge"})"}) {
        api->reply(200, now);
        EXPECT_FALSE(remove(row())) << now;
    }
    api->reply(404, zpa_test::kNotFound);
    EXPECT_FALSE(remove(row())) << "it is gone";
    EXPECT_EQ(api->requests().size(), 4U);
}

TEST_F(LateKeys, what_the_list_shows_to_be_another_or_used_costs_no_call) {
    EXPECT_FALSE(remove(row("EDGE.X1")));
    EXPECT_FALSE(remove(row(kBirthName, 1)));
    EXPECT_TRUE(api->requests().empty());
}

TEST_F(LateKeys, a_refusal_is_the_callers_to_judge) {
    api->reply(200, key_json("7", kBirthName)).reply(400, R"({"id":"resource.referenced","reason":"It is in use."})");
    EXPECT_EQ(zpa_test::error_of([&] { remove(row()); }).kind(), base::ErrorKind::Invalid);
}

}  // namespace
