#include "reconcilers/secrets/owned_secret.h"

#include <gtest/gtest.h>

#include "reconcilers/zpa/fingerprint.h"

using namespace secrets;

namespace {

OwnedSecret holding(kube::TextMap data) {
    OwnedSecret out;
    out.data = std::move(data);
    return out;
}

}  // namespace

TEST(OwnedSecretTest, ATextIsFoundWhateverItsEntry) {
    const auto stored = holding({{"a", "other"}, {"b", "value"}});
    for (const auto* likely : {"a", "b", "c"}) {
        const auto* found = find_text(stored, zpa::fingerprint("value"), likely);
        ASSERT_NE(found, nullptr) << likely;
        EXPECT_EQ(*found, "value");
        EXPECT_EQ(find_text(stored, zpa::fingerprint("lost"), likely), nullptr);
        EXPECT_EQ(find_text(stored, "", likely), nullptr);
    }
}

TEST(OwnedSecretTest, AnEmptyTextIsNoValueWhateverIsOnRecord) {
    const auto stored = holding({{"a", ""}});
    for (const auto* likely : {"a", "b"}) EXPECT_EQ(find_text(stored, zpa::fingerprint(""), likely), nullptr) << likely;
}
