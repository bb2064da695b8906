#pragma once

#include <chrono>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <stop_token>
#include <string>

#include "controller/base/stop.h"
#include "controller/base/write_fence.h"
#include "controller/http/message.h"
#include "controller/kube/object_key.h"
#include "controller/kube/resource.h"

namespace kube {

class Connection;

struct ApplyOptions {
    std::string field_manager = "zpa-operator";
    bool force = true;
    bool dry_run = false;
};

struct RemoveOptions {
    std::string uid{}, resource_version{};      // preconditions where not empty
    std::optional<int> grace_period_seconds{};  // the object's own where empty
    std::string propagation_policy{};           // "Foreground", "Background", "Orphan"; the kind's own where empty
};

// Reads and writes objects of any kind, as JSON. One request a call; replies of 429 and 5xx with Retry-After are tried
// again up to `max_retries` times within the call's deadline (client-go's rule), creates by POST included since the
// server says it did not act; a create whose reply was lost throws Unavailable: look, then decide.
//
// Errors: base::Error whose kind comes from the server's Status (reason first, then the code) and whose text names
// verb, kind, object and the server's message. A 404 that is no Status (the kind is not served, its CRD is missing) is
// an error everywhere, never "gone". Objects come without metadata.managedFields; a write without them keeps the
// server's. Every write asks the fence before each time that it goes out: tries, the one after a 401, repeats on a
// stale connection. Threads: any. Shutdown: calls end with Cancelled when `stop` is requested.
class Client {
public:
    Client(std::shared_ptr<Connection> connection, const base::WriteFence& fence, int max_retries = 3);
    Client(std::shared_ptr<Connection> connection, const base::WriteFence& fence, int max_retries, base::Sleep sleep);
    // The same, each of whose calls is over within this time: credentials, connecting, tries and all (usually 35 s).
    Client within(std::chrono::milliseconds deadline) const;

    // nullopt where there is no such object.
    std::optional<nlohmann::json> get(const Resource& resource, const ObjectKey& key, std::stop_token stop) const;
    nlohmann::json create(const Resource& resource, const std::string& namespace_name, const nlohmann::json& object,
                          std::stop_token stop) const;
    // PUT of the whole object; metadata.resourceVersion in it makes it conditional.
    nlohmann::json update(const Resource& resource, const ObjectKey& key, const nlohmann::json& object,
                          std::stop_token stop) const;
    // Server-side apply; object carries apiVersion, kind, metadata. metadata.uid and resourceVersion in it are
    // preconditions (422 and 409 are Conflict here).
    nlohmann::json apply(const Resource& resource, const ObjectKey& key, const nlohmann::json& object,
                         const ApplyOptions& options, std::stop_token stop) const;
    // A `test` operation that fails, or a path that is not there, is Conflict.
    nlohmann::json json_patch(const Resource& resource, const ObjectKey& key, const nlohmann::json& operations,
                              std::stop_token stop) const;
    nlohmann::json merge_patch(const Resource& resource, const ObjectKey& key, const nlohmann::json& patch,
                               std::stop_token stop) const;
    // PUT to /status; metadata.resourceVersion of `object` makes it conditional.
    nlohmann::json update_status(const Resource& resource, const ObjectKey& key, const nlohmann::json& object,
                                 std::stop_token stop) const;
    // Returns false where it was gone already.
    bool remove(const Resource& resource, const ObjectKey& key, const RemoveOptions& options,
                std::stop_token stop) const;
    // POST to a virtual resource (tokenreviews, subjectaccessreviews, .../token). It changes nothing, so the fence is
    // not asked: standbys review the tokens of whoever reads their metrics.
    nlohmann::json post(const std::string& path, const nlohmann::json& object, std::stop_token stop) const;
    // The whole list, page by page to the end: {"items": [...], "metadata": {...}}. namespace_name "" means all. A
    // token that expires between pages begins one list without pages.
    nlohmann::json list(const Resource& resource, const std::string& namespace_name, const std::string& label_selector,
                        std::stop_token stop) const;

private:
    struct Call;
    nlohmann::json send_object(Call& call, std::stop_token stop) const;
    http::Response exchange(const Call& call, std::stop_token stop) const;
    std::shared_ptr<Connection> connection_;
    const base::WriteFence& fence_;
    const int max_retries_;
    const base::Sleep sleep_;
    std::chrono::milliseconds deadline_ = http::Request{}.deadline;
};

}  // namespace kube
