#include "controller/runtime/finalizer.h"

#include <gtest/gtest.h>

#include "controller/base/error.h"
#include "tests/unit/runtime/scripted_api.h"

namespace {

using nlohmann::json;
using tests::ScriptedApi;

class Finalizer : public testing::Test {
protected:
    Finalizer() {
        api_.answer([](const http::Request&) {
            return ScriptedApi::reply(200,
                                      {{"metadata", {{"name", "a"}, {"namespace", "ns"}, {"resourceVersion", "8"}}}});
        });
    }
    std::string add() { return runtime::add_finalizer(client_, kube::secrets(), meta_, "example.io/cleanup", {}); }
    void remove() { runtime::remove_finalizer(client_, kube::secrets(), meta_, "example.io/cleanup", {}); }
    void answer(int status, const std::string& reason) {
        api_.answer([=](const http::Request&) { return ScriptedApi::refusal(status, reason); });
    }
    static kube::ObjectMeta meta() {
        kube::ObjectMeta result;
        result.namespace_name = "ns";
        result.name = "a";
        result.uid = "u1";
        result.resource_version = "7";
        return result;
    }
    fakes::FakeClock clock_;
    ScriptedApi api_{clock_};
    kube::Client client_{api_.connection(), base::open_fence(), 0};
    kube::ObjectMeta meta_ = meta();
};

TEST_F(Finalizer, FirstEntryExpectsThatThereIsNone) {
    add();
    ASSERT_EQ(api_.asked().size(), 1U);
    const auto asked = api_.asked()[0];
    EXPECT_EQ(asked.method, "PATCH");
    EXPECT_EQ(asked.target, "/api/v1/namespaces/ns/secrets/a");
    EXPECT_EQ(asked.content_type, "application/json-patch+json");
    EXPECT_EQ(asked.body, json::parse(R"([
      {"op": "test", "path": "/metadata/uid", "value": "u1"},
      {"op": "test", "path": "/metadata/resourceVersion", "value": "7"},
      {"op": "test", "path": "/metadata/finalizers", "value": null},
      {"op": "add", "path": "/metadata/finalizers", "value": ["example.io/cleanup"]}])"));
}

TEST_F(Finalizer, FurtherEntryExpectsTheWholeListAndKeepsIt) {
    meta_.finalizers = {{"other.io/x", "other.io/y"}};
    add();
    EXPECT_EQ(api_.asked().at(0).body[2],
              json::parse(R"({"op": "test", "path": "/metadata/finalizers", "value": ["other.io/x", "other.io/y"]})"));
    EXPECT_EQ(api_.asked().at(0).body[3],
              json::parse(R"({"op": "add", "path": "/metadata/finalizers/-", "value": "example.io/cleanup"})"));
}

TEST_F(Finalizer, NeverAddedToADeletingObject) {
    meta_.deletion_time = base::WallTime{};
    add();
    EXPECT_TRUE(api_.asked().empty());
}

TEST_F(Finalizer, TheVersionAfterItIsToldSoThatAPassCanGoOn) { EXPECT_EQ(add(), "8"); }

TEST_F(Finalizer, NotAddedTwice) {
    meta_.finalizers = {{"example.io/cleanup"}};
    EXPECT_EQ(add(), "7");
    EXPECT_TRUE(api_.asked().empty());
}

TEST_F(Finalizer, RemovalExpectsOurEntryAtItsPlace) {
    meta_.finalizers = {{"other.io/x", "example.io/cleanup"}};
    remove();
    EXPECT_EQ(api_.asked().at(0).body, json::parse(R"([
      {"op": "test", "path": "/metadata/uid", "value": "u1"},
      {"op": "test", "path": "/metadata/finalizers/1", "value": "example.io/cleanup"},
      {"op": "remove", "path": "/metadata/finalizers/1"}])"));
}

TEST_F(Finalizer, NothingToRemoveAsksNothing) {
    meta_.finalizers = {{"other.io/x"}};
    remove();
    EXPECT_TRUE(api_.asked().empty());
}

TEST_F(Finalizer, AnObjectThatIsGoneNeedsNoRemoval) {
    meta_.finalizers = {{"example.io/cleanup"}};
    answer(404, "NotFound");
    EXPECT_NO_THROW(remove());
}

TEST_F(Finalizer, AFailedTestIsAConflict) {
    answer(422, "Invalid");
    try {
        add();
        FAIL() << "the server refused";
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), base::ErrorKind::Conflict);
    }
}

TEST_F(Finalizer, AddingToAnObjectThatIsGoneIsToldAsThat) {
    answer(404, "NotFound");
    try {
        add();
        FAIL() << "the server refused";
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), base::ErrorKind::NotFound);
    }
}

}  // namespace
