#!/usr/bin/python3
"""The rules of the house that a machine can check by reading the tree.

  house_rules.py RULE...     checks these (tests/architecture/CMakeLists.txt names them)
  house_rules.py             checks all of them
  house_rules.py --root DIR  in another tree

Every complaint names the file, what is wrong and the way out. docs/architecture.md explains the rooms.
"""
import pathlib
import re
import sys

import yaml

# From the bottom: a room may use those before it. What lies directly in controller/ is the program, which sees them all.
ROOMS = ("controller/base controller/http controller/kube controller/cache controller/queue controller/telemetry "
         "controller/runtime reconcilers/common reconcilers/zpa reconcilers/secrets reconcilers/tenant "
         "reconcilers/provisioning_key controller/commands controller").split()
LONGEST = 250
OPERATIONS = "docs/operations.md"
CODE = ("controller", "reconcilers")


class Tree:
    def __init__(self, root):
        self.root = root

    def read(self, path):
        return (self.root / path).read_text()

    def sources(self, *folders):
        """(path from the root, text) of every C++ file in these folders."""
        for folder in folders:
            for path in sorted((self.root / folder).rglob("*")):
                if path.suffix in (".h", ".cpp"):
                    yield path.relative_to(self.root), path.read_text()

    def documented(self, head):
        """First cells -> the other cells of every row in the operations manual under a table head that begins so."""
        rows, inside = {}, False
        for line in self.read(OPERATIONS).splitlines():
            cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
            if not cells:
                inside = False
            elif not inside:
                inside = cells[0].lower() == head
            elif not set(cells[0]) <= set("-: "):
                for name in re.findall(r"`([^`]+)`", cells[0]):
                    rows[name] = cells[1:]
        return rows


def includes(text):
    return re.findall(r'^#include ["<]([^">]+)[">]', text, re.MULTILINE)


def room_of(path):
    return next((room for room in ROOMS if str(path.parent) == room), None)


def compare(head, found, documented):
    for name in sorted(found - documented):
        yield f"{OPERATIONS}: {head} {name} is in the code and in no table with the head '{head}'; say what it means"
    for name in sorted(documented - found):
        yield f"{OPERATIONS}: {head} {name} is documented and not in the code; remove the row"


def includes_point_down(tree):
    for path, text in tree.sources(*CODE):
        room = room_of(path)
        if room is None:
            yield f"{path}: its folder is no room; add it to ROOMS in this script and to docs/architecture.md"
            continue
        for include in includes(text):
            target = room_of(pathlib.PurePath(include))
            if target and ROOMS.index(target) > ROOMS.index(room):
                yield f"{path}: includes {include}, which is above {room}; let {room} declare what it needs instead"
            if include.startswith("tests/"):
                yield f"{path}: includes {include}; the program may not need its tests"


def libraries_stay_behind_their_door(tree):
    for library, pattern, door in (("cpprestsdk", r"^(cpprest|pplx)/", "controller/http/cpprest_transport.cpp"),
                                   ("yaml-cpp", r"^yaml-cpp/", "controller/kube/yaml_guard.cpp")):
        users = [str(path) for path, text in tree.sources(*CODE) if any(re.match(pattern, name) for name in includes(text))]
        for user in users:
            if user != door:
                yield f"{user}: includes {library}, whose only door is {door}"
        if door not in users:
            yield f"{door}: does not include {library} any more; name the new door in this script"


def locks_are_annotated(tree):
    """What the standard's own locks guard, Clang's thread-safety analysis does not see."""
    plain = r"std::(?:\w*mutex|condition_variable(?:_any)?|\w+_lock|lock_guard)\b"
    for path, text in tree.sources(*CODE):
        used = re.search(plain, text)
        if used and str(path) != "controller/base/mutex.h":
            yield f"{path}: uses {used.group()}, which no analysis checks; controller/base/mutex.h has what it needs"


def files_hold_one_idea(tree):
    for path, text in tree.sources(*CODE):
        lines = text.count("\n")
        if lines > LONGEST:
            yield f"{path}: {lines} lines, at most {LONGEST}; it holds two ideas, give one of them a file"


