#include "reconcilers/provisioning_key/external_id_note.h"

#include <nlohmann/json.hpp>

#include "reconcilers/common/api.h"
#include "reconcilers/provisioning_key/external_id.h"

namespace provisioning_key {

namespace {

void annotate(Pass& pass, const nlohmann::json& text) {
    const auto& meta = pass.object.meta;
    const nlohmann::json patch = {{"metadata",
                                   {{"uid", meta.uid},  // never into an object that took this one's place
                                    {"resourceVersion", meta.resource_version},
                                    {"annotations", {{common::kExternalIdAnnotation, text}}}}}};
    pass.saw(kube::parse_object_meta(
        pass.tools.client.merge_patch(common::provisioning_keys(), pass.key(), patch, pass.run.stop)));
}

}  // namespace

void note_external_id(Pass& pass) {
    const auto wanted = format_external_id(pass.status().identity);
    const auto noted = pass.object.meta.annotation(common::kExternalIdAnnotation);
    if (!noted || *noted != wanted) annotate(pass, wanted);
}

void remove_external_id(Pass& pass) {
    if (pass.object.meta.annotation(common::kExternalIdAnnotation)) annotate(pass, nullptr);
}

}  // namespace provisioning_key
