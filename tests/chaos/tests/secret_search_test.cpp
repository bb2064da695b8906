#include "tests/chaos/secret_search.h"

#include <gtest/gtest.h>

#include "controller/base/random.h"
#include "controller/kube/base64.h"

namespace chaos {

class Search : public ::testing::Test {
protected:
    Search() { search.add(value); }
    const std::string value = base::system_random().alphanumeric(384);
    SecretSearch search;
};

TEST_F(Search, FindsTheValueWhereverItIs) { EXPECT_TRUE(search.finds("a log line with " + value + " in it")); }
TEST_F(Search, FindsItsBase64) { EXPECT_TRUE(search.finds("data: " + kube::base64_encode(value))); }
TEST_F(Search, FindsItCutOff) {
    EXPECT_TRUE(search.finds(value.substr(0, 200) + "…"));
    EXPECT_TRUE(search.finds("…" + value.substr(200)));
}
TEST_F(Search, FindsNothingInOtherTexts) { EXPECT_FALSE(search.finds(base::system_random().alphanumeric(100000))); }
TEST_F(Search, RefusesWhatIsTooShort) { EXPECT_THROW(search.add("short"), std::invalid_argument); }

}  // namespace chaos
