#include "controller/base/rare.h"

#include <gtest/gtest.h>

#include <string>

using Note = base::Rare<std::string>;

static_assert(sizeof(Note) == sizeof(void*));
static_assert(std::is_nothrow_move_constructible_v<Note> && std::is_nothrow_move_assignable_v<Note>);

TEST(Rare, IsThereOrNot) {
    Note note;
    EXPECT_FALSE(note);
    note = std::string("seldom");
    ASSERT_TRUE(note);
    EXPECT_EQ(*note, "seldom");
    EXPECT_EQ(note->size(), 6U);
    note.reset();
    EXPECT_FALSE(note);
}

TEST(Rare, EqualIsWhatHasEqualValuesOrNone) {
    const Note none, one = std::string("a"), same = std::string("a"), other = std::string("b");
    EXPECT_EQ(one, same);
    EXPECT_NE(one, other);
    EXPECT_NE(one, none);
    EXPECT_NE(none, one);
    EXPECT_EQ(none, Note(std::nullopt));
}

TEST(Rare, ACopyStandsByItself) {
    Note one = std::string("before");
    Note copy = one;
    one = std::string("after");
    EXPECT_EQ(*copy, "before");
    copy = one;
    EXPECT_EQ(*copy, "after");
    copy = Note();
    EXPECT_FALSE(copy);
    EXPECT_EQ(*one, "after");
}
