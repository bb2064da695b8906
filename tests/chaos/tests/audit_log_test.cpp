#include "tests/chaos/audit_log.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/scenario/harness/temporary_folder.h"

namespace chaos {

constexpr auto kLine =
    R"({"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"RequestResponse","auditID":"1","stage":"ResponseComplete",)"
    R"("requestURI":"/apis/zpa-operator.io/v1alpha1/namespaces/ns/provisioningkeys/blue/status","verb":"update",)"
    R"("user":{"username":"system:serviceaccount:zpa-operator:zpa-operator"},"sourceIPs":["127.0.0.7"],)"
    R"("objectRef":{"resource":"provisioningkeys","namespace":"ns","name":"blue","subresource":"status"},)"
    R"("responseStatus":{"metadata":{},"code":200},"requestObject":{"a":1},"responseObject":{"b":2},)"
    R"("requestReceivedTimestamp":"2026-11-27T12:00:00.000250Z","stageTimestamp":"2026-11-27T12:00:00.004000Z"})";

const auto kAll = [](const AuditLine&) { return true; };

TEST(AuditLog, ALineIsWhoAskedForWhatWhenAndWithWhichOutcome) {
    const auto line = parse_audit_line(kLine);
    EXPECT_EQ(line.done - line.asked, 3750);
    EXPECT_EQ(line.source, "127.0.0.7");
    EXPECT_EQ(line.verb, "update");
    EXPECT_EQ(line.resource, "provisioningkeys");
    EXPECT_EQ(line.subresource, "status");
    EXPECT_EQ(line.namespace_name, "ns");
    EXPECT_EQ(line.name, "blue");
    EXPECT_TRUE(line.succeeded());
    EXPECT_EQ(line.request.at("a"), 1);
    EXPECT_EQ(line.response.at("b"), 2);
}

TEST(AuditLog, AnApplyIsAPatchThatNamesItsFieldManager) {
    const std::string line =
        R"({"verb":"patch","requestURI":"/api/v1/namespaces/ns/secrets/blue?fieldManager=zpa-operator&force=true",)"
        R"("requestReceivedTimestamp":"2026-11-27T12:00:00Z","stageTimestamp":"2026-11-27T12:00:00Z"})";
    EXPECT_TRUE(parse_audit_line(line).applied);
    const auto query = line.find('?');
    EXPECT_FALSE(parse_audit_line(line.substr(0, query) + line.substr(line.find('"', query))).applied);
}

TEST(AuditLog, IsReadOnFromWhereItStoppedAndByWholeLines) {
    const scenario::TemporaryFolder folder;
    const auto path = folder.write("audit.log", std::string(kLine) + "\n");
    AuditLog log(path);
    EXPECT_TRUE(log.read_on(kAll).empty()) << "what was there before is nobody's";
    const std::string text = std::string(kLine) + "\n" + kLine + "\n";
    std::ofstream(path, std::ios::app) << text.substr(0, text.size() - 10);
    EXPECT_EQ(log.read_on(kAll).size(), 1U);
    std::ofstream(path, std::ios::app) << text.substr(text.size() - 10);
    EXPECT_EQ(log.read_on(kAll).size(), 1U);
    EXPECT_TRUE(log.read_on(kAll).empty());
}

TEST(AuditLog, KeepsWhatIsAskedFor) {
    const scenario::TemporaryFolder folder;
    const auto path = folder.write("audit.log", "");
    AuditLog log(path);
    std::ofstream(path, std::ios::app) << kLine << "\n";
    EXPECT_TRUE(log.read_on([](const AuditLine& line) { return line.resource == "leases"; }).empty());
}

}  // namespace chaos
