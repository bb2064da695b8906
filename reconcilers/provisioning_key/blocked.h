#pragma once

#include <optional>
#include <string>

#include "controller/base/clock.h"

namespace provisioning_key {

// Why a pass cannot go on, in the words of the condition that will say so. Thrown by the steps of a pass and caught in
// one place, so that a reconcile reads as what happens when nothing stands in the way.
struct Blocked {
    enum class Aspect { Key, Secret };

    Aspect aspect = Aspect::Key;
    std::string reason{};
    std::string message{};
    std::optional<base::Duration> retry{};  // nullopt: only a change of the object can help (Stalled)
    bool quiet = false;                     // on its way: a condition, never an event
    bool transient = false;                 // the world's trouble, not this object's: what was Ready stays Ready
    bool brief = false;                     // over in a moment: not worth a write of the status
    bool resumes = false;                   // goes on where it was, before anything else is begun
    bool failing = false;                   // ZPA is there and fails at it: tried again less and less often
};

// The reasons; docs/operations.md says what each means and what to do.
namespace reason {
inline constexpr auto kReady = "Ready";
inline constexpr auto kSynced = "Synced";
inline constexpr auto kObserved = "Observed";
inline constexpr auto kInvalidSpec = "InvalidSpec";
inline constexpr auto kTenantNotFound = "TenantNotFound";
inline constexpr auto kTenantNotReady = "TenantNotReady";
inline constexpr auto kTenantChanged = "TenantChanged";
inline constexpr auto kMicrotenantNotOpen = "MicrotenantNotOpen";
inline constexpr auto kNamespaceNotAllowed = "NamespaceNotAllowed";
inline constexpr auto kAdoptionNotAllowed = "AdoptionNotAllowed";
inline constexpr auto kAlreadyClaimed = "AlreadyClaimed";
inline constexpr auto kKeyNotFound = "KeyNotFound";
inline constexpr auto kKeyAmbiguous = "KeyAmbiguous";
inline constexpr auto kGroupNotFound = "GroupNotFound";
inline constexpr auto kGroupAmbiguous = "GroupAmbiguous";
inline constexpr auto kCertificateNotFound = "CertificateNotFound";
inline constexpr auto kCertificateAmbiguous = "CertificateAmbiguous";
inline constexpr auto kNameConflict = "NameConflict";
inline constexpr auto kNameTaken = "NameTaken";
inline constexpr auto kNaming = "Naming";
inline constexpr auto kCreating = "Creating";
inline constexpr auto kCreationUnresolved = "CreationUnresolved";
inline constexpr auto kCreationRefused = "CreationRefused";
inline constexpr auto kReadOnlyKey = "ReadOnlyKey";
inline constexpr auto kDrifted = "Drifted";
inline constexpr auto kUpdateRefused = "UpdateRefused";
inline constexpr auto kUpdateIgnored = "UpdateIgnored";
inline constexpr auto kKeyDeletedInZpa = "KeyDeletedInZPA";
inline constexpr auto kValueLost = "ValueLost";
inline constexpr auto kValueHidden = "ValueHidden";
inline constexpr auto kSecretConflict = "SecretConflict";
inline constexpr auto kSecretRefused = "SecretRefused";
inline constexpr auto kQueued = "Queued";
inline constexpr auto kZpaUnavailable = "ZPAUnavailable";
inline constexpr auto kZpaError = "ZPAError";
inline constexpr auto kPaused = "Paused";
inline constexpr auto kDeletionRefused = "DeletionRefused";
inline constexpr auto kReconcileFailed = "ReconcileFailed";
// of one condition only
inline constexpr auto kNoKey = "NoKey";
inline constexpr auto kAvailable = "Available";
inline constexpr auto kRunningLow = "RunningLow";
inline constexpr auto kUsedUp = "UsedUp";
inline constexpr auto kMaxUsageBelowUsage = "MaxUsageBelowUsage";
inline constexpr auto kDisabled = "Disabled";
}  // namespace reason

}  // namespace provisioning_key
