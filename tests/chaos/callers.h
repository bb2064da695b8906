#pragma once

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "tests/chaos/books.h"

namespace chaos {

// What rules have to know of who calls and who leads.

bool is_read(const simulator::Entry& entry);
// The operator had stopped waiting for it, or never had its whole reply: it knows nothing of what came of it.
bool was_missed(const simulator::Entry& entry);

// Which start of the program a call came from; its predecessors' calls are not known to it.
const Life* life_of(const Books& books, int seat, Micros at);

// A seat came to hold the lease, or gave it back: then it is nobody's. Each start of the program holds it under an
// identity of its own.
inline constexpr int kNobody = -1;
struct Term {
    std::string identity;
    int seat = kNobody;
    Micros from = 0;
};
std::vector<Term> terms(const Books& books);
// Whose term it was then; nullptr before the first one.
const Term* term_at(const std::vector<Term>& terms, Micros at);

bool stood_still(const Books& books, int seat, Micros from, Micros to);
// Connections were cut: the journal has replies that nobody read, and repeats that nobody meant.
bool were_cut(const Books& books, Micros from, Micros to);

// Whoever merely names an organisation takes nothing from those who are in it, and hears nothing of them: a tenant
// draws from the common budget once ZPA has answered it.
class Members {
public:
    explicit Members(const Books& books);
    bool had(const simulator::Entry& caller) const;  // before that call

private:
    using Member = std::tuple<const Life*, std::string, std::string>;  // client, organisation
    const Books& books_;
    std::map<Member, Micros> since_;
};

}  // namespace chaos
