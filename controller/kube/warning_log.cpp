#include "controller/kube/warning_log.h"

#include "controller/base/redaction.h"
#include "controller/base/utf8.h"

namespace kube {

void WarningLog::see(std::string_view header) {
    if (header.empty()) return;
    // 299 - "text": what stands between the outer quotes is for people.
    const auto begin = header.find('"'), end = header.rfind('"');
    const auto said =
        begin != std::string_view::npos && end > begin ? header.substr(begin + 1, end - begin - 1) : header;
    // Redacted before it is cut: of a secret that the cut goes through, nobody would know the rest.
    auto text = base::redaction().redact(said);
    base::cut_utf8(text, 500);
    {
        const base::MutexLock lock(mutex_);
        if (seen_.size() >= 100 || !seen_.emplace(text).second) return;
    }
    log_.warn("the API server warns", {{"warning", text}});
}

}  // namespace kube
