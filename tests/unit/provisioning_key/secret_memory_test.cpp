#include "reconcilers/provisioning_key/secret_memory.h"

#include <gtest/gtest.h>

#include "reconcilers/zpa/models.h"

using namespace provisioning_key;

namespace {

std::shared_ptr<const OwnedSecret> secret(const std::string& version, const std::string& value) {
    auto out = std::make_shared<OwnedSecret>();
    out->meta.name = "s";
    out->meta.namespace_name = "n";
    out->meta.resource_version = version;
    if (!value.empty()) out->data["provisionkey"] = value;
    return out;
}

const kube::ObjectKey kKey{"n", "s"};

}  // namespace

TEST(SecretMemory, KeepsWhatAnEditOrADeletionTookAway) {
    SecretMemory memory;
    memory.observe({secret("1", "the value"), secret("2", "edited"), false});
    memory.observe({secret("2", "edited"), nullptr, false});
    EXPECT_EQ(memory.find(kKey, zpa::fingerprint("the value")), "the value");
}

TEST(SecretMemory, GivesNothingWithoutTheRightFingerprint) {
    SecretMemory memory;
    memory.observe({secret("1", "forged"), nullptr, false});
    EXPECT_FALSE(memory.find(kKey, zpa::fingerprint("the value")));
    EXPECT_FALSE(memory.find(kKey, ""));
}

TEST(SecretMemory, DoesNotGrowWithoutLimit) {
    SecretMemory memory;
    memory.observe({secret("0", "first"), secret("1", "x"), false});
    for (int i = 1; i <= 200; ++i) {
        memory.observe({secret(std::to_string(i), "edit" + std::to_string(i)), secret(std::to_string(i + 1), "y"), false});
    }
    EXPECT_FALSE(memory.find(kKey, zpa::fingerprint("first")));
    EXPECT_TRUE(memory.find(kKey, zpa::fingerprint("edit200")));
}

TEST(SecretMemory, ForgetsWhatIsNotNeededAnyMore) {
    SecretMemory memory;
    memory.observe({secret("1", "the value"), nullptr, false});
    memory.forget(kKey);
    EXPECT_FALSE(memory.find(kKey, zpa::fingerprint("the value")));
}
