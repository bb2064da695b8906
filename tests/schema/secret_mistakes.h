#pragma once

#include <vector>

#include "tests/schema/mistake.h"

namespace schema {

// What a ProvisioningKey may not say about its Secret.
inline std::vector<Mistake> secret_mistakes() {
    using json = nlohmann::json;
    const auto secret = [](const char* field, json what) { return json{{"secret", {{field, std::move(what)}}}}; };
    const auto labels = [&](const std::string& key, const std::string& text) {
        return secret("labels", {{key, text}});
    };
    const auto annotations = [&](const std::string& key, const std::string& text) {
        return secret("annotations", {{key, text}});
    };
    const auto entries = [&](const std::string& key, const std::string& text) {
        return secret("template", {{key, text}});
    };
    const std::string label_names =
        "spec.secret: labels are named [DNS prefix/]name, the name with at most 63 letters, digits, '-', '_' and '.'";
    const std::string annotation_names =
        "spec.secret: annotations are named [DNS prefix/]name, the name with at most 63 letters, digits, '-', '_' and "
        "'.'";
    const std::string entry_names =
        "spec.secret: template entries are named with letters, digits, '-', '_' and '.', at most 253, not beginning "
        "with '..'";
    const std::string own_labels =
        "spec.secret: labels of zpa-operator.io/ and app.kubernetes.io/managed-by belong to the operator";
    const std::string own_annotations = "spec.secret: annotations of zpa-operator.io/ belong to the operator";
    const std::string kubectls_annotation =
        "spec.secret: the annotation kubectl.kubernetes.io/last-applied-configuration belongs to kubectl";
    const std::string value_entry = "spec.secret: template may not have an entry of the same name as secret.key";
    auto elsewhere = entries("k", "x");
    elsewhere["secret"]["key"] = "k";
    return {
        {"spec.secret.name minLength", "SecretNameEmpty", secret("name", ""), "spec.secret.name",
         "spec.secret.name is empty"},
        {"spec.secret.name maxLength", "SecretNameTooLong", secret("name", long_text(254)), "spec.secret.name",
         "spec.secret.name \"xxx"},
        {"spec.secret.name pattern", "SecretNameNoName", secret("name", "Blue_Secret"), "spec.secret.name",
         "spec.secret.name \"Blue_Secret\""},
        {"spec.secret.name pattern", "SecretNameWithTwoDots", secret("name", "blue..secret"), "spec.secret.name",
         "spec.secret.name \"blue..secret\""},
        {"spec.secret.key minLength", "EntryEmpty", secret("key", ""), "spec.secret.key", "spec.secret.key is empty"},
        {"spec.secret.key maxLength", "EntryTooLong", secret("key", long_text(254)), "spec.secret.key",
         "spec.secret.key \"xxx"},
        {"spec.secret.key pattern", "EntryNoName", secret("key", "a/b"), "spec.secret.key", "spec.secret.key \"a/b\""},
        {"spec.secret.key pattern", "EntryUpwards", secret("key", "..key"), "spec.secret.key",
         "spec.secret.key \"..key\""},
        {value_entry, "TemplateOverTheValue", entries("provisionkey", "x"), "template may not have",
         "spec.secret.template may not have an entry \"provisionkey\""},
        {value_entry, "TemplateOverTheValueElsewhere", elsewhere, "template may not have",
         "spec.secret.template may not have an entry \"k\""},
        {entry_names, "TemplateEntryNoName", entries("a/b", "x"), "template entries are named",
         "spec.secret.template \"a/b\""},
        {entry_names, "TemplateEntryUpwards", entries("..", "x"), "template entries are named",
         "spec.secret.template \"..\""},
        {"spec.secret.template maxProperties", "TooManyEntries", secret("template", many_entries(33)),
         "spec.secret.template", "spec.secret.template has 33 entries"},
        {"spec.secret.template[*] maxLength", "TemplateTextTooLong", entries("note", long_text(16385)),
         "spec.secret.template", "spec.secret.template \"note\" has 16385 characters"},
        {own_labels, "LabelOfOurs", labels("zpa-operator.io/x", "y"), "belong to the operator",
         "\"zpa-operator.io/x\" belongs"},
        {own_labels, "ManagedByLabel", labels("app.kubernetes.io/managed-by", "y"), "belong to the operator",
         "\"app.kubernetes.io/managed-by\" belongs"},
        {label_names, "LabelNameWithABlank", labels("my team", "y"), "labels are named",
         "spec.secret.labels \"my team\""},
        {label_names, "LabelNameTooLong", labels(long_text(64), "y"), "labels are named", "spec.secret.labels \"xxx"},
        {label_names, "LabelPrefixNoDomain", labels("My.Team/x", "y"), "labels are named",
         "spec.secret.labels \"My.Team/x\""},
        {"spec.secret.labels maxProperties", "TooManyLabels", secret("labels", many_entries(65)), "spec.secret.labels",
         "spec.secret.labels has 65 entries"},
        {"spec.secret.labels[*] maxLength", "LabelTooLong", labels("team", long_text(64)), "spec.secret.labels",
         "spec.secret.labels team \"xxx"},
        {"spec.secret.labels[*] pattern", "LabelWithABlank", labels("team", "a b"), "spec.secret.labels",
         "spec.secret.labels team \"a b\""},
        {own_annotations, "AnnotationOfOurs", annotations("zpa-operator.io/owner", "y"), "belong to the operator",
         "\"zpa-operator.io/owner\" belongs"},
        {kubectls_annotation, "AnnotationOfKubectl",
         annotations("kubectl.kubernetes.io/last-applied-configuration", "y"), "belongs to kubectl",
         "last-applied-configuration\" belongs to kubectl"},
        {annotation_names, "AnnotationNameWithABlank", annotations("my note", "y"), "annotations are named",
         "spec.secret.annotations \"my note\""},
        {annotation_names, "AnnotationWithoutName", annotations("example.com/", "y"), "annotations are named",
         "spec.secret.annotations \"example.com/\""},
        {"spec.secret.annotations maxProperties", "TooManyAnnotations", secret("annotations", many_entries(65)),
         "spec.secret.annotations", "spec.secret.annotations has 65 entries"},
        {"spec.secret.annotations[*] maxLength", "AnnotationTooLong", annotations("note", long_text(16385)),
         "spec.secret.annotations", "spec.secret.annotations \"note\" has 16385 characters"},
    };
}

}  // namespace schema
