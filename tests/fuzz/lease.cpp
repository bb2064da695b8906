// A Lease that anybody may have written is a record or an error, the record survives being written, and whoever reads
// it can take it over.
#include "controller/runtime/lease.h"

#include <nlohmann/json.hpp>

#include "controller/kube/json_text.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = fuzz::Input(data, size).rest();
    fuzz::error_of(
        [&] {
            const auto object = kube::parse_json(text, "lease");
            const auto record = runtime::parse_lease(object);
            if (!object.is_object()) return;
            const auto again = runtime::parse_lease(runtime::with_record(object, record));
            fuzz::must(again.holder == record.holder && again.duration_seconds == record.duration_seconds &&
                           again.transitions == record.transitions,
                       "a record survives being written");
            (void)runtime::judge(record, "us", std::chrono::seconds(15));
            const auto taken = runtime::held_by(record, "us", std::chrono::seconds(15), base::WallTime{});
            fuzz::must(runtime::judge(taken, "us", base::Duration::zero()) == runtime::LeaseVerdict::Ours,
                       "who takes it has it");
        },
        base::ErrorKind::Protocol);
    return 0;
}
