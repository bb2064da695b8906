// What sanitizers are told about the HTTP library, for any test that opens real connections. They ask these functions
// by name; without a sanitizer nobody calls them.

extern "C" {

const char* __asan_default_options();
const char* __lsan_default_suppressions();
const char* __tsan_default_suppressions();

// The library is built without frame pointers: only the slow way of unwinding sees its functions, to tell these leaks
// from others.
const char* __asan_default_options() { return "fast_unwind_on_malloc=0"; }

// 32 bytes for each connection through a proxy with a password, and what its threads had still queued at exit.
const char* __lsan_default_suppressions() {
    return "leak:generate_basic_proxy_auth_header\n"
           "leak:ssl_proxy_tunnel::start_proxy_connect\n"
           "leak:http_msg_base::_complete\n";
}

// The library is not instrumented, so its own locks are not seen. This hides what is really unlocked in there as well:
// a connection that one thread closed while another worked on it went unseen. Cancel.* of this folder look for that.
const char* __tsan_default_suppressions() { return "race:libcpprest.so\n"; }
}
