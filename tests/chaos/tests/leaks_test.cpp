#include "tests/chaos/leaks.h"

#include <gmock/gmock.h>

#include "controller/base/random.h"
#include "controller/kube/base64.h"
#include "tests/chaos/tests/books_builder.h"

namespace chaos {

using testing::HasSubstr;

class Leaks : public ::testing::Test {
protected:
    std::string leaks(const std::vector<Readable>& texts = {}) {
        return told(look_for_leaks({value}, texts, books.done().histories));
    }
    const std::string value = base::system_random().alphanumeric(384);
    BooksBuilder books = good_life();
};

TEST_F(Leaks, AreNotInAGoodLife) { EXPECT_EQ(leaks({{"an event", "all is well"}}), ""); }

TEST_F(Leaks, AreFoundInWhatAnybodyMayRead) {
    EXPECT_THAT(leaks({{"an event", "made " + value}}), HasSubstr("an event: it holds the value"));
}

TEST_F(Leaks, AreFoundInAVersionThatIsNoMore) {
    books.version(60, {{"conditions", {{{"message", "key " + value}}}}}).version(70, nlohmann::json::object());
    EXPECT_THAT(leaks(), HasSubstr("ns/blue: it held the value of a key after a update of operator 0"));
}

TEST_F(Leaks, AreFoundInWhatWasAskedForAnObject) {
    books.version(60, nlohmann::json::object()).books.audit.back().request["status"] = kube::base64_encode(value);
    EXPECT_THAT(leaks(), HasSubstr("ns/blue: it held the value of a key"));
}

}  // namespace chaos