def every_part_is_used(tree):
    included = {}
    for path, text in tree.sources(*CODE):
        for include in includes(text):
            included.setdefault(include, set()).add(path.with_suffix(""))
    for path, _ in tree.sources(*CODE):
        if path.suffix == ".h" and not included.get(str(path), set()) - {path.with_suffix("")}:
            yield f"{path}: nothing in the program includes it; put it to use or remove it"


def simulator_shares_no_code_with_the_operator(tree):
    for path, text in tree.sources("tests/zpa_simulator"):
        for include in includes(text):
            if include.startswith(CODE) and "tests" not in path.parts[2:]:
                yield f"{path}: includes {include}; a mistake that both share would never be seen"


def constants_of_reasons(tree):
    """Text -> the file that declares it and the constant's name."""
    out = {}
    for path, text in tree.sources("reconcilers"):
        for block in re.findall(r"^namespace reason \{(.*?)^\}", text, re.MULTILINE | re.DOTALL):
            for constant, reason in re.findall(r'constexpr auto (k\w+) =\s*"(\w+)"', block):
                out[(path, constant)] = reason
    return out


def every_reason_is_documented(tree):
    constants = constants_of_reasons(tree)
    yield from compare("reason", set(constants.values()), set(tree.documented("reason")))
    for path, text in tree.sources("reconcilers"):
        for literal in re.findall(r'(?:conditions\.(?:yes|no|unknown)\(\s*\w+,|\.reason =)\s*"(\w+)"', text):
            yield f"{path}: gives the reason \"{literal}\" as a literal; name it in its kind's namespace reason"
    for (path, constant), reason in constants.items():
        users = "".join(text for other, text in tree.sources(path.parent) if other.suffix == ".cpp")
        if not re.search(rf"reason::{constant}\b", users):
            yield f"{path}: nothing ever gives the reason {reason}; remove {constant}"


def every_event_is_documented(tree):
    """Events of their own: what is announced under the reason of Ready is in the tables of reasons."""
    reasons = {(path.parent, constant): reason for (path, constant), reason in constants_of_reasons(tree).items()}
    found = set()
    for path, text in tree.sources("reconcilers"):
        for argument in re.findall(r"EventType::\w+,\s*([^,;]+),", text):
            found |= set(re.findall(r'"(\w+)"', argument))
            for constant in re.findall(r"\breason::(k\w+)", argument):
                found.add(reasons.get((path.parent, constant), constant))
    yield from compare("event", found, set(tree.documented("event")))


def every_metric_is_documented(tree):
    text = tree.read("controller/telemetry/metric_names.h")
    found = set(re.findall(r'constexpr Metric \w+\{\s*(?://[^\n]*\s*)?"(\w+)"', text))
    yield from compare("metric", found, set(tree.documented("metric")))


def every_flag_is_documented(tree):
    text = tree.read("controller/options.cpp")
    rows = tree.documented("flag")
    documented = {name.split()[0] for name in rows}
    yield from compare("flag", set(re.findall(r'[",!](--[a-z-]+)', text)), documented)
    for name, cells in rows.items():
        flag = name.split()[0]
        wanted = "ZPA_OPERATOR_" + re.sub("^--(no-)?", "", flag).upper().replace("-", "_")
        if f"`{wanted}`" not in cells[0]:
            yield f"{OPERATIONS}: the row of {flag} does not name its variable, {wanted}"


def every_option_is_documented(tree):
    """Of the commands for people; run's own flags have a table of their own."""
    found = set()
    for _, text in tree.sources("controller/commands"):
        for names in re.findall(r'add_(?:option|flag)\(\s*"([^"]+)"', text):
            found |= set(re.findall(r"--[a-z-]+", names))
    documented = {name.split()[0] for name in tree.documented("option")}
    yield from compare("option", found, {name for name in documented if name.startswith("--")})


RBAC = "helm/manifests/rbac.yaml"
OPERATORS_OWN = ("zpa-operator", "zpa-operator-leader-election")


