#pragma once

#include "controller/base/clock.h"

namespace provisioning_key {

// The times of the creation protocol (creation.h). Flags set them, so that tests are quick.
struct Timings {
    base::Duration post_deadline = std::chrono::seconds(30);  // of the POST; after it ZPA may still act for...
    base::Duration list_lag = std::chrono::seconds(60);       // ...and its lists may trail by this
    base::Duration soon = std::chrono::seconds(60);           // a 404 so soon after our own create is not "gone"
    base::Duration fresh = std::chrono::seconds(10);          // how old a list may be that proves a name free
    base::Duration name_check = std::chrono::seconds(1);  // after naming, before looking again: one list serves a batch
    base::Duration world = std::chrono::minutes(5);       // the latest next try of what the world may cure; no flag

    // How long complete lists must have lacked a key, from our first look, before its creation counts as never
    // happened.
    base::Duration settle() const { return post_deadline + list_lag; }
};

inline constexpr auto kNotShownYet = std::chrono::seconds(3);    // for a key that ZPA may show in a moment
inline constexpr auto kShortly = std::chrono::milliseconds(50);  // for somebody else's list under way

}  // namespace provisioning_key
