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

TEST(Debts, AMarkIsOwedToWhereItWasAskedFor) {
    ProvisioningKey object;
    Spec spec;
    spec.tenant = {"n", "default"};
    spec.microtenant_id = "7";
    object.spec = spec;
    EXPECT_FALSE(debt_of(object, {}));
    object.status.creation = CreationMark{"x1", "edge.x1", "edge", "216190000000000777", "8", "SERVICE_EDGE_GRP", ""};
    const auto debt = debt_of(object, base::Instant(std::chrono::seconds(5)));
    ASSERT_TRUE(debt);
    EXPECT_EQ(debt->tenant, spec.tenant);
    EXPECT_EQ(debt->type, zpa::AssociationType::ServiceEdgeGroup);
    EXPECT_EQ(debt->microtenant_id, "7");
    EXPECT_EQ(debt->customer_id, "216190000000000777");
    EXPECT_EQ(debt->effective_microtenant_id, "8");
    EXPECT_EQ(debt->birth_name, "edge.x1");
    EXPECT_EQ(debt->since, base::Instant(std::chrono::seconds(5)));
}

TEST(Debts, OneThatIsKnownKeepsItsTime) {
    Debts debts;
    debts.add(kObject, debt("edge.a", 1));
    debts.add(kObject, debt("edge.a", 9));
    ASSERT_EQ(debts.of(kObject).size(), 1U);
    EXPECT_EQ(debts.of(kObject).front().since, base::Instant(std::chrono::seconds(1)));
}
