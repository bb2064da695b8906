// Preloaded into a program: says so when a name under .test is looked up, and takes far longer for it than any test.
#include <dlfcn.h>
#include <netdb.h>
#include <unistd.h>

#include <cstdio>
#include <string_view>

using GetAddrInfo = int (*)(const char*, const char*, const addrinfo*, addrinfo**);

extern "C" int getaddrinfo(const char* node, const char* service, const addrinfo* hints, addrinfo** found) {
    static const auto real = reinterpret_cast<GetAddrInfo>(dlsym(RTLD_NEXT, "getaddrinfo"));
    if (node == nullptr || !std::string_view(node).ends_with(".test")) return real(node, service, hints, found);
    std::fprintf(stderr, "looking up %s\n", node);
    sleep(600);
    return EAI_AGAIN;
}
