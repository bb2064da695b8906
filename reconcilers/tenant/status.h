#pragma once

#include "reconcilers/tenant/findings.h"
#include "reconcilers/tenant/types.h"

namespace tenant {

// The reasons of condition Ready; docs/operations.md says what to do about each.
namespace reason {
inline constexpr auto kReady = "Ready";
inline constexpr auto kWaiting = "Waiting";
inline constexpr auto kInvalidSpec = "InvalidSpec";
inline constexpr auto kSecretUnreadable = "SecretUnreadable";
inline constexpr auto kSecretNotFound = "SecretNotFound";
inline constexpr auto kInvalidSecret = "InvalidSecret";
inline constexpr auto kInvalidCredentials = "InvalidCredentials";
inline constexpr auto kFeatureNotLicensed = "FeatureNotLicensed";
inline constexpr auto kProvisioningKeysUnsupported = "ProvisioningKeysUnsupported";
inline constexpr auto kInventoryIncomplete = "InventoryIncomplete";
inline constexpr auto kUnreachable = "Unreachable";
inline constexpr auto kFailed = "ZPAError";
inline constexpr auto kInUse = "InUse";
inline constexpr auto kPaused = "Paused";
}  // namespace reason

// What is said of a tenant, and why.
struct Verdict {
    std::string reason;
    std::string message;
};
Verdict verdict_of(const ZpaTenant& tenant, const Findings& findings);
Verdict paused();

// Facts -> status. Pure.
Status status_of(const ZpaTenant& tenant, const Findings& findings, base::WallTime now);
// While deletion waits for the objects that still need the tenant. What was found on the way and hinders them is said
// too.
Status status_in_use(const ZpaTenant& tenant, const Findings& findings, std::size_t users, base::WallTime now);
Status status_paused(const ZpaTenant& tenant, base::WallTime now);

}  // namespace tenant
