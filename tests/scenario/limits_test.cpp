// ZPA's limits: 429 on any call, and who goes first when calls are scarce.
#include <algorithm>
#include <set>

#include "tests/scenario/harness/scenario.h"

namespace scenario {

using Kind = simulator::Fault::Kind;
using Entry = simulator::Entry;

class Limits : public Scenario {
protected:
    static std::string name(int number) { return "key-" + std::to_string(number); }
    // Reasons of all events so far, of every object, in no order; those of warnings with a mark.
    std::multiset<std::string> told() const {
        std::multiset<std::string> out;
        for (const auto& event : cluster.list(kube::events(), ns)) {
            out.insert(event.value("/regarding/name"_json_pointer, "") +
                       (event.value("type", "") == "Warning" ? " WARNED " : " ") + event.value("reason", ""));
        }
        return out;
    }
    static std::multiset<std::string> without(std::multiset<std::string> all, const std::multiset<std::string>& some) {
        for (const auto& one : some) {
            if (const auto at = all.find(one); at != all.end()) all.erase(at);
        }
        return all;
    }
    // All of these have been told, since `before`.
    void wait_for_events(const std::multiset<std::string>& wanted, const std::multiset<std::string>& before) const {
        wait_for("the events", [&] {
            const auto news = without(told(), before);
            return std::includes(news.begin(), news.end(), wanted.begin(), wanted.end());
        });
    }
    static simulator::Fault refuse(const std::string& kind, const std::string& operation,
                                   const std::string& retry_after) {
        simulator::Fault fault;
        fault.kind = Kind::throttled;
        fault.match.kind = kind;
        fault.match.operation = operation;
        fault.retry_after = retry_after;
        fault.count = 1;
        return fault;
    }
    Entry wait_for_refusal(std::uint64_t after) const {
        const auto found =
            zpa.simulator.journal.wait_for(after, [](const Entry& entry) { return entry.status == 429; }, kPatience);
        if (!found) throw Unmet("nothing met the 429");
        return *found;
    }
};

// A call of each kind that there is.
struct Refused {
    std::string name, kind, operation;
};
void PrintTo(const Refused& one, std::ostream* out) { *out << one.name; }

class TooManyRequests : public Limits, public ::testing::WithParamInterface<Refused> {
protected:
    enum class Class { SignIn, Read, Write };
    static Class class_of(const Entry& entry) {
        if (entry.kind == "token") return Class::SignIn;
        return entry.method == "GET" ? Class::Read : Class::Write;
    }
    // What the operator has not seen yet, long enough before it is needed.
    void prepare() {
        start_operator();
        create_tenant();
        wait_tenant_ready();
        create_key("blue");
        wait_ready("blue");
        zpa.edit(zpa.key_named("blue").id, [](auto& key) { key.usage_count = 1; });  // so its components are asked for
        zpa.simulator.portal.add_group(zpa.customer(), simulator::connector_group, "new group");
        simulator::Certificate certificate;
        certificate.name = "new certificate";
        zpa.simulator.portal.add(zpa.customer(), certificate);
        const auto polls = zpa.calls("list").size();
        wait_for("a poll", [&] { return zpa.calls("list").size() > polls + 1; });
        wait_for_events({"blue KeyCreated", "blue Ready", "default Ready"}, {});
    }
    // Something that needs a call of every kind.
    void do_everything() {
        zpa.simulator.tokens.revoke_all();
        edit_key("blue", {{"maxUsage", 9}});
        create_key("green", {{"group", {{"name", "new group"}}}, {"enrollmentCert", {{"name", "new certificate"}}}});
        wait_ready("green");
        wait_for("blue is changed", [&] { return zpa.key_named("blue").max_usage == 9; });
        delete_key("blue");
        wait_gone("blue");
    }
};

INSTANTIATE_TEST_SUITE_P(On, TooManyRequests,
                         ::testing::Values(Refused{"SignIn", "token", ""}, Refused{"Groups", "appConnectorGroup", ""},
                                           Refused{"Certificates", "enrollmentCert", ""},
                                           Refused{"Components", "connector", ""},
                                           Refused{"KeyList", "provisioningKey", "list"},
                                           Refused{"KeyRead", "provisioningKey", "get"},
                                           Refused{"KeyCreate", "provisioningKey", "create"},
                                           Refused{"KeyUpdate", "provisioningKey", "update"},
                                           Refused{"KeyDelete", "provisioningKey", "delete"}),
                         [](const auto& test) { return test.param.name; });

TEST_P(TooManyRequests, NoCallOfThatClassIsMadeBeforeRetryAfter) {
    prepare();
    const auto told_before = told();
    const auto first = zpa.simulator.journal.last();
    zpa.simulator.fail(refuse(GetParam().kind, GetParam().operation, "2s"));
    do_everything();
    const auto refused = wait_for_refusal(first);
    const auto too_early = zpa.simulator.journal.where([&](const Entry& entry) {
        return entry.number > refused.number && class_of(entry) == class_of(refused) && entry.at > refused.at &&
               entry.at < refused.at + std::chrono::seconds(2);
    });
    // Others may have been on their way already: at most three calls of an organisation are in flight, one of them
    // this.
    EXPECT_LE(too_early.size(), class_of(refused) == Class::SignIn ? 0U : 2U);
    EXPECT_EQ(zpa.simulator.journal.where([&](const Entry& entry) { return entry.status == 429; }).size(), 1U);
    const std::multiset<std::string> expected = {"blue KeyDeleted", "blue KeyUpdated", "green KeyCreated",
                                                 "green Ready"};
    wait_for_events(expected, told_before);
    auto news = without(told(), told_before);
    news.erase("blue Ready");  // once more, where it was seen waiting
    EXPECT_EQ(news, expected) << "nobody is warned of a limit";
}

TEST_F(Limits, QueuedKeyHasOneConditionThatSaysSo) {
    start_operator();
    create_tenant();
    wait_tenant_ready();
    zpa.simulator.fail(refuse("provisioningKey", "create", "4s"));
    create_key("blue");
    const auto told = wait_reason("blue", "Queued");
    EXPECT_EQ(condition(told, "Reconciling"), "True");
    EXPECT_NE(message(told).find("limit"), std::string::npos) << message(told);
    const auto transition = [](const json& object) {
        for (const auto& one : object.at("status").at("conditions")) {
            if (one.at("type") == "Ready") return one.at("lastTransitionTime").get<std::string>();
        }
        return std::string();
    };
    const auto since = transition(told);
    const auto version = told.at("metadata").at("resourceVersion");
    holds_for("the same condition, unwritten", std::chrono::milliseconds(1500), [&] {
        const auto now = key("blue");
        return transition(now) == since && now.at("metadata").at("resourceVersion") == version;
    });
    expect_whole("blue");
    wait_for_event("blue", "Ready");
    EXPECT_EQ(events("blue").size(), 2U) << "made, and ready";
}

TEST_F(Limits, AreKeptByTheOperatorItself) {
    zpa.simulator.behaviours.edit([](auto& behaviour) {
        behaviour.limits = true;
        behaviour.window_seconds = 2;
    });
    start_operator({.flags = {"--rate-window=2"}});
    create_tenant({{"limits", nullptr}});
    wait_tenant_ready();
    for (int i = 0; i < 12; ++i) create_key(name(i));
    for (int i = 0; i < 12; ++i) wait_ready(name(i));
    EXPECT_EQ(zpa.simulator.journal.counters().of("", "", 429), 0U) << "the operator waits by itself";
    EXPECT_EQ(zpa.committed("create"), 12U);
}

// While nobody may read, the next poll queues up first, and then what people want. When reading goes on, theirs goes
// first.
TEST_F(Limits, WorkForPeopleGoesBeforePolling) {
    constexpr int kKeys = 6;
    constexpr auto kClosed = std::chrono::seconds(5);
    start_operator();
    create_tenant();
    create_key("edge", {{"associationType", simulator::service_edge_group}, {"group", {{"name", Zpa::kEdgeGroup}}}});
    wait_ready("edge");  // so there is a list that only polls ask for
    for (int i = 0; i < kKeys; ++i) create_key(name(i));
    for (int i = 0; i < kKeys; ++i) wait_ready(name(i));
    edit_tenant({{"limits", {{"reads", 4}, {"writes", 1000}}}});
    wait_for_tenant("the limits hold", [](const json& object) {
        return object.at("status").at("observedGeneration") == object.at("metadata").at("generation");
    });

    auto refusal = refuse("provisioningKey", "list", std::to_string(kClosed.count()) + "s");
    refusal.match.association_type = simulator::service_edge_group;
    const auto before = zpa.simulator.journal.last();
    zpa.simulator.fail(refusal);
    const auto refused = wait_for_refusal(before);
    for (int i = 0; i < kKeys; ++i) edit_key(name(i), {{"maxUsage", 9}});
    wait_for("most of them wait", [&] {
        int waiting = 0;
        for (int i = 0; i < kKeys; ++i) waiting += reason(key(name(i))) == "Queued" ? 1 : 0;
        return waiting >= kKeys / 2;
    });
    for (int i = 0; i < kKeys; ++i) wait_ready(name(i));

    std::vector<std::string> order;  // of first readings of a key, and of polls
    std::set<std::string> read;
    std::string timeline;
    for (const auto& call : zpa.simulator.journal.after(refused.number)) {
        const auto since = std::chrono::duration_cast<std::chrono::milliseconds>(call.at - refused.at).count();
        timeline += std::to_string(since) + " ms " + call.method + ' ' + call.kind + ' ' + call.operation + ' ' +
                    call.association_type + ' ' + call.object_id + '\n';
        if (call.method != "GET" || call.at < refused.at + kClosed) continue;
        if (call.operation == "get" && read.insert(call.object_id).second) order.push_back("person");
        if (call.operation == "list" && call.association_type == simulator::service_edge_group) order.push_back("poll");
    }
    // Who was under way when reading ended is not among them.
    EXPECT_GE(std::count(order.begin(), order.end(), "person"), kKeys / 2) << timeline;
    const auto first_poll = std::find(order.begin(), order.end(), "poll");
    EXPECT_EQ(std::find(first_poll, order.end(), "person"), order.end()) << timeline;
}

TEST_F(Limits, ValuesArePublishedBeforeNamesAreGiven) {
    start_operator({.flags = {"--rate-window=2"}});
    create_tenant({{"limits", {{"reads", 1000}, {"writes", 4}}}});
    wait_tenant_ready();
    for (int i = 0; i < 8; ++i) create_key(name(i));
    for (int i = 0; i < 8; ++i) wait_ready(name(i));
    const auto writes = zpa.simulator.journal.where(
        [](const Entry& entry) { return entry.committed && entry.method != "GET" && entry.kind == "provisioningKey"; });
    ASSERT_EQ(writes.size(), 16U);
    std::size_t last_create = 0;
    for (std::size_t i = 0; i < writes.size(); ++i) {
        if (writes[i].operation == "create") last_create = i;
    }
    EXPECT_LE(last_create, 11U) << "hardly a naming goes before a creation that waits";
}

}  // namespace scenario
