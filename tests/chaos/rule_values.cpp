#include <fmt/format.h>

#include <algorithm>

#include "tests/chaos/rules.h"

namespace chaos {

namespace {

const Post* post_of(const std::vector<Post>& posts, const std::string& key_id) {
    const auto found = std::find_if(posts.begin(), posts.end(), [&](const Post& post) {
        return post.entry->committed && key_of(*post.entry) == key_id;
    });
    return found == posts.end() ? nullptr : &*found;
}

constexpr int kTimedOut = 504;  // what the API server says of a write that it may have done

// What is in a Secret is in no book: an apply is what fills it. A patch of its labels is none.
bool was_filled(const Books& books, const kube::ObjectKey& secret, Micros from, Micros to) {
    return std::any_of(books.audit.begin(), books.audit.end(), [&](const AuditLine& line) {
        return line.resource == "secrets" && line.applied && (line.succeeded() || line.status == kTimedOut) &&
               line.namespace_name == secret.namespace_name && line.name == secret.name &&
               books.seat_of(line.source) >= 0 && line.asked >= from && line.asked <= to && line.done <= to + kNoted;
    });
}

}  // namespace

std::vector<Finding> look_at_values(const Books& books) {
    std::vector<Finding> out;
    const auto posts = books.posts();
    for (const auto& [uid, history] : books.histories) {
        std::string known;
        for (const auto& version : history.versions) {
            const auto id = version.key_id();
            if (id == known) continue;
            known = id;
            const auto* post = post_of(posts, id);
            // Once deletion has begun nothing is made any more: the identity alone is recorded, so that the key can be
            // deleted. Who observes a key does not own it, and records it first.
            const bool observed = version.object.value("/status/observed"_json_pointer, false);
            if (post == nullptr || version.deleting() || observed) continue;
            const auto secret = version.object.value("/spec/secret/name"_json_pointer, history.name.name.str());
            if (was_filled(books, {history.name.namespace_name, secret}, micros(post->entry->at), version.asked))
                continue;
            out.push_back({"values", history.name.to_string(),
                           fmt::format("key {} was recorded before its value was in Secret {}", id, secret),
                           version.asked});
        }
    }
    return out;
}

}  // namespace chaos
