#include "reconcilers/provisioning_key/announcement.h"

#include "reconcilers/common/object.h"
#include "reconcilers/provisioning_key/blocked.h"

namespace provisioning_key {

namespace {

using runtime::EventType;

std::string reason_of(const Findings& findings) {
    if (findings.key) return findings.key->reason;
    return findings.secret ? findings.secret->reason : reason::kReady;
}

std::string ready_reason(const Status& status) {
    const auto* ready = common::find_ready(status.conditions);
    return ready == nullptr ? "" : ready->reason;
}

}  // namespace

void announce(Pass& pass, const Findings& findings, const Status& before) {
    const auto reason = reason_of(findings);
    if (reason == ready_reason(before)) return;
    const auto& blocked = findings.key ? findings.key : findings.secret;
    if (!blocked) return pass.event(EventType::Normal, reason, "Reconcile", "key and Secret are as wanted");
    if (!blocked->quiet) pass.event(EventType::Warning, reason, "Reconcile", blocked->message);
}

}  // namespace provisioning_key
