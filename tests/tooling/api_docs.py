#!/usr/bin/python3
"""Writes docs/api.md from crds/*.yaml, so that the reference cannot say anything else than the schema.

  tests/tooling/api_docs.py           writes docs/api.md
  tests/tooling/api_docs.py --check   fails where docs/api.md is not what it would write

Needs Debian's python3-yaml, which is for Debian's own Python: hence the path in the first line.
"""
import difflib
import pathlib
import sys

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGET = ROOT / "docs" / "api.md"

INTRO = """\
# API reference

Every field of the two kinds, for whoever writes manifests. To get from nothing to a first key, begin with the
[README](../README.md#a-key-in-your-own-cluster); what reasons and events mean is in [operations.md](operations.md).

This page is generated from `crds/*.yaml`. Change those, then run `tests/tooling/api_docs.py`.
The same texts are in the cluster: `kubectl explain provisioningkey.spec --recursive`.

`[]` after a field's name stands for each item of a list. A field without **required** may be left out.
"""


def cell(text):
    """Text that stays in its cell of a table."""
    return " ".join(str(text).split()).replace("|", "\\|")


def code(text):
    return f"`{text}`"


def type_of(schema):
    kind = schema["type"]
    if kind == "array":
        return f"list of {type_of(schema['items'])}"
    if kind == "object" and "additionalProperties" in schema:
        return f"map of {type_of(schema['additionalProperties'])}"
    return {"date-time": "time"}.get(schema.get("format"), kind)


def limits_of(schema):
    """What the API server checks besides the type, as half sentences."""
    out = []
    if "enum" in schema:
        out.append("one of " + ", ".join(code(str(value).lower() if value is True else value) for value in schema["enum"]))
    if "default" in schema and not isinstance(schema["default"], dict):
        out.append(f"default {code(schema['default'])}")
    for field, words in (("minimum", "at least {}"), ("maximum", "at most {}"), ("maxLength", "at most {} characters"),
                         ("maxItems", "at most {} items"), ("maxProperties", "at most {} entries")):
        if field in schema:
            out.append(words.format(schema[field]))
    if "pattern" in schema:
        out.append(f"matches {code(schema['pattern'])}")
    for item in (schema.get("items"), schema.get("additionalProperties")):
        if item and item["type"] != "object":
            out += ["each " + limit for limit in limits_of(item)]
    return out


def is_conditions(name, schema):
    return name == "conditions" and schema["type"] == "array"


def rows_of(schema, path=""):
    """(path, schema, required) of every field below, depth first in the schema's order."""
    for name, field in schema.get("properties", {}).items():
        here = f"{path}{name}"
        yield here, field, name in schema.get("required", [])
        if is_conditions(name, field):
            continue  # the standard form, which everybody knows
        yield from rows_of(field, here + ".")
        if field["type"] == "array":
            yield from rows_of(field["items"], here + "[].")


def rules_of(schema, path=""):
    """(path, message) of every rule that the API server checks, the object's own first."""
    for rule in schema.get("x-kubernetes-validations", []):
        yield (path + rule.get("fieldPath", "")).strip(".") or "spec", rule["message"]
    for name, field in schema.get("properties", {}).items():
        here = f"{path}.{name}" if path else name
        yield from rules_of(field, here)


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    return lines + ["| " + " | ".join(cell(text) for text in row) + " |" for row in rows]


def fields_of(schema):
    rows = []
    for path, field, required in rows_of(schema):
        text = field.get("description", "")
        limits = limits_of(field)
        notes = (["**required**"] if required else []) + ([", ".join(limits)] if limits else [])
        rows.append((code(path), type_of(field), text + (f" ({'; '.join(notes)})" if notes else "")))
    return table(("field", "type", "meaning"), rows)


def columns_of(version):
    rows = [(column["name"].upper(), "-o wide" if column.get("priority") else "", code(column["jsonPath"]),
             column.get("description", "")) for column in version["additionalPrinterColumns"]]
    return table(("column", "shown with", "from", "meaning"), rows)


def kind_of(crd):
    spec = crd["spec"]
    names = spec["names"]
    version = spec["versions"][0]
    schema = version["schema"]["openAPIV3Schema"]
    fields = schema["properties"]
    out = [f"## {names['kind']}", "", schema["description"].strip(), ""]
    out += table(("", ""), [
        ("apiVersion", code(f"{spec['group']}/{version['name']}")),
        ("scope", spec["scope"].lower()),
        ("for kubectl", ", ".join(code(name) for name in [names["plural"], *names.get("shortNames", [])]) +
         "".join(f", with others as {code(category)}" for category in names.get("categories", []))),
    ])
    name = fields["metadata"].get("properties", {}).get("name", {})
    if "maxLength" in name:
        out += ["", f"`metadata.name` has at most {name['maxLength']} characters."]
    out += ["", f"### {names['kind']}: spec", "", fields["spec"]["description"].strip(), ""]
    out += fields_of(fields["spec"])
    rules = list(rules_of(fields["spec"]))
    if rules:
        out += ["", f"### {names['kind']}: rules", "", "What the API server refuses, and how it says so:", ""]
        out += table(("about", "message"), [(code(path), message) for path, message in rules])
    out += ["", f"### {names['kind']}: status", "", fields["status"]["description"].strip(), ""]
    out += fields_of(fields["status"])
    out += ["", f"### {names['kind']}: columns of `kubectl get`", ""]
    out += columns_of(version)
    return out


def generate(folder):
    crds = [yaml.safe_load(path.read_text()) for path in folder.glob("*.yaml")]
    # A tenant comes before the keys that need it.
    crds.sort(key=lambda crd: (crd["spec"]["names"]["kind"] != "ZPATenant", crd["spec"]["names"]["kind"]))
    lines = INTRO.splitlines()
    for crd in crds:
        lines += ["", *kind_of(crd)]
    return "\n".join(lines) + "\n"


def main(arguments):
    if arguments in (["-h"], ["--help"]):
        print(__doc__.strip())
        return 0
    if arguments not in ([], ["--check"]):
        print(f"error: unknown arguments {' '.join(arguments)}; --help names them all", file=sys.stderr)
        return 2
    wanted = generate(ROOT / "crds")
    if not arguments:
        TARGET.write_text(wanted)
        print(f"wrote {TARGET.relative_to(ROOT)}")
        return 0
    found = TARGET.read_text() if TARGET.exists() else ""
    if found == wanted:
        return 0
    sys.stderr.writelines(difflib.unified_diff(found.splitlines(True), wanted.splitlines(True), "docs/api.md",
                                               "what crds/ says"))
    print("error: docs/api.md does not say what crds/ says; run tests/tooling/api_docs.py and commit the result",
          file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
