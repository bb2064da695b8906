#!/usr/bin/python3
"""A small tree that keeps every rule of house_rules.py, and what each rule says once the tree breaks it."""
import pathlib
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True  # nothing is left beside the sources
import house_rules  # noqa: E402

SCHEMA = """
spec:
  names: {kind: ZPATenant, plural: zpatenants}
  versions:
    - schema:
        openAPIV3Schema:
          description: A key.
          properties:
            metadata: {type: object}
            spec:
              description: What is wanted.
              required: [figure]
              properties:
                figure: {type: integer, minimum: 1, %s}
              x-kubernetes-validations: [{rule: 'true', message: not together}]
            status:
              description: What is.
              properties:
                conditions: {type: array, description: 'Ready: it can be used. Usage: enrolments are left.'}
"""

KEY = """
struct KeyDraft {
    std::string name;
    std::vector<std::string> acl{};
    static constexpr bool exportable = true;
};
struct KeyChanges {
    std::optional<std::string> name;
    std::optional<std::vector<std::string>> acl;  // empty: none
};
void visit_plain_fields(const Visit& visit, Of&... of) {
    visit(KeyField{"acl"}, of.acl...);
}
void visit_fields(const Visit& visit, Of&... of) {
    visit(KeyField{"name", KeyField::Text::Escaped}, of.name...);
}
"""

KEPT = {
    "controller/base/clock.h": "#pragma once\n",
    "controller/main.cpp": '#include "controller/telemetry/metric_names.h"\n#include "reconcilers/common/api.h"\n'
                           '#include "reconcilers/tenant/status.h"\n',
    "controller/http/cpprest_transport.cpp": '#include <cpprest/http_client.h>\n#include "controller/base/clock.h"\n',
    "controller/kube/yaml_guard.cpp": "#include <yaml-cpp/yaml.h>\n",
    "controller/telemetry/metric_names.h": 'inline constexpr Metric a{"depth", "Depth"};\n'
                                           'inline constexpr Metric b{  // class\n    "waiting", "Waiting"};\n',
    "controller/options.cpp": 'command.add_option("--context", o.context, "");\n'
                              'command.add_flag("--elect,!--no-elect", o.elect, "");\n',
    "controller/commands/export.cpp": 'command.add_option("-o,--out", o.out, "")\n',
    "reconcilers/common/api.h": 'inline constexpr auto kPausedAnnotation = "zpa-operator.io/paused";\n',
    "reconcilers/tenant/status.h": 'namespace reason {\ninline constexpr auto kWaiting = "Waiting";\n'
                                   'inline constexpr auto kRunningLow = "RunningLow";\n}\n',
    "reconcilers/tenant/status.cpp": '#include "reconcilers/tenant/status.h"\n'
                                     'constexpr auto kUsage = "Usage";\n'
                                     'conditions.no("Ready", reason::kWaiting, "");\n'
                                     'conditions.yes(kUsage, reason::kRunningLow, "");\n'
                                     'say(pass, runtime::EventType::Warning, reason::kRunningLow, "");\n'
                                     'pass.event(EventType::Normal, "KeyCreated", "Create", "");\n',
    "reconcilers/zpa/key.h": KEY,
    "reconcilers/zpa/models.h": '#include "reconcilers/zpa/key.h"\n',
    "reconcilers/zpa/client.cpp": '#include "reconcilers/zpa/models.h"\n',
    "reconcilers/provisioning_key/spec_parsing.cpp": 'out.figure = read.integer("figure");\n',
    "reconcilers/provisioning_key/creation.cpp": "draft.name = name;\n",
    "reconcilers/provisioning_key/drift.cpp": "drift.changes.name = wanted;\n",
    "controller/commands/manifest.cpp": 'say("name", key_.name);\n',
    "tests/zpa_simulator/key_fields.cpp": 'out["name"] = key.name; out["acl"] = key.acl;\n',
    "tests/zpa_simulator/state.cpp": '#include "tests/zpa_simulator/state.h"\n',
    "helm/manifests/rbac.yaml": "metadata: {name: zpa-operator}\n"
                                "rules: [{apiGroups: [''], resources: [secrets], verbs: [get, list]}]\n",
    "crds/provisioningkeys.yaml": SCHEMA % "description: How many.",
    "tests/schema/keys.h": '{"spec.figure minimum", 0}, {"spec.figure required", 0}, {"spec: not together", 0}',
    "README.md": "[how](docs/operations.md#flags-and-environment)\n",
    "docs/operations.md": """
## Flags and environment

| flag | variable |
| --- | --- |
| `--context NAME` | `ZPA_OPERATOR_CONTEXT` |
| `--elect`, `--no-elect` | `ZPA_OPERATOR_ELECT` |

| option | of |
| --- | --- |
| `--out DIR`, `-o` | |

| condition | on | means |
| --- | --- | --- |
| `Ready` | both | |
| `Usage` | ZPATenant | |

| reason | means |
| --- | --- |
| `Waiting` | |
| `RunningLow` | |

| event | means |
| --- | --- |
| `KeyCreated` | |
| `RunningLow` | once |

| metric | means |
| --- | --- |
| `depth` | |
| `waiting` | |

| annotation | means |
| --- | --- |
| `zpa-operator.io/paused: "true"` | |

| resource | verbs |
| --- | --- |
| `secrets` | get, list |
""",
}


