#include "reconcilers/tenant/patience.h"

#include <gtest/gtest.h>

using std::chrono::seconds;

TEST(Patience, doubles_from_the_first_to_the_last_wait_and_begins_anew_when_it_is_over) {
    tenant::Patience patience(seconds(5), seconds(60));
    const kube::ObjectKey one{"net", "one"};
    int times = 0;
    for (const int delay : {5, 10, 20, 40, 60, 60}) {
        const auto wait = patience.once_more(one);
        EXPECT_EQ(wait.delay, base::Duration(seconds(delay)));
        EXPECT_EQ(wait.times, ++times);
    }
    EXPECT_EQ(patience.once_more({"net", "other"}).times, 1);
    patience.over(one);
    EXPECT_EQ(patience.once_more(one).delay, base::Duration(seconds(5)));
}
