#include "reconcilers/secrets/secret_memory.h"

#include <gtest/gtest.h>

#include "reconcilers/common/api.h"
#include "reconcilers/zpa/fingerprint.h"

using namespace secrets;

namespace {

using Secret = std::shared_ptr<const OwnedSecret>;

constexpr bool kLives = true;
const kube::ObjectKey kOwner{"n", "key"};

Secret secret(const kube::TextMap& data, const std::string& owner = "n/key") {
    auto out = std::make_shared<OwnedSecret>();
    out->meta.name = "s";
    out->meta.namespace_name = "n";
    if (!owner.empty()) out->meta.annotations = kube::TextMap{{common::kOwnerAnnotation, owner}};
    out->data = data;
    return out;
}

Secret holding(const std::string& value) { return secret({{"provisionkey", value}}); }

bool knows(const SecretMemory& memory, const std::string& value) {
    return memory.find(kOwner, zpa::fingerprint(value)) == value;
}

}  // namespace

TEST(SecretMemory, KeepsWhatAnEditOrADeletionTookAway) {
    SecretMemory memory;
    memory.observe({holding("the value"), holding("edited"), false}, kLives);
    memory.observe({holding("edited"), nullptr, false}, kLives);
    EXPECT_TRUE(knows(memory, "the value"));
}

TEST(SecretMemory, KeepsWhatLostItsOwner) {
    SecretMemory memory;
    memory.observe({holding("the value"), secret({{"provisionkey", "the value"}}, ""), false}, kLives);
    memory.observe({secret({{"provisionkey", "the value"}}, ""), secret({}, ""), false}, kLives);
    EXPECT_TRUE(knows(memory, "the value"));
}

TEST(SecretMemory, GivesNothingWithoutTheRightFingerprint) {
    SecretMemory memory;
    memory.observe({holding("forged"), nullptr, false}, kLives);
    EXPECT_FALSE(knows(memory, "the value"));
    EXPECT_FALSE(memory.find(kOwner, ""));
}

TEST(SecretMemory, KeepsNothingThatIsStillThere) {
    SecretMemory memory;
    memory.observe({secret({{"a", "the value"}}), secret({{"b", "the value"}}), false}, kLives);
    EXPECT_FALSE(knows(memory, "the value"));
}

TEST(SecretMemory, DoesNotGrowWithoutLimit) {
    SecretMemory memory;
    memory.observe({holding("first"), holding("x"), false}, kLives);
    for (int i = 1; i <= 200; ++i) memory.observe({holding("edit" + std::to_string(i)), holding("y"), false}, kLives);
    EXPECT_FALSE(knows(memory, "first"));
    EXPECT_TRUE(knows(memory, "edit200"));
    memory.observe({holding(std::string(5000, 'x')), nullptr, false}, kLives);
    EXPECT_FALSE(knows(memory, std::string(5000, 'x')));
}

// A Secret that is edited while nobody heals: the object is paused, or no operator leads.
TEST(SecretMemory, TheValueOnRecordIsNotPushedOut) {
    const auto on_record = zpa::fingerprint("the value");
    kube::TextMap many;
    for (int i = 0; i < 65; ++i) many[std::to_string(i)] = "text " + std::to_string(i);
    SecretMemory memory;
    memory.observe({holding("the value"), secret(many), false}, kLives, on_record);
    memory.observe({secret(many), holding("x"), false}, kLives, on_record);
    EXPECT_TRUE(knows(memory, "the value"));
    EXPECT_FALSE(knows(memory, "text 0")) << "it is as bounded as before";
    EXPECT_TRUE(knows(memory, "text 64"));

    many["-"] = "the value";  // the first of too many texts that go at once
    SecretMemory another;
    another.observe({secret(many), nullptr, false}, kLives, on_record);
    EXPECT_TRUE(knows(another, "the value"));
}

TEST(SecretMemory, EditingToAndFroPushesNothingOut) {
    SecretMemory memory;
    memory.observe({holding("the value"), holding("x"), false}, kLives);
    for (int i = 0; i < 200; ++i) memory.observe({holding("same"), holding("y"), false}, kLives);
    EXPECT_TRUE(knows(memory, "the value"));
}

// The watch tells of a Secret's end after the object's own end, or before: neither leaves a value behind.
TEST(SecretMemory, HoldsNothingOfObjectsThatAreGone) {
    SecretMemory memory;
    memory.observe({holding("the value"), nullptr, false}, kLives);
    memory.forget(kOwner);
    EXPECT_FALSE(knows(memory, "the value"));
    memory.observe({holding("the value"), nullptr, false}, !kLives);
    EXPECT_FALSE(knows(memory, "the value"));
    memory.observe({holding("one"), holding("two"), false}, kLives);
    memory.observe({holding("two"), nullptr, false}, !kLives);
    EXPECT_FALSE(knows(memory, "one")) << "what was remembered goes too";
}

TEST(SecretMemory, BelievesNoOwnerOfAnotherNamespace) {
    SecretMemory memory;
    memory.observe({secret({{"provisionkey", "the value"}}, "elsewhere/key"), nullptr, false}, kLives);
    EXPECT_FALSE(memory.find({"elsewhere", "key"}, zpa::fingerprint("the value")));
}
