// kill -9 at every step of a key's life: the next start finishes the work with nobody's help.
#include "tests/scenario/harness/scenario.h"

namespace scenario {

enum class Point {
    BeforePost,
    AfterPostWasCommitted,
    AfterReply,
    AfterSecret,
    BeforeNaming,
    AfterNaming,
    AfterDelete,
    BeforeFinalizerGoes
};

std::string name_of(Point point) {
    switch (point) {
        case Point::BeforePost: return "BeforePost";
        case Point::AfterPostWasCommitted: return "AfterPostWasCommitted";
        case Point::AfterReply: return "AfterReply";
        case Point::AfterSecret: return "AfterSecret";
        case Point::BeforeNaming: return "BeforeNaming";
        case Point::AfterNaming: return "AfterNaming";
        case Point::AfterDelete: return "AfterDelete";
        case Point::BeforeFinalizerGoes: return "BeforeFinalizerGoes";
    }
    return "";
}

struct Killed {
    Point point;
    bool exportable;
    bool unique_names;

    std::string name() const {
        return name_of(point) + (exportable ? "Exportable" : "Hidden") + (unique_names ? "UniqueNames" : "AnyNames");
    }
};
void PrintTo(const Killed& one, std::ostream* out) { *out << one.name(); }

// With what is held at that point, ZPA's calls or the API server's.
class Trap {
public:
    Trap(Point point, Zpa& zpa, ApiProxy& proxy) : zpa_(zpa), proxy_(proxy) {
        using Action = ApiProxy::Action;
        switch (point) {
            case Point::BeforePost: call_ = zpa.hold("create", false); break;
            case Point::AfterPostWasCommitted: call_ = zpa.hold("create", true); break;
            case Point::BeforeNaming: call_ = zpa.hold("update", false); break;
            case Point::AfterNaming: call_ = zpa.hold("update", true); break;
            case Point::AfterDelete: call_ = zpa.hold("delete", true); break;
            case Point::AfterReply:
                request_ =
                    proxy.add({.action = Action::hold_before, .method = "PATCH", .path = "/secrets/blue", .count = 1});
                break;
            case Point::AfterSecret:
                request_ = proxy.add({.action = Action::hold_before,
                                      .method = "PUT",
                                      .path = "/provisioningkeys/blue/status",
                                      .body = "\"creationTime\"",
                                      .count = 1});
                break;
            case Point::BeforeFinalizerGoes:
                request_ = proxy.add({.action = Action::hold_before,
                                      .method = "PATCH",
                                      .path = "/provisioningkeys/blue",
                                      .body = "finalizers",
                                      .count = 1});
                break;
        }
    }
    void wait() { request_ != 0 ? proxy_.wait_until_held(request_) : zpa_.wait_until_held(); }
    void drop() {
        if (request_ != 0) return proxy_.release(request_, ApiProxy::Release::drop);
        zpa_.release(call_, simulator::Release::drop);
    }

private:
    Zpa& zpa_;
    ApiProxy& proxy_;
    std::string call_;
    int request_ = 0;
};

class Kill : public Scenario, public ::testing::WithParamInterface<Killed> {
protected:
    void expect_finished() {
        expect_whole("blue");
        EXPECT_EQ(zpa.only_key().exportable, GetParam().exportable);
        EXPECT_EQ(zpa.committed("create") - zpa.committed("delete"), 1U);
        EXPECT_EQ(cluster.list(kube::secrets(), ns).size(), 2U) << "the credentials and the key's";
        EXPECT_TRUE(events("blue", "KeyUpdated").empty()) << "nobody changed anything: what is finished is a creation";
    }
    void expect_nothing_left() {
        wait_gone("blue");
        EXPECT_TRUE(zpa.keys().empty());
        EXPECT_FALSE(secret("blue"));
    }
};

TEST_P(Kill, NextStartFinishesTheWork) {
    const auto [point, exportable, unique_names] = GetParam();
    const bool deleting = point == Point::AfterDelete || point == Point::BeforeFinalizerGoes;
    zpa.simulator.behaviours.edit([unique = unique_names](auto& behaviour) { behaviour.key_names_unique = unique; });
    ApiProxy proxy(cluster.config(), cluster.ca());
    auto& first = start_operator({.proxy = &proxy});
    create_tenant();
    wait_tenant_ready();
    std::optional<Trap> trap;
    if (!deleting) trap.emplace(point, zpa, proxy);
    create_key("blue", exportable ? json::object() : json{{"exportable", false}});
    if (deleting) {
        wait_ready("blue");
        trap.emplace(point, zpa, proxy);
        delete_key("blue");
    }
    trap->wait();
    first.kill9();
    trap->drop();
    forget_lease();

    start_operator();
    if (!deleting) {
        expect_finished();
        delete_key("blue");
    }
    expect_nothing_left();
}

using EditBeforeTheNextStart = Scenario;

TEST_F(EditBeforeTheNextStart, HasItsEventAlthoughItGoesWithTheNaming) {
    ApiProxy proxy(cluster.config(), cluster.ca());
    auto& first = start_operator({.proxy = &proxy});
    create_tenant();
    wait_tenant_ready();
    Trap trap(Point::BeforeNaming, zpa, proxy);
    create_key("blue");
    trap.wait();
    first.kill9();
    trap.drop();
    forget_lease();
    edit_key("blue", {{"maxUsage", 9}});
    start_operator();
    wait_for_event("blue", "KeyUpdated");
    expect_whole("blue");
    EXPECT_EQ(zpa.only_key().max_usage, 9);
}

std::vector<Killed> every_kill() {
    std::vector<Killed> out;
    for (const auto point : {Point::BeforePost, Point::AfterPostWasCommitted, Point::AfterReply, Point::AfterSecret,
                             Point::BeforeNaming, Point::AfterNaming, Point::AfterDelete, Point::BeforeFinalizerGoes}) {
        for (const bool exportable : {true, false}) {
            for (const bool unique_names : {true, false}) out.push_back({point, exportable, unique_names});
        }
    }
    return out;
}

INSTANTIATE_TEST_SUITE_P(AtEveryStep, Kill, ::testing::ValuesIn(every_kill()),
                         [](const auto& test) { return test.param.name(); });

}  // namespace scenario
