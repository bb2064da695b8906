// A Secret's entries are what a plain reading of the template says, what the value contains is not replaced again, and
// the Secret that is applied is the one that is found filled. The lines of an input: entry's name, value, id, name, and
// the template.
#include <nlohmann/json.hpp>

#include "reconcilers/secrets/plausible_value.h"
#include "reconcilers/secrets/secret_object.h"
#include "reconcilers/secrets/template.h"
#include "tests/fuzz/fuzz.h"

namespace {

using namespace secrets;

// One `$` after the other, from the left.
std::string rendered(const std::string& text, const std::string& value, const std::string& id,
                     const std::string& name) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t dollar = std::min(text.find('$', at), text.size());
        out += text.substr(at, dollar - at);
        at = dollar;
        if (at == text.size()) break;
        if (text.compare(at, 2, "$$") == 0) {
            out += '$';
            at += 2;
        } else if (text.compare(at, 8, "$(value)") == 0) {
            out += value;
            at += 8;
        } else if (text.compare(at, 5, "$(id)") == 0) {
            out += id;
            at += 5;
        } else if (text.compare(at, 7, "$(name)") == 0) {
            out += name;
            at += 7;
        } else {
            out += '$';
            ++at;
        }
    }
    return out;
}

void check_stored(const SecretSpec& spec, const kube::TextMap& entries) {
    const kube::ObjectKey owner{"net", "edge"};
    kube::ObjectMeta place;
    place.name = "edge";
    place.namespace_name = "net";
    const auto stored = parse_owned_secret(filled_secret(owner, spec, place, entries, "1/0/CONNECTOR_GRP/1/1"));
    fuzz::must(stored.data == entries, "what is applied is what is read");
    fuzz::must(is_filled(stored, owner, spec, entries, "1/0/CONNECTOR_GRP/1/1"), "what is applied is found filled");
    fuzz::must(stored.owner_key() == owner, "it says whose it is");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input input(data, size);
    SecretSpec spec;
    const std::string entry(input.line()), value(input.line()), id(input.line()), name(input.line()),
        text(input.rest());
    spec.entries[entry] = text;
    const auto entries = secret_entries(spec, value, id, name);
    fuzz::must(entries.at(spec.key) == value, "the value is under its key");
    if (entry != spec.key)
        fuzz::must(entries.at(entry) == rendered(text, value, id, name), "an entry is what the template says");
    check_stored(spec, entries);

    const auto plausible = plausible_value(text);
    if (plausible) {
        fuzz::must(text.starts_with(*plausible) && plausible->find_first_of(" \r\n") == std::string::npos,
                   "a value is one word");
        fuzz::must(plausible_value(*plausible) == plausible, "a value that was read is a value");
    }
    return 0;
}