def granted_by(tree):
    """(name of the role, its rule) of everything that is granted to anybody."""
    for document in yaml.safe_load_all(tree.read(RBAC)):
        for rule in document.get("rules", []):
            yield document["metadata"]["name"], rule


def permissions(tree):
    """Resource -> the verbs that the operator's account has."""
    granted = {}
    for name, rule in granted_by(tree):
        if name in OPERATORS_OWN:
            granted.update({resource: set(rule["verbs"]) for resource in rule["resources"]})
    return granted


VERBS = {"get": "get", "list": "list", "create": "create", "update": "update", "update_status": "update", "apply": "patch",
         "json_patch": "patch", "merge_patch": "patch", "remove": "delete"}


def every_call_is_permitted(tree):
    granted = permissions(tree)
    for path, text in tree.sources(*CODE):
        for call, resource in re.findall(r"client\w*(?:\(\w*\))?\.(\w+)\(\s*(?:kube|common)::(\w+)\(\)", text):
            resource = resource.replace("_", "") + ("/status" if call == "update_status" else "")
            if VERBS[call] not in granted.get(resource, ()):
                yield f"{path}: calls {call} on {resource}, and {RBAC} does not grant {VERBS[call]}"


def every_permission_is_documented(tree):
    granted = permissions(tree)
    rows = tree.documented("resource")
    yield from compare("resource", set(granted), set(rows))
    for resource in sorted(set(granted) & set(rows)):
        documented = set(re.findall(r"\w+", rows[resource][0]))
        if documented != granted[resource]:
            yield (f"{OPERATIONS}: {resource} is documented with {', '.join(sorted(documented))} and granted "
                   f"{', '.join(sorted(granted[resource]))}")


def people_write_no_status(tree):
    """The operator trusts what is there: which key it made, and which value is on record."""
    for name, rule in granted_by(tree):
        for resource in rule["resources"]:
            if name not in OPERATORS_OWN and ("/status" in resource or "*" in resource):
                yield f"{RBAC}: {name} grants {resource}, a status among it, which is the operator's alone; name the kinds only"


def every_annotation_is_documented(tree):
    found = set(re.findall(r'Annotation =\s*"([^"]+)"', tree.read("reconcilers/common/api.h")))
    yield from compare("annotation", found, {name.split(":")[0] for name in tree.documented("annotation")})


def anchors_of(text):
    """The anchors that a renderer makes of the headings."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def links_lead_somewhere(tree):
    for path in [tree.root / "README.md", *sorted((tree.root / "docs").glob("*.md"))]:
        text = re.sub(r"`[^`\n]*`", "", path.read_text())
        for link in re.findall(r"\]\(([^)\s]+)\)", text):
            if "://" in link:
                continue
            file, _, anchor = link.partition("#")
            target = path.parent / file if file else path
            here = path.relative_to(tree.root)
            if not target.exists():
                yield f"{here}: links to {file}, which is not there"
            elif anchor and anchor not in anchors_of(target.read_text()):
                yield f"{here}: links to {link}, and no heading there gives that anchor"


def schemas(tree):
    """The file and the schema of every kind."""
    for path in sorted((tree.root / "crds").glob("*.yaml")):
        crd = yaml.safe_load(path.read_text())
        yield path.relative_to(tree.root), crd["spec"]["versions"][0]["schema"]["openAPIV3Schema"]


def fields_of(schema, place=""):
    """(place, schema) of everything in a schema; [] stands for a list's items, [*] for a map's values."""
    yield place, schema
    for name, field in schema.get("properties", {}).items():
        yield from fields_of(field, f"{place}.{name}" if place else name)
    for word, mark in (("items", "[]"), ("additionalProperties", "[*]")):
        if isinstance(schema.get(word), dict):
            yield from fields_of(schema[word], place + mark)


def every_field_is_described(tree):
    for path, kind in schemas(tree):
        for place, schema in fields_of(kind):
            if place.endswith("]") or place.split(".")[0] == "metadata":
                continue  # told by the list or map itself, and by Kubernetes
            if not schema.get("description", "").strip():
                yield f"{path}: {place or 'the kind'} has no description; say what kubectl explain should tell of it"


def written_conditions(tree):
    """(path of the CRD, its spec, condition) of everything that a kind's status.cpp says."""
    kinds = [(path, yaml.safe_load(tree.read(path))["spec"]) for path, _ in schemas(tree)]
    for path, text in tree.sources("reconcilers"):
        if path.name != "status.cpp":
            continue
        plural = path.parent.name.replace("_", "") + "s"  # tenant: zpatenants
        crd, spec = next((crd, spec) for crd, spec in kinds if spec["names"]["plural"].endswith(plural))
        constants = dict(re.findall(r'constexpr auto (k\w+) = "(\w+)"', text))
        for word in sorted(set(re.findall(r'conditions\.(?:yes|no|unknown)\(\s*("\w+"|\w+)', text))):
            yield crd, spec, constants.get(word, word.strip('"'))


