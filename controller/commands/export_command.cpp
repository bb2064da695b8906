#include "controller/commands/export_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "controller/commands/catalogue.h"
#include "controller/commands/listing.h"
#include "controller/commands/manifest_files.h"
#include "controller/commands/object_names.h"
#include "controller/commands/organisation.h"
#include "controller/commands/output.h"
#include "controller/commands/owners.h"

namespace commands {

namespace {

constexpr auto kExamples = R"(One manifest a key, which takes that key over by its id and changes nothing in
ZPA. Values are not exported: the operator puts them into Secrets once the
manifests are applied. Keys that have a ProvisioningKey object already are left
out. What the schema has no words for is left out too, and said.

It reads the ZPATenant and its Secret with your own rights, signs in with them,
and writes neither to the cluster nor to ZPA.

Examples:
  zpa-operator export -n connectors > keys.yaml
      of ZPATenant "default" in namespace "connectors"
  zpa-operator export -n connectors lab --out manifests
      of ZPATenant "lab", a file each
  kubectl apply -f manifests
      and the operator takes the keys over)";

struct Selection {
    std::vector<ListedKey> keys;
    std::size_t owned = 0;
};

Selection select(const Survey& survey, const Owners& owners, bool all) {
    Selection out;
    for (const auto& listed : survey.keys) {
        const bool owned = owners.find(listed) != nullptr;
        if (owned) ++out.owned;
        if (all || !owned) out.keys.push_back(listed);
    }
    return out;
}

// Names of objects that are there already, whosever keys they have.
std::set<std::string> taken_names(const VisibleKeys& visible, const std::string& namespace_name) {
    std::set<std::string> out;
    for (const auto& object : visible.keys) {
        if (object.meta.namespace_name == namespace_name) out.insert(object.meta.name);
    }
    return out;
}

std::string plural(std::size_t number, const char* what) {
    return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s");
}

void conclude(const ExportOptions& options, const Selection& selection, const Survey& survey,
              const VisibleKeys& visible, const std::string& customer_id) {
    for (const auto& refusal : survey.refusals) note(refusal);
    if (!visible.gap.empty()) {
        note(fmt::format(
            "ProvisioningKeys of {} were not seen: what they have is exported too, and the operator will call such "
            "objects AlreadyClaimed",
            visible.gap));
    }
    if (selection.owned > 0 && !options.all) {
        note(fmt::format("{} left out, since a ProvisioningKey object has them already (--all writes them too)",
                         plural(selection.owned, "key")));
    }
    const auto& where = options.out == "-" ? std::string("standard output") : options.out;
    note(fmt::format("exported {} of organisation {} to {}", plural(selection.keys.size(), "key"), customer_id, where));
}

}  // namespace

void add_export_flags(CLI::App& command, ExportOptions& options) {
    command.add_option("TENANT", options.tenant, "name of the ZPATenant")->capture_default_str();
    command.add_option("--out", options.out, "folder for a file a key, or - for standard output")
        ->capture_default_str()
        ->type_name("DIR");
    command.add_option("--microtenant", options.microtenants, "also this one's keys; may be given several times")
        ->type_name("ID");
    command.add_flag("--all", options.all, "also keys that have a ProvisioningKey object already");
    add_caller_flags(command, options.caller);
    command.footer(kExamples);
}

int export_keys(const ExportOptions& options) {
    const auto caller = find_cluster(options.caller);
    const auto organisation = sign_in(caller, options.tenant);
    Progress progress;
    std::set<std::string> microtenants(options.microtenants.begin(), options.microtenants.end());
    microtenants.insert("");
    const auto survey = survey_keys(*organisation.session, microtenants, progress);
    const auto visible = list_visible_keys(*caller.client, organisation.tenant());
    const auto selection = select(survey, Owners(visible.keys, organisation.customer_id()), options.all);
    const auto catalogue = read_catalogue(*organisation.session, survey, progress);
    progress.finish();

    const Destination destination{organisation.tenant().meta.key(), organisation.tenant().spec.name_prefix,
                                  organisation.microtenant_id()};
    ObjectNames names(taken_names(visible, destination.tenant.namespace_name));
    std::vector<ManifestText> texts;
    for (const auto& listed : selection.keys) {
        const auto manifest = make_manifest(listed, names.make(listed.key.name, listed.key.id), catalogue, destination);
        for (const auto& remark : manifest.remarks) note(fmt::format("{}: {}", manifest.name, remark));
        texts.push_back({manifest.name, to_text(manifest, listed)});
    }
    if (options.out == "-") {
        print_manifests(texts);
    } else {
        write_manifests(texts, options.out);
    }
    conclude(options, selection, survey, visible, organisation.customer_id());
    return 0;
}

}  // namespace commands
