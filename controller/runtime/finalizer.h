#pragma once

#include <stop_token>
#include <string>

#include "controller/kube/client.h"
#include "controller/kube/object_meta.h"

namespace runtime {

// Our entry in metadata.finalizers, edited by JSON patches that test what they expect (kube-rs' finalizer), so nobody
// else's entry is lost, an object made again under the name is left alone, and nothing is added to an object that is
// being deleted in the meantime: adding tests the resource version too. Both throw Error(Conflict) where the object
// moved on; the next run sees the new state.

// Does nothing where the entry is there or the object is being deleted. Returns the resource version that the object
// has then, so that a pass can go on with it.
std::string add_finalizer(const kube::Client& client, const kube::Resource& resource, const kube::ObjectMeta& meta,
                          const std::string& finalizer, std::stop_token stop);
// Does nothing where the entry is not there. An object that is gone already is success.
void remove_finalizer(const kube::Client& client, const kube::Resource& resource, const kube::ObjectMeta& meta,
                      const std::string& finalizer, std::stop_token stop);

}  // namespace runtime