def every_condition_is_documented(tree):
    """In the manual's table of conditions, and in what kubectl explain tells of the kind."""
    found = {}
    for crd, spec, condition in written_conditions(tree):
        found.setdefault(condition, set()).add(spec["names"]["kind"])
        status = spec["versions"][0]["schema"]["openAPIV3Schema"]["properties"]["status"]
        if not re.search(rf"\b{condition}\b", status["properties"]["conditions"]["description"]):
            yield f"{crd}: the description of status.conditions does not say what {condition} means"
    rows = tree.documented("condition")
    yield from compare("condition", set(found), set(rows))
    every_kind = set().union(*found.values())
    for condition in sorted(set(found) & set(rows)):
        on = rows[condition][0]
        if found[condition] != (every_kind if on == "both" else {on}):
            yield f"{OPERATIONS}: {condition} is documented on {on} and written on {', '.join(sorted(found[condition]))}"


CHECKS = ("enum", "pattern", "minimum", "maximum", "minLength", "maxLength", "maxItems", "maxProperties")


def rules_of(kind):
    """What the API server checks beside types, as tests/schema names it: place and keyword, or place and message."""
    for place, schema in fields_of(kind):
        if place.split(".")[0] not in ("", "spec", "metadata"):
            continue  # the status is written by us
        yield from (f"{place} {check}" for check in CHECKS if check in schema)
        yield from (f"{place}.{field} required".lstrip(".") for field in schema.get("required", []))
        yield from (f"{place}: {rule['message']}" for rule in schema.get("x-kubernetes-validations", []))
        if schema.get("x-kubernetes-list-type") == "set":
            yield f"{place} set"


def every_schema_rule_has_an_example(tree):
    """tests/schema has the examples; the API server and the operator are both shown them."""
    examples = "".join(text for _, text in tree.sources("tests/schema"))
    examples = re.sub(r'"\n\s*"', "", examples)  # a text over two lines
    named = set(re.findall(r'"((?:spec|metadata)[^"\n]*)"', examples))
    rules = set()
    for path, kind in schemas(tree):
        for rule in rules_of(kind):
            rules.add(rule)
            if rule not in named:
                yield f"{path}: nothing in tests/schema breaks the rule '{rule}'; add an example, and check it in validation.cpp"
    keywords = "|".join((*CHECKS, "required", "set"))
    for name in sorted(named - rules):
        if re.fullmatch(rf"\S+ (?:{keywords})", name):
            yield f"tests/schema: no schema has the rule '{name}' any more; remove its example"


# What reads the spec of each kind, beside reconcilers/common.
READERS = {"crds/provisioningkeys.yaml": "reconcilers/provisioning_key/spec_parsing.cpp",
           "crds/zpatenants.yaml": "reconcilers/tenant/types.cpp"}
KEY = "reconcilers/zpa/key.h"


def visited(text, function):
    """The fields of a key that a function of KEY visits: member -> ZPA's name."""
    body = re.search(rf"^void {function}\(.*?^\}}", text, re.MULTILINE | re.DOTALL)
    return dict((member, name) for name, member in re.findall(r'KeyField\{"(\w+)".*?\}, of\.(\w+)\.\.\.', body.group(), re.DOTALL))


