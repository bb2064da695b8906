#include "reconcilers/provisioning_key/creation.h"

#include <fmt/format.h>

#include "controller/base/rfc3339.h"
#include "reconcilers/common/api.h"
#include "reconcilers/provisioning_key/blocked.h"
#include "reconcilers/provisioning_key/given_names.h"
#include "reconcilers/provisioning_key/kept_secret.h"
#include "reconcilers/provisioning_key/late_keys.h"
#include "reconcilers/provisioning_key/naming.h"
#include "reconcilers/provisioning_key/newborn.h"
#include "reconcilers/provisioning_key/references.h"
#include "reconcilers/provisioning_key/refusal.h"
#include "reconcilers/provisioning_key/secret_keeper.h"
#include "reconcilers/provisioning_key/status.h"
#include "reconcilers/provisioning_key/tenant_access.h"

namespace provisioning_key {

namespace {

constexpr std::size_t kMostAbandoned = 16;  // as the schema allows
constexpr auto kLookAgain = std::chrono::seconds(2);

zpa::KeyDraft draft_of(Pass& pass, const std::string& birth_name) {
    const auto& spec = pass.spec();
    zpa::KeyDraft draft;
    draft.name = birth_name;
    draft.max_usage = *spec.max_usage;
    draft.group_id = resolve_group(pass, *spec.group);
    draft.enrollment_cert_id = resolve_certificate(pass);
    zpa::visit_plain_fields(
        [](const zpa::KeyField&, auto& value, const auto& wanted) {
            if (wanted) value = *wanted;
        },
        draft, spec);
    return draft;
}

CreationMark make_mark(Pass& pass, const std::string& name) {
    CreationMark mark;
    mark.nonce = new_nonce(pass.tools.random);
    mark.name = name;
    mark.birth_name = birth_name(name, mark.nonce);
    mark.customer_id = pass.remote->customer_id();
    mark.microtenant_id = pass.remote->microtenant_id();
    mark.association_type = pass.spec().association_type_text;
    mark.time = base::format_rfc3339(pass.tools.clock.wall());
    return mark;
}

void abandon(Pass& pass) {
    auto& status = pass.status();
    status.abandoned.push_back({status.creation->birth_name, base::format_rfc3339(pass.tools.clock.wall())});
    while (status.abandoned.size() > kMostAbandoned) status.abandoned.erase(status.abandoned.begin());
    status.creation.reset();
    pass.save_status();
}

Blocked unresolved(const Pass& pass) {
    return Blocked{
        .reason = reason::kCreationUnresolved,
        .message = fmt::format(
            "whether ZPA created {} is not known yet; nothing else is created before complete lists have shown it or "
            "lacked it for {} s",
            pass.object.status.creation->birth_name,
            std::chrono::duration_cast<std::chrono::seconds>(pass.tools.timings.settle()).count()),
        .retry = kLookAgain};
}

// What the object asks of ZPA, told from everything it asked before: by its spec, by a person's request to try again,
// or since other credentials ask.
std::string wish(const Pass& pass) {
    const auto requested = pass.object.meta.annotation(common::kReconcileRequestedAnnotation);
    return fmt::format("{}/{}/{}", pass.object.meta.generation, pass.remote->session_serial(), requested.value_or(""));
}

void demand_not_refused_lately(const Pass& pass) {
    const auto until = pass.tools.recollection.held_off_until(pass.object.meta.uid, wish(pass));
    const auto now = pass.tools.clock.now();
    if (!until || *until <= now) return;
    throw Blocked{
        .reason = reason::kCreationRefused, .message = "refused a moment ago", .retry = *until - now, .brief = true};
}

[[noreturn]] void give_in(Pass& pass, const zpa::KeyDraft& draft, const base::Error& refusal) {
    auto& recollection = pass.tools.recollection;
    const auto& uid = pass.object.meta.uid;
    // Remembered too, since the status that clears the mark may meet a conflict.
    recollection.refused(uid, pass.status().creation->nonce);
    pass.status().creation.reset();
    auto blocked = explain_refusal(pass, draft, refusal);
    const auto now = pass.tools.clock.now();
    if (blocked.reason == reason::kCreationRefused) recollection.references_doubted(uid, now);
    if (blocked.retry) recollection.hold_off(uid, wish(pass), now + *blocked.retry);
    throw blocked;
}

// Written with the mark.
void say_creating(Pass& pass) {
    Findings findings;
    findings.key = Blocked{.reason = reason::kCreating, .message = "ZPA is asked to create the key", .quiet = true};
    conclude(pass.object, findings, pass.tools.clock.wall());
}

// Adoption needs neither; where there is nothing left to adopt, a new key does.
void demand_creatable(const Pass& pass) {
    if (pass.spec().max_usage && pass.spec().group) return;
    throw Blocked{
        .reason = reason::kKeyNotFound,
        .message = fmt::format("key {} is not in ZPA any more; to have one made, say spec.maxUsage and spec.group, "
                               "or adopt another by spec.adopt.id",
                               pass.object.status.replaces)};
}

}  // namespace

zpa::KeyDetail create_key(Pass& pass) {
    demand_creatable(pass);
    demand_not_refused_lately(pass);
    const auto name = wanted_name(pass);
    demand_free_name(pass, name);
    auto mark = make_mark(pass, name);
    const auto draft = draft_of(pass, mark.birth_name);
    const auto place = hold_secret_place(pass);
    demand_no_kept_value(pass, place);
    auto ticket = pass.remote->ticket_to_create();
    pass.status().creation = std::move(mark);
    say_creating(pass);
    pass.save_status();

    auto outcome = pass.remote->create(draft, std::move(ticket));
    if (const auto* refused = std::get_if<zpa::Refused>(&outcome)) give_in(pass, draft, refused->error);
    if (std::holds_alternative<zpa::Unknown>(outcome)) {
        pass.tools.recollection.first_look(pass.object.meta.uid, pass.status().creation->nonce, pass.tools.clock.now());
        throw unresolved(pass);
    }
    auto& made = std::get<zpa::KeyDetail>(outcome);
    publish_newborn(pass, made, place);
    return std::move(made);
}

std::optional<zpa::KeyDetail> resolve_creation(Pass& pass) {
    const auto& mark = *pass.status().creation;
    demand_same_organisation(pass, mark.customer_id, mark.microtenant_id);
    const auto now = pass.tools.clock.now();
    if (pass.tools.recollection.was_refused(pass.object.meta.uid, mark.nonce)) {
        pass.status().creation.reset();
        pass.save_status();
        return std::nullopt;
    }
    const auto first_look = pass.tools.recollection.first_look(pass.object.meta.uid, mark.nonce, now);
    const bool settled = now - first_look >= pass.tools.timings.settle();
    // Each look needs a list of its own, but one a few seconds old serves every object that waits.
    const auto not_before = settled ? first_look + pass.tools.timings.settle() : std::max(first_look, now - kLookAgain);
    const auto keys = pass.remote->keys_since(not_before, zpa::Urgency::Publish);
    for (const auto* candidate : keys->find_by_name(mark.birth_name)) {
        auto made = pass.remote->get(candidate->id, zpa::Urgency::Publish);
        if (!made || made->key.name != mark.birth_name) continue;
        if (made->value.empty()) {  // hidden by somebody before we could read it: nobody can ever use it
            try_to_delete_late_key(pass, *candidate, mark.birth_name);
            continue;
        }
        publish_newborn(pass, *made,
                        pass.object.meta.deleting() ? std::nullopt : std::optional(hold_secret_place(pass)));
        return made;
    }
    if (!settled || keys->asked_at() < first_look + pass.tools.timings.settle()) throw unresolved(pass);
    abandon(pass);
    return std::nullopt;
}

}  // namespace provisioning_key
