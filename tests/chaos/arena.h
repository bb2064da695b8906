#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/chaos/diary.h"
#include "tests/chaos/dice.h"
#include "tests/chaos/operators.h"
#include "tests/chaos/planting.h"
#include "tests/scenario/harness/cluster.h"
#include "tests/scenario/harness/site.h"

namespace chaos {

// Which ProvisioningKey an act is about: one of a fixed number of names in one of two namespaces. What can never be
// changed of an object (its tenant, its kind of component) follows from the place.
struct Place {
    std::size_t home = 0;  // 0 or 1: which namespace
    std::size_t number = 0;
};

// The world of one run: a ZPA with two organisations, three tenants (two of the first organisation), two namespaces for
// keys, keys of strangers in ZPA and Secrets of strangers in the cluster, and two operators. Deeds change it; Threads:
// as the members say, and Operators is the main thread's alone.
class Arena {
public:
    static constexpr std::size_t kNumbers = 10;  // objects a namespace
    static constexpr std::size_t kTenants = 3;
    static constexpr auto kCommonName = "common";  // a name in ZPA that several objects want

    Arena(std::uint64_t seed, const std::string& program);
    ~Arena();

    Diary diary;
    const Times times;
    const std::shared_ptr<scenario::Zpa> zpa = std::make_shared<scenario::Zpa>();
    const std::string second_customer;
    scenario::Site base{zpa};  // tenants and credentials
    Operators operators;
    scenario::Cluster& cluster = scenario::Cluster::shared();

    Place place(Dice& dice) const { return {dice.below(2), dice.below(kNumbers)}; }
    std::string name(const Place& place) const;          // of the object, and of its Secret
    std::string namespace_of(const Place& place) const;  // the present one
    kube::ObjectKey key(const Place& place) const { return {namespace_of(place), name(place)}; }
    static std::size_t tenant_of(const Place& place) { return place.number % kTenants; }
    static std::string tenant_name(std::size_t tenant);
    const std::string& customer_of(std::size_t tenant) const;
    std::vector<std::string> customers() const { return {zpa->customer(), second_customer}; }
    // All namespaces this run ever had.
    std::set<std::string> namespaces() const;
    // Those that were going when it began: where an earlier run's objects go, their empty Secrets are removed.
    const std::set<std::string>& going() const { return going_; }
    bool is_present(const std::string& name) const;
    void replace_namespace(std::size_t home);

    // What an organisation may be asked in a second.
    struct Limits {
        int reads, writes;
    };

    // Keys in ZPA that are nobody's business here, as they were made, by their organisation.
    struct Stranger {
        std::string customer;
        simulator::Key key;
    };
    const std::vector<Stranger>& strangers_keys() const { return strangers_keys_; }
    // Secrets that somebody else made in our namespaces: what they hold.
    void planted(const kube::ObjectKey& secret, const std::string& uid);
    void uproot(const kube::ObjectKey& secret);                        // notes it if somebody has changed it
    std::map<kube::ObjectKey, std::string> strangers_secrets() const;  // to their uids
    std::vector<Planting> plantings() const;
    std::vector<std::string> spoilt() const;  // those that were not as they had been made when they went

    // When each key went that somebody deleted in the portal.
    void removed_in_portal(const std::string& customer, const std::string& id);
    std::map<std::string, Micros> portal_removed() const;

    // A rule of that seat's way to the API server: what it met is counted under that name.
    void count(const std::string& name, int seat, int rule);
    std::map<std::string, int> faults_met() const;

    // Objects that the main thread makes and deletes, so that an operator comes by a step of the protocol.
    Place new_probe(Dice& dice);
    Place newest_probe() const { return probes_.back(); }  // there is one once somebody was held at a step
    std::optional<Place> oldest_probe();                   // and forgets it

    // While it lives no fault goes on and none begins. What would have begun is left out. Threads: any.
    class ClearSky {
    public:
        explicit ClearSky(Arena& arena);
        ~ClearSky() { --arena_.clear_skies_; }
        ClearSky(const ClearSky&) = delete;
        ClearSky& operator=(const ClearSky&) = delete;

    private:
        Arena& arena_;
    };
    bool sky_is_clear() const { return clear_skies_ > 0; }

private:
    void make_organisation(const std::string& customer);
    void make_tenants();
    void choose_behaviour(Dice dice);

    std::atomic<int> clear_skies_ = 0;
    mutable std::mutex mutex_;
    std::vector<std::string> homes_;                  // guarded by mutex_: the present namespaces
    std::set<std::string> all_homes_;                 // guarded by mutex_
    std::map<kube::ObjectKey, std::string> planted_;  // guarded by mutex_
    std::vector<Planting> plantings_;                 // guarded by mutex_
    std::vector<std::string> spoilt_;                 // guarded by mutex_
    std::map<std::string, Micros> portal_removed_;    // guarded by mutex_
    struct Counted {
        std::string name;
        int seat, rule;
    };
    std::vector<Counted> counted_;  // guarded by mutex_
    Limits limits_{};
    std::set<std::string> going_;
    std::vector<Stranger> strangers_keys_;
    std::vector<Place> probes_;
    std::size_t last_probe_ = 100;  // beyond people's numbers
};

}  // namespace chaos
