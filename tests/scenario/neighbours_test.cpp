// One operator, two organisations, one of them dead: the other's people notice nothing.
#include "tests/scenario/harness/scenario.h"

namespace scenario {

enum class Dead { Hangs, RefusesConnections };

class Neighbours : public Scenario, public ::testing::WithParamInterface<Dead> {
protected:
    static constexpr int kWorkers = 4, kKeys = 3 * kWorkers;
    static std::string name(int number) { return "key-" + std::to_string(number); }

    void begin() {
        // Nothing that hangs ends by itself within the time this test takes.
        operator_ = &start_operator({.flags = {"--watch-selector=scenario in (" + ns + "," + other.ns + ")",
                                               "--post-deadline=300", "--workers=" + std::to_string(kWorkers)}});
        create_tenant();
        other.create_tenant();
        for (int i = 0; i < kKeys; ++i) other.create_key(name(i));
        for (int i = 0; i < kKeys; ++i) other.wait_ready(name(i));
        wait_tenant_ready();
    }
    // And there is work for it that needs every worker, several times over.
    void let_the_other_die() {
        if (GetParam() == Dead::Hangs) {
            simulator::Fault hang;
            hang.kind = simulator::Fault::Kind::hang;
            other_zpa->simulator.fail(hang);
        } else {
            other_zpa->go_away();
        }
        for (int i = 0; i < kKeys; ++i) other.edit_key(name(i), {{"maxUsage", 9}});
        other.create_key("newborn");
        if (GetParam() == Dead::Hangs) {
            other_zpa->wait_until_held();
        } else {
            other.wait_tenant_reason("Unreachable");
        }
    }
    void come_back() {
        if (GetParam() == Dead::Hangs) {
            other_zpa->simulator.faults.clear();
        } else {
            other_zpa->come_back();
        }
    }

    std::shared_ptr<Zpa> other_zpa = std::make_shared<Zpa>();
    Site& other = another_site(other_zpa);
    OperatorProcess* operator_ = nullptr;
};

INSTANTIATE_TEST_SUITE_P(OfOneThat, Neighbours, ::testing::Values(Dead::Hangs, Dead::RefusesConnections),
                         [](const auto& test) { return test.param == Dead::Hangs ? "Hangs" : "RefusesConnections"; });

TEST_P(Neighbours, AreServedWhileItIsDeadAndItIsBackByItself) {
    begin();
    let_the_other_die();
    const auto held = other_zpa->simulator.faults.held().size();

    for (int i = 0; i < kKeys; ++i) create_key(name(i));
    for (int i = 0; i < kKeys; ++i) wait_ready(name(i));
    edit_key(name(0), {{"maxUsage", 7}});
    delete_key(name(1));
    wait_ready(name(0));
    wait_gone(name(1));
    EXPECT_EQ(zpa.key_named(name(0)).max_usage, 7);
    if (GetParam() == Dead::Hangs) {
        EXPECT_GE(other_zpa->simulator.faults.held().size(), held) << "all of that went past calls that still hang";
    }
    for (const auto& key : other_zpa->keys()) EXPECT_EQ(key.max_usage, 5);

    come_back();
    for (int i = 0; i < kKeys; ++i) other.wait_ready(name(i));
    other.wait_ready("newborn");
    for (int i = 0; i < kKeys; ++i) EXPECT_EQ(other_zpa->key_named(name(i)).max_usage, 9);
    EXPECT_EQ(other_zpa->keys().size(), static_cast<std::size_t>(kKeys) + 1);
    other.wait_tenant_ready();
    EXPECT_TRUE(operator_->running());
}

}  // namespace scenario