def every_spec_field_is_read(tree):
    """What the schema has and nobody reads is accepted and does nothing."""
    plain = "".join(f'"{name}"' for name in visited(tree.read(KEY), "visit_plain_fields").values())
    common = "".join(text for _, text in tree.sources("reconcilers/common"))
    for path, kind in schemas(tree):
        if str(path) not in READERS:
            yield f"{path}: READERS in this script does not say what reads it"
            continue
        reader = READERS[str(path)]
        known = common + tree.read(reader) + (plain if "spec_parsing" in reader else "")
        for place, _ in fields_of(kind):
            name = place.split(".")[-1].rstrip("[]*")
            if place.startswith("spec.") and not place.endswith("]") and f'"{name}"' not in known:
                yield f"{path}: nothing reads {place}; name it in {reader}, or in {KEY} if ZPA has it under that name"


# Where a field that is not plain has to be named, and how; the plain ones go there by visit_plain_fields.
NAMED_IN = (("KeyDraft", "reconcilers/provisioning_key/creation.cpp", "draft."),
            ("KeyChanges", "reconcilers/provisioning_key/drift.cpp", "changes."),
            ("KeyChanges", "controller/commands/manifest.cpp", "key_."))


def every_key_field_is_taken_along(tree):
    """What a key's structs have and its table has not is never read, sent or remembered."""
    text = tree.read(KEY)
    plain = visited(text, "visit_plain_fields")
    table = {**plain, **visited(text, "visit_fields")}
    for struct in ("KeyDraft", "KeyChanges"):
        body = re.search(rf"^struct {struct} \{{(.*?)^\}};", text, re.MULTILINE | re.DOTALL).group(1)
        members = re.findall(r"^ +(?!static)[\w:<>]+ (\w+)(?: = [^;]*|\{\})?;", body, re.MULTILINE)
        for member in members:
            if member not in table:
                yield f"{KEY}: {struct} has {member}, which neither visit_fields nor visit_plain_fields visits"
        for user, prefix in ((user, prefix) for owner, user, prefix in NAMED_IN if owner == struct):
            code = tree.read(user)
            for member in members:
                if member in table and member not in plain and not re.search(rf"\b{re.escape(prefix + member)}\b", code):
                    yield f"{user}: {prefix}{member} is not there; a field that is not plain is looked after by hand"
    simulator = tree.read("tests/zpa_simulator/key_fields.cpp")
    for name in table.values():
        if f'"{name}"' not in simulator:
            yield f"tests/zpa_simulator/key_fields.cpp: does not know {name}, which the operator reads and writes"


RULES = {rule.__name__: rule for rule in (
    includes_point_down, libraries_stay_behind_their_door, locks_are_annotated, files_hold_one_idea, every_part_is_used,
    simulator_shares_no_code_with_the_operator,
    every_condition_is_documented, every_reason_is_documented, every_event_is_documented,
    every_metric_is_documented, every_flag_is_documented,
    every_option_is_documented, every_call_is_permitted, every_permission_is_documented, people_write_no_status,
    every_annotation_is_documented,
    links_lead_somewhere, every_field_is_described, every_schema_rule_has_an_example,
    every_spec_field_is_read, every_key_field_is_taken_along)}


def main(arguments):
    root = pathlib.Path(__file__).resolve().parents[2]
    if arguments[:1] in (["-h"], ["--help"]):
        print(__doc__.strip() + "\n\nRules:\n  " + "\n  ".join(RULES))
        return 0
    if arguments[:1] == ["--root"]:
        root = pathlib.Path(arguments[1])
        arguments = arguments[2:]
    unknown = [name for name in arguments if name not in RULES]
    if unknown:
        print(f"error: no rule {' '.join(unknown)}; --help names them all", file=sys.stderr)
        return 2
    complaints = [complaint for name in arguments or RULES for complaint in RULES[name](Tree(root))]
    for complaint in complaints:
        print(f"error: {complaint}", file=sys.stderr)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
