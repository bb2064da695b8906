#include "reconcilers/provisioning_key/debts.h"

#include <gtest/gtest.h>

using namespace provisioning_key;

namespace {

Debt debt(const std::string& birth_name, int second) {
    Debt out;
    out.birth_name = birth_name;
    out.since = base::Instant(std::chrono::seconds(second));
    return out;
}

const kube::ObjectKey kObject{"n", "edge"};

}  // namespace

TEST(Debts, EachCreationOfAnObjectIsOwedByItself) {
    Debts debts;
    debts.add(kObject, debt("edge.a", 1));
    debts.add(kObject, debt("edge.b", 2));
    ASSERT_EQ(debts.of(kObject).size(), 2U);
    debts.settle(kObject, "edge.a");
    ASSERT_EQ(debts.of(kObject).size(), 1U);
    EXPECT_EQ(debts.of(kObject).front().birth_name, "edge.b");
    debts.settle(kObject, "edge.b");
    EXPECT_TRUE(debts.of(kObject).empty());
}

TEST(Debts, OneThatIsKnownKeepsItsTime) {
    Debts debts;
    debts.add(kObject, debt("edge.a", 1));
    debts.add(kObject, debt("edge.a", 9));
    ASSERT_EQ(debts.of(kObject).size(), 1U);
    EXPECT_EQ(debts.of(kObject).front().since, base::Instant(std::chrono::seconds(1)));
}
