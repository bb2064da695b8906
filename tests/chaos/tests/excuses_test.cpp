// Which objects are rightly not Ready in the end.
#include "tests/chaos/excuses.h"

#include <gmock/gmock.h>

#include "tests/chaos/tests/end_state_builder.h"

namespace chaos {

using testing::HasSubstr;
using testing::Pair;
using testing::UnorderedElementsAre;

class Excuse : public ::testing::Test {
protected:
    void expect_excused(const std::string& reason) const {
        const auto verdict = inspect(end.state);
        EXPECT_EQ(told(verdict.findings), "");
        EXPECT_THAT(verdict.excuses, UnorderedElementsAre(Pair(reason, 1)));
    }
    void expect_none(const std::string& reason) const {
        const auto verdict = inspect(end.state);
        EXPECT_THAT(told(verdict.findings), HasSubstr("ns/blue: it is not Ready: " + reason + ": why"));
        EXPECT_TRUE(verdict.excuses.empty());
    }
    EndStateBuilder end;
};

TEST_F(Excuse, IsNotWhatNobodyThoughtOf) {
    end.waits("ZPAUnavailable");
    expect_none("ZPAUnavailable");
}

TEST_F(Excuse, SecretConflictIsOneWhereAStrangersSecretIs) {
    end.say("Ready", "False", "SecretConflict");
    expect_none("SecretConflict");
    end.state.strangers_secrets[{"ns", "blue"}] = "s2";
    auto& secret = end.blues_secret();
    secret = end.state.secrets.at({"ns", "hers"});
    secret["metadata"]["uid"] = "s2";
    expect_excused("SecretConflict");
}

TEST_F(Excuse, AdoptionNotAllowedIsOneWhereItIsAskedFor) {
    end.waits("AdoptionNotAllowed");
    expect_none("AdoptionNotAllowed");
    end.blue()["spec"]["adopt"] = {{"id", "s1"}};
    expect_excused("AdoptionNotAllowed");
}

TEST_F(Excuse, AdoptionNotAllowedIsOneForAKeyThatWasMadeForAnother) {
    end.waits("AdoptionNotAllowed").note("c1", "k2");
    expect_excused("AdoptionNotAllowed");
    end.note("c1", "s1");
    expect_excused("AdoptionNotAllowed");
}

TEST_F(Excuse, AdoptionNotAllowedIsNoneForAKeyThatWasMadeForThisVeryObject) {
    end.waits("AdoptionNotAllowed").note("c1", "k1");
    expect_none("AdoptionNotAllowed");
}

TEST_F(Excuse, TenantChangedIsOneWhereTheKeyOfAnotherOrganisationIsNoted) {
    end.waits("TenantChanged");
    expect_none("TenantChanged");
    end.note("c1", "k2");
    expect_none("TenantChanged");
    end.note("c2", "k2");
    expect_excused("TenantChanged");
}

TEST_F(Excuse, ATakenNameIsOneWhereAnotherKeyOfTheOrganisationHasIt) {
    for (const auto* reason : {"NameTaken", "NameConflict"}) {
        end.say("Ready", "False", reason);
        end.state.keys = {{"c1/k1", end.blues_key()}, {"c1/s1", end.state.keys.at("c1/s1")}};
        expect_none(reason);
        end.state.keys["c2/s2"] = end.state.strangers_keys["c2/s2"] = EndStateBuilder::key("north-blue");
        expect_none(reason);
        end.state.keys["c1/s3"] = end.state.strangers_keys["c1/s3"] = EndStateBuilder::key("north-blue");
        expect_excused(reason);
        end.state.strangers_keys.erase("c2/s2");
        end.state.strangers_keys.erase("c1/s3");
    }
}

TEST_F(Excuse, AlreadyClaimedIsOneWhereSomebodyHasTheKeyWhoeverComesFirst) {
    end.waits("AlreadyClaimed").note("c1", "k2");
    expect_none("AlreadyClaimed");
    end.with_green();
    expect_excused("AlreadyClaimed");
    std::swap(end.state.objects[0], end.state.objects[1]);
    expect_excused("AlreadyClaimed");
}

TEST_F(Excuse, AlreadyClaimedIsNoneForWhoHasAKey) {
    end.with_green().note("c1", "k2").say("Ready", "False", "AlreadyClaimed");
    expect_none("AlreadyClaimed");
}

TEST(MadeFor, IsTheObjectThatAnnouncedTheKeysBirth) {
    auto books = good_life();
    const auto& audit = books.books.audit;
    EXPECT_EQ(made_for(audit, books.books.journal, "c1/k1"), "u1");
    EXPECT_EQ(made_for(audit, books.books.journal, "c1/s1"), "") << "nobody asked for that one";
    EXPECT_EQ(made_for({}, books.books.journal, "c1/k1"), "");
}

}  // namespace chaos
