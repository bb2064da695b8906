#include "controller/http/proxy.h"

#include <gtest/gtest.h>

#include <map>

#include "controller/base/error.h"

namespace {

using http::choose_proxy;

base::Environment environment(std::map<std::string, std::string, std::less<>> values) {
    return [values = std::move(values)](std::string_view name) {
        const auto found = values.find(name);
        return found == values.end() ? std::string() : found->second;
    };
}

struct NoProxyCase {
    const char* list;
    const char* url;
    bool through_proxy;
};

class NoProxyTable : public testing::TestWithParam<NoProxyCase> {};

TEST_P(NoProxyTable, IsReadAsGoReadsIt) {
    const auto& [list, url, through_proxy] = GetParam();
    const auto values =
        environment({{"HTTPS_PROXY", "http://proxy"}, {"HTTP_PROXY", "http://proxy"}, {"NO_PROXY", list}});
    EXPECT_EQ(choose_proxy(url, "", values), through_proxy ? "http://proxy" : "") << list << " for " << url;
}

// After the tables of golang.org/x/net/http/httpproxy (proxy_test.go).
INSTANTIATE_TEST_SUITE_P(
    Cases, NoProxyTable,
    testing::Values(
        // Loopback never goes through a proxy of the environment.
        NoProxyCase{"", "https://localhost", false}, NoProxyCase{"", "https://127.0.0.1", false},
        NoProxyCase{"", "https://127.0.0.2", false}, NoProxyCase{"", "https://[::1]", false},
        NoProxyCase{"", "https://[::2]", true}, NoProxyCase{"", "https://localhost.net", true},
        // Names.
        NoProxyCase{"foobar.com, .barbaz.net", "https://foobar.com", false},
        NoProxyCase{"foobar.com, .barbaz.net", "https://www.foobar.com", false},
        NoProxyCase{"foobar.com, .barbaz.net", "https://foofoobar.com", true},
        NoProxyCase{"foobar.com, .barbaz.net", "https://baz.com", true},
        NoProxyCase{"foobar.com, .barbaz.net", "https://barbaz.net", true},
        NoProxyCase{"foobar.com, .barbaz.net", "https://www.barbaz.net", false},
        NoProxyCase{"foobar.com, .barbaz.net", "https://FOOBAR.com", false},
        NoProxyCase{"FooBar.COM", "https://foobar.com", false}, NoProxyCase{"*.foo.com", "https://foo.com", true},
        NoProxyCase{"*.foo.com", "https://a.foo.com", false}, NoProxyCase{"*", "https://anything", false},
        NoProxyCase{"a.com,*", "https://anything", false}, NoProxyCase{"a*", "https://abc", true},
        // Ports.
        NoProxyCase{"foo.com:8443", "https://foo.com:8443", false},
        NoProxyCase{"foo.com:8443", "https://foo.com", true}, NoProxyCase{"foo.com:443", "https://foo.com", false},
        NoProxyCase{"foo.com:80", "http://foo.com", false}, NoProxyCase{".foo.com:443", "https://a.foo.com", false},
        NoProxyCase{"foo.com:x", "https://foo.com", true},
        // Addresses.
        NoProxyCase{"192.168.1.1", "https://192.168.1.1", false},
        NoProxyCase{"192.168.1.1", "https://192.168.1.2", true},
        NoProxyCase{"192.168.1.1:443", "https://192.168.1.1", false},
        NoProxyCase{"192.168.1.1:8080", "https://192.168.1.1", true},
        NoProxyCase{"2001:db8::52:0:1", "https://[2001:db8::52:0:1]", false},
        NoProxyCase{"[2001:db8::52:0:1]:443", "https://[2001:db8::52:0:1]", false},
        NoProxyCase{"[2001:db8::52:0:1]:80", "https://[2001:db8::52:0:1]", true},
        NoProxyCase{"2001:db8::52:0:1", "https://[2001:db8::52:0:2]", true},
        // Networks.
        NoProxyCase{"192.168.0.0/16", "https://192.168.7.7", false},
        NoProxyCase{"192.168.0.0/16", "https://192.169.0.1", true},
        NoProxyCase{"10.0.0.0/9", "https://10.127.255.255", false},
        NoProxyCase{"10.0.0.0/9", "https://10.128.0.0", true},
        NoProxyCase{"2001:db8::/32", "https://[2001:db8:ffff::1]", false},
        NoProxyCase{"2001:db8::/32", "https://[2001:db9::1]", true}, NoProxyCase{"0.0.0.0/0", "https://8.8.8.8", false},
        NoProxyCase{"0.0.0.0/0", "https://[2001:db8::1]", true}, NoProxyCase{"10.0.0.0/33", "https://10.0.0.1", true},
        NoProxyCase{"10.0.0.0/-0", "https://8.8.8.8", true}, NoProxyCase{"10.0.0.0/8", "https://host.example", true},
        NoProxyCase{"::ffff:192.0.2.1", "https://192.0.2.1", false},
        // Damage is passed over, what stands beside it still holds.
        NoProxyCase{",,  ,foo.com,", "https://foo.com", false}, NoProxyCase{":443,foo.com", "https://bar.com", true},
        NoProxyCase{"  foo.com  ,bar.com", "https://foo.com", false}));

TEST(ChooseProxy, ThereIsNoneUnlessSomebodyNamesOne) {
    EXPECT_EQ(choose_proxy("https://a", "", environment({})), "");
    EXPECT_EQ(choose_proxy("https://a", "", environment({{"HTTP_PROXY", "http://p"}})), "");
    EXPECT_EQ(choose_proxy("http://a", "", environment({{"HTTPS_PROXY", "http://p"}})), "");
}

TEST(ChooseProxy, UpperCaseIsAskedFirst) {
    EXPECT_EQ(choose_proxy("https://a", "", environment({{"HTTPS_PROXY", "http://up"}, {"https_proxy", "http://low"}})),
              "http://up");
    EXPECT_EQ(choose_proxy("https://a", "", environment({{"https_proxy", "http://low"}})), "http://low");
    EXPECT_EQ(choose_proxy("https://a", "", environment({{"https_proxy", "http://low"}, {"no_proxy", "a"}})), "");
}

TEST(ChooseProxy, AConfiguredOneWinsOverEverything) {
    const auto values = environment({{"HTTPS_PROXY", "http://other"}, {"NO_PROXY", "*"}});
    EXPECT_EQ(choose_proxy("https://localhost", "http://mine:3128", values), "http://mine:3128");
}

TEST(ChooseProxy, TheSchemeMayBeMissing) {
    EXPECT_EQ(choose_proxy("https://a", "", environment({{"HTTPS_PROXY", "proxy:3128"}})), "http://proxy:3128");
}

TEST(ChooseProxy, OtherSchemesAreRefusedByName) {
    for (const char* proxy : {"https://secret:pw@proxy", "socks5://proxy:1080"}) {
        try {
            choose_proxy("https://a", proxy, environment({}));
            ADD_FAILURE() << proxy;
        } catch (const base::Error& error) {
            EXPECT_EQ(error.kind(), base::ErrorKind::Config);
            EXPECT_NE(std::string(error.what()).find("not supported"), std::string::npos);
            EXPECT_EQ(std::string(error.what()).find("secret"), std::string::npos);
        }
    }
}

}  // namespace