class HouseRules(unittest.TestCase):
    def complaints(self, rule, changes):
        with tempfile.TemporaryDirectory() as folder:
            for path, text in {**KEPT, **changes}.items():
                file = pathlib.Path(folder, path)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text)
            return list(house_rules.RULES[rule](house_rules.Tree(pathlib.Path(folder))))

    def expect(self, rule, path, text, words):
        found = self.complaints(rule, {path: text})
        self.assertEqual(len(found), 1, found)
        self.assertIn(words, found[0])

    def expect_missing(self, rule, row, words):
        """The code has more than the manual."""
        manual = KEPT["docs/operations.md"]
        self.assertIn(row, manual)
        self.expect(rule, "docs/operations.md", manual.replace(row + "\n", ""), words)

    def test_a_tree_that_keeps_every_rule_has_no_complaints(self):
        for rule in house_rules.RULES:
            self.assertEqual(self.complaints(rule, {}), [], rule)

    def test_an_upward_include(self):
        self.expect("includes_point_down", "controller/base/clock.cpp", '#include "controller/kube/client.h"\n', "is above")

    def test_a_program_that_needs_its_tests(self):
        self.expect("includes_point_down", "controller/base/clock.cpp", '#include "tests/fakes/clock.h"\n', "its tests")

    def test_a_folder_that_is_no_room(self):
        self.expect("includes_point_down", "controller/attic/old.h", "", "is no room")

    def test_a_second_door_to_a_library(self):
        self.expect("libraries_stay_behind_their_door", "controller/kube/client.cpp", "#include <pplx/pplxtasks.h>\n",
                    "only door")

    def test_a_door_that_moved(self):
        self.expect("libraries_stay_behind_their_door", "controller/kube/yaml_guard.cpp", "", "name the new door")

    def test_a_lock_that_no_analysis_sees(self):
        for lock in ("std::shared_mutex mutex_;", "std::condition_variable changed;", "const std::lock_guard lock(mutex_);"):
            self.expect("locks_are_annotated", "controller/base/clock.h", lock, "which no analysis checks")

    def test_a_file_with_two_ideas(self):
        self.expect("files_hold_one_idea", "controller/base/clock.cpp", "\n" * 251, "251 lines")

    def test_a_part_that_only_its_own_source_includes(self):
        main = KEPT["controller/main.cpp"].replace('#include "reconcilers/tenant/status.h"\n', "")
        self.expect("every_part_is_used", "controller/main.cpp", main, "reconcilers/tenant/status.h: nothing")

    def test_a_simulator_that_borrows(self):
        self.expect("simulator_shares_no_code_with_the_operator", "tests/zpa_simulator/key.cpp",
                    '#include "reconcilers/zpa/models.h"\n', "both share")

    def test_what_is_not_documented(self):
        self.expect_missing("every_condition_is_documented", "| `Usage` | ZPATenant | |", "condition Usage is in the code")
        self.expect_missing("every_reason_is_documented", "| `Waiting` | |", "reason Waiting is in the code")
        self.expect_missing("every_reason_is_documented", "| `RunningLow` | |", "reason RunningLow is in the code")
        self.expect_missing("every_event_is_documented", "| `KeyCreated` | |", "event KeyCreated is in the code")
        self.expect_missing("every_event_is_documented", "| `RunningLow` | once |", "event RunningLow is in the code")
        self.expect_missing("every_metric_is_documented", "| `waiting` | |", "metric waiting is in the code")
        self.expect("every_flag_is_documented", "controller/options.cpp", KEPT["controller/options.cpp"] + 'add("--new", o);',
                    "flag --new is in the code")
        self.expect_missing("every_option_is_documented", "| `--out DIR`, `-o` | |", "option --out is in the code")
        self.expect_missing("every_permission_is_documented", "| `secrets` | get, list |", "resource secrets is in the code")
        self.expect_missing("every_annotation_is_documented", '| `zpa-operator.io/paused: "true"` | |', "is in the code")

    def test_what_is_documented_and_not_there(self):
        for rule, path in (("every_metric_is_documented", "controller/telemetry/metric_names.h"),
                           ("every_flag_is_documented", "controller/options.cpp"),
                           ("every_option_is_documented", "controller/commands/export.cpp"),
                           ("every_annotation_is_documented", "reconcilers/common/api.h"),
                           ("every_reason_is_documented", "reconcilers/tenant/status.cpp")):
            self.assertTrue(self.complaints(rule, {path: ""}), rule)

    def test_a_condition_that_the_schema_does_not_tell_of(self):
        crd = next(path for path in KEPT if path.startswith("crds/"))
        self.expect("every_condition_is_documented", crd, KEPT[crd].replace("Usage: ", ""), "does not say what Usage means")

    def test_a_condition_of_another_kind(self):
        manual = KEPT["docs/operations.md"].replace("| `Usage` | ZPATenant |", "| `Usage` | ProvisioningKey |")
        self.expect("every_condition_is_documented", "docs/operations.md", manual, "and written on ZPATenant")

    def test_a_field_without_description(self):
        self.expect("every_field_is_described", "crds/provisioningkeys.yaml", SCHEMA % "maximum: 2", "spec.figure has no description")

    def test_a_schema_rule_without_example(self):
        self.expect("every_schema_rule_has_an_example", "crds/provisioningkeys.yaml", SCHEMA % "maximum: 2", "'spec.figure maximum'")
        examples = KEPT["tests/schema/keys.h"]
        self.expect("every_schema_rule_has_an_example", "tests/schema/keys.h", examples.replace("spec: not together", ""),
                    "'spec: not together'")
        self.expect("every_schema_rule_has_an_example", "tests/schema/keys.h", examples + '{"spec.figure pattern", 0}',
                    "no schema has the rule 'spec.figure pattern'")

    def test_a_field_that_nobody_reads(self):
        rule, parser = "every_spec_field_is_read", "reconcilers/provisioning_key/spec_parsing.cpp"
        self.expect(rule, parser, 'read.integer("number");', "nothing reads spec.figure")
        self.expect(rule, "crds/others.yaml", KEPT["crds/provisioningkeys.yaml"], "does not say what reads it")
        plain = {parser: "", "reconcilers/zpa/key.h": KEY.replace('"acl"', '"figure"')}
        self.assertEqual(self.complaints(rule, plain), [])

    def test_a_field_of_a_key_that_is_left_behind(self):
        rule = "every_key_field_is_taken_along"
        for struct in ("KeyDraft", "KeyChanges"):
            head = f"struct {struct} {{\n"
            self.expect(rule, "reconcilers/zpa/key.h", KEY.replace(head, head + "    std::optional<bool> fresh;\n"),
                        f"{struct} has fresh, which neither")
        for user in ("reconcilers/provisioning_key/creation.cpp", "reconcilers/provisioning_key/drift.cpp",
                     "controller/commands/manifest.cpp"):
            self.expect(rule, user, "", "name is not there")
        self.expect(rule, "tests/zpa_simulator/key_fields.cpp", 'out["name"] = key.name;', "does not know acl")

    def test_a_reason_that_nothing_gives(self):
        status = KEPT["reconcilers/tenant/status.cpp"].replace("reason::kWaiting", "reason::kRunningLow")
        self.expect("every_reason_is_documented", "reconcilers/tenant/status.cpp", status, "nothing ever gives")

    def test_a_reason_that_is_a_literal(self):
        for words in ('conditions.yes(kUsage, "RunningLow", "");', 'throw Blocked{.reason = "RunningLow"};'):
            self.expect("every_reason_is_documented", "reconcilers/tenant/inspection.cpp", words, "as a literal")

    def test_a_variable_without_documentation(self):
        manual = KEPT["docs/operations.md"].replace("| `ZPA_OPERATOR_CONTEXT` |", "| |")
        self.expect("every_flag_is_documented", "docs/operations.md", manual, "ZPA_OPERATOR_CONTEXT")

    def test_a_call_without_permission(self):
        for call in ("client_.remove(kube::secrets(), key)", "client(until).update(\n    kube::secrets(), key)"):
            self.expect("every_call_is_permitted", "controller/kube/a.cpp", call, "on secrets")

    def test_a_verb_that_is_granted_in_silence(self):
        rbac = KEPT["helm/manifests/rbac.yaml"].replace("get, list", "get, list, delete")
        self.expect("every_permission_is_documented", "helm/manifests/rbac.yaml", rbac, "granted delete, get, list")

    def test_a_status_that_people_may_write(self):
        rbac = KEPT["helm/manifests/rbac.yaml"]
        role = "---\nmetadata: {name: zpa-operator-edit}\nrules: [{apiGroups: [zpa-operator.io], resources: [%s], verbs: [get]}]\n"
        for resource in ("provisioningkeys/status", "'*'", "'*/status'"):
            self.expect("people_write_no_status", "helm/manifests/rbac.yaml", rbac + role % resource, "zpa-operator-edit grants")
        own = rbac.replace("[secrets]", "[secrets, provisioningkeys/status]") + role % "provisioningkeys"
        self.assertEqual(self.complaints("people_write_no_status", {"helm/manifests/rbac.yaml": own}), [])

    def test_links_that_lead_nowhere(self):
        self.expect("links_lead_somewhere", "README.md", "[x](docs/none.md)\n", "is not there")
        self.expect("links_lead_somewhere", "README.md", "[x](docs/operations.md#none)\n", "no heading")


if __name__ == "__main__":
    unittest.main()
