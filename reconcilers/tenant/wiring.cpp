#include "reconcilers/tenant/wiring.h"

#include "reconcilers/common/object.h"

namespace tenant {

void wire(cache::Store<ZpaTenant>& tenants, queue::WorkQueue& queue) {
    tenants.add_handler([&queue](const cache::Change<ZpaTenant>& change) {
        if (change.before && change.after && common::is_same_wish(change.before->meta, change.after->meta)) return;
        queue.add((change.after ? change.after : change.before)->meta.key());
    });
}

NamespaceLabels labels_in(const cache::Store<Namespace>& namespaces) {
    return [&namespaces](const std::string& name) -> std::optional<kube::TextMap> {
        const auto found = namespaces.get({"", name});
        if (!found) return std::nullopt;
        return *found->meta.labels;
    };
}

}  // namespace tenant
