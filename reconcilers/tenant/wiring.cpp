#include "reconcilers/tenant/wiring.h"

namespace tenant {

namespace {

bool only_status_changed(const ZpaTenant& before, const ZpaTenant& after) {
    return before.meta.uid == after.meta.uid && before.meta.generation == after.meta.generation &&
           before.meta.annotations == after.meta.annotations && before.meta.finalizers == after.meta.finalizers &&
           before.meta.deleting() == after.meta.deleting();
}

}  // namespace

void wire(cache::Store<ZpaTenant>& tenants, queue::WorkQueue& queue) {
    tenants.add_handler([&queue](const cache::Change<ZpaTenant>& change) {
        if (change.before && change.after && only_status_changed(*change.before, *change.after)) return;
        queue.add((change.after ? change.after : change.before)->meta.key());
    });
}

NamespaceLabels labels_in(const cache::Store<Namespace>& namespaces) {
    return [&namespaces](const std::string& name) -> std::optional<kube::TextMap> {
        const auto found = namespaces.get({"", name});
        if (!found) return std::nullopt;
        return found->meta.labels;
    };
}

}  // namespace tenant
