#include "tests/chaos/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "tests/chaos/arena.h"
#include "tests/chaos/deeds.h"
#include "tests/chaos/end_state.h"
#include "tests/chaos/leaks.h"
#include "tests/chaos/rules.h"
#include "tests/chaos/story.h"

namespace chaos {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kPace(150), kPaceOfEnds(3000);  // the longest pauses between deeds
constexpr std::size_t kMostStories = 3;

std::vector<Deed> all_deeds_of_life() {
    std::vector<Deed> out;
    for (const auto& deeds : {deeds_of_people(), deeds_of_the_portal(), deeds_of_strangers()})
        out.insert(out.end(), deeds.begin(), deeds.end());
    for (const auto& faults : {faults_of_zpa(), faults_of_the_api_server()}) {
        for (auto fault : faults) {
            fault.is_fault = true;
            out.push_back(fault);
        }
    }
    return out;
}

void perform(Arena& arena, const Step& step) {
    if (step.deed->is_fault && arena.sky_is_clear()) return;
    Dice dice(step.seed);
    try {
        step.deed->perform(arena, dice);
    } catch (const std::exception& error) {  // gone in the meantime, or there already
        arena.diary.note(fmt::format("  {}{}{}", step.deed->name, kCameToNothing, error.what()));
    }
}

int count_kills(const Arena& arena) {
    return static_cast<int>(std::count_if(arena.operators.lives().begin(), arena.operators.lives().end(),
                                          [](const Life& life) { return life.end == "SIGKILL"; }));
}

// People, strangers and faults on a thread of their own; the operators' ends here, since they are children of this
// thread.
int let_live(Arena& arena, const RunOptions& options) {
    std::atomic<int> deeds = 0;
    std::jthread life([&](const std::stop_token& stop) {
        Script script(options.seed * 2, all_deeds_of_life(), kPace);
        while (!stop.stop_requested()) {
            const auto step = script.next();
            std::this_thread::sleep_for(step.pause);
            perform(arena, step);
            ++deeds;
        }
    });
    Script script(options.seed * 2 + 1, ends_of_operators(), kPaceOfEnds);
    const auto end = Clock::now() + options.longest;
    while (count_kills(arena) < options.kills && Clock::now() < end) {
        const auto step = script.next();
        for (const auto until = Clock::now() + step.pause; Clock::now() < until;) {
            arena.operators.start_missing();
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
        perform(arena, step);
        if (options.progress) options.progress(count_kills(arena), deeds);
    }
    life.request_stop();
    life.join();
    return deeds;
}

template <typename T>
void append(std::vector<T>& to, std::vector<T> from) {
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

std::set<std::string> homes_of(const Arena& arena) {
    auto homes = arena.namespaces();
    homes.insert(arena.base.ns);
    return homes;
}

void read_on(std::vector<AuditLine>& audit, AuditLog& log, const Arena& arena) {
    const auto homes = homes_of(arena);
    append(audit, log.read_on([&](const AuditLine& line) {
        const bool writes = line.verb != "get" && line.verb != "list" && line.verb != "watch";
        return writes && (homes.contains(line.namespace_name) || arena.operators.seat_of(line.source) >= 0);
    }));
}

Books open_books(const Arena& arena, std::vector<AuditLine> audit) {
    Books books;
    books.audit = std::move(audit);
    books.homes = homes_of(arena);
    books.homes.insert(arena.going().begin(), arena.going().end());
    books.journal = arena.zpa->simulator.journal.after(0);
    demand_whole(books.journal);
    books.diary = arena.diary.lines();
    books.lives = arena.operators.lives();
    books.freezes = arena.operators.freezes();
    books.times = arena.times;
    books.lease = arena.base.ns;
    for (const auto& key : arena.strangers_keys()) books.strangers_keys.insert(key.customer + "/" + key.key.id);
    books.plantings = arena.plantings();
    books.portal_removed = arena.portal_removed();
    books.seat_of = [&](const std::string& source) { return arena.operators.seat_of(source); };
    books.put_in_order();
    return books;
}

std::string stories_of(const Books& books, const Arena& arena, const std::vector<Finding>& findings) {
    std::string out;
    std::set<std::string> told;
    for (const auto& finding : findings) {
        if (told.size() < kMostStories && told.insert(finding.about).second)
            out += tell_story(books, finding.about) + "\n";
    }
    for (int seat = 0; seat < Operators::kSeats; ++seat) {
        out += fmt::format("The last words of operator {}:\n{}\n", seat, arena.operators.last_words(seat));
    }
    return out;
}

}  // namespace

RunResult run(const RunOptions& options) {
    const auto begin = Clock::now();
    RunResult result;
    result.seed = options.seed;
    AuditLog log(options.audit_log);
    Arena arena(options.seed, options.program);
    result.deeds = let_live(arena, options);
    const Arena::ClearSky from_now_on(arena);
    auto& findings = result.findings;
    std::vector<AuditLine> audit;
    const auto maker = [&](const std::string& key_id) {
        read_on(audit, log, arena);
        return made_for(audit, arena.zpa->simulator.journal.after(0), key_id);
    };
    const auto end = wait_for_right_end(arena, options.patience, maker);
    append(findings, end.findings);
    auto texts = everything_readable(arena);  // while there is much
    if (findings.empty()) append(findings, wait_for_empty_end(arena, options.patience, maker).findings);
    append(texts, everything_readable(arena));
    append(texts, everything_written(arena));
    read_on(audit, log, arena);
    const auto books = open_books(arena, std::move(audit));
    append(findings, look_for_leaks(values_of_keys(arena), texts, books.histories));
    for (const auto& rule : rules()) append(findings, rule.look(books));
    for (const auto& crash : arena.operators.crashes())
        findings.push_back({"crashes", "operators", crash, now_micros()});
    for (const auto& secret : arena.spoilt())
        findings.push_back({"strangers", secret, "a stranger's Secret was changed", now_micros()});
    if (!findings.empty()) result.stories = stories_of(books, arena, findings);
    result.kills = count_kills(arena);
    result.faults = arena.faults_met();
    for (const auto& life : arena.operators.lives()) ++result.ends[life.end];
    result.count_diary(books.diary);
    for (const auto& post : books.posts()) result.keys += post.entry->committed ? 1 : 0;
    result.excuses = end.excuses;
    result.excuses["late key"] = count_late_keys(books);
    result.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    return result;
}

}  // namespace chaos
