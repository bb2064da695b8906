// The ways into an organisation: a private key, a proxy, a sign-in service of its own, a microtenant.
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "tests/scenario/harness/scenario.h"
#include "tests/scenario/harness/zpa_proxy.h"

namespace scenario {

namespace {

struct KeyPair {
    std::string private_pem, public_pem;
};

KeyPair make_rsa() {
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_RSA_gen(2048), EVP_PKEY_free);
    const auto written = [](auto write) {
        const std::unique_ptr<BIO, decltype(&BIO_free_all)> memory(BIO_new(BIO_s_mem()), BIO_free_all);
        write(memory.get());
        std::string out(BIO_ctrl_pending(memory.get()), '\0');
        BIO_read(memory.get(), out.data(), static_cast<int>(out.size()));
        return out;
    };
    return {written([&](BIO* out) { PEM_write_bio_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr); }),
            written([&](BIO* out) { PEM_write_bio_PUBKEY(out, key.get()); })};
}

}  // namespace

class SignIn : public Scenario {
protected:
    void expect_whole_life(const std::string& name, const json& spec = json::object()) {
        create_key(name, spec);
        wait_ready(name);
        EXPECT_EQ(value(name), zpa.key_named(name).value);
        edit_key(name, {{"maxUsage", 9}});
        wait_ready(name);
        EXPECT_EQ(zpa.key_named(name).max_usage, 9);
        delete_key(name);
        wait_gone(name);
        EXPECT_TRUE(zpa.keys().empty());
    }
    void give_client(const std::string& public_key) {
        auto client = zpa.simulator.state.client(simulator::default_client).value();
        client.public_key = public_key;
        client.secret.clear();  // nothing but the private key opens it
        zpa.simulator.state.put_client(client);
    }
};

TEST_F(SignIn, WithAPrivateKeyWorksAndFollowsAnotherOne) {
    const auto first = make_rsa(), second = make_rsa();
    for (const auto& pair : {first, second}) keep_secret(pair.private_pem);
    give_client(first.public_pem);
    create_credentials({{"ZSCALER_CLIENT_SECRET", nullptr}, {"ZSCALER_PRIVATE_KEY", first.private_pem}});
    start_operator();
    create_tenant();
    expect_whole_life("blue");
    EXPECT_GE(zpa.simulator.tokens.secrets().size(), 2U) << "an assertion and a token, which TearDown looks for";

    give_client(second.public_pem);
    zpa.simulator.tokens.revoke_all();
    wait_tenant_reason("InvalidCredentials");
    change_credentials({{"ZSCALER_PRIVATE_KEY", second.private_pem}});
    wait_tenant_ready();
    expect_whole_life("green");
}

TEST_F(SignIn, WithWhatIsNoPrivateKeyIsSaidWithoutQuotingIt) {
    const std::string nonsense =
        "-----BEGIN PRIVATE KEY-----\nY2FuYXJ5LW5vLXByaXZhdGUta2V5LWF0LWFsbA==\n-----END PRIVATE KEY-----\n";
    keep_secret("Y2FuYXJ5LW5vLXByaXZhdGUta2V5LWF0LWFsbA==");
    create_credentials({{"ZSCALER_CLIENT_SECRET", nullptr}, {"ZSCALER_PRIVATE_KEY", nonsense}});
    start_operator();
    create_tenant();
    const auto told = wait_tenant_reason("InvalidSecret");
    EXPECT_NE(message(told).find("ZSCALER_PRIVATE_KEY"), std::string::npos) << message(told);
}

TEST_F(SignIn, ThroughTheTenantsProxyIncludesTheSignIn) {
    const ZpaProxy proxy(zpa);
    start_operator();
    create_tenant({{"proxy", {{"url", proxy.url()}}}, {"endpoint", {{"apiURL", nullptr}}}});
    expect_whole_life("blue");
    const auto asked = proxy.asked();
    const std::set<std::string> hosts(asked.begin(), asked.end());
    EXPECT_EQ(hosts, (std::set<std::string>{"api.zsapi.net:443", "scenario.zslogin.net:443"}));
    EXPECT_TRUE(zpa.simulator.journal.where([&](const auto& call) { return call.source != proxy.source(); }).empty());
}

TEST_F(SignIn, ThroughTheEnvironmentsProxyUnlessTheTenantNamesAnother) {
    const ZpaProxy everybodys(zpa), own(zpa);
    start_operator({.variables = {"HTTPS_PROXY=" + everybodys.url()}});
    create_tenant({{"endpoint", {{"apiURL", nullptr}}}});
    wait_tenant_ready();
    EXPECT_FALSE(everybodys.asked().empty());
    EXPECT_TRUE(own.asked().empty());
    edit_tenant({{"proxy", {{"url", own.url()}}}});
    wait_for("the tenant's own proxy is used", [&] { return !own.asked().empty(); });
    expect_whole_life("blue");
}

TEST_F(SignIn, AtAServiceOfItsOwnGoesNowhereElse) {
    const ZpaProxy proxy(zpa);
    start_operator();
    create_tenant({{"proxy", {{"url", proxy.url()}}},
                   {"endpoint", {{"apiURL", "https://api.beta.zsapi.net"}, {"authURL", "https://own.zslogin.net"}}}});
    expect_whole_life("blue");
    const auto asked = proxy.asked();
    EXPECT_EQ(asked.front(), "own.zslogin.net:443");
    EXPECT_EQ(std::set<std::string>(asked.begin(), asked.end()),
              (std::set<std::string>{"own.zslogin.net:443", "api.beta.zsapi.net:443"}));
}

class InAMicrotenant : public SignIn {
protected:
    InAMicrotenant() {
        simulator::Microtenant wanted;
        wanted.name = "branch";
        microtenant = zpa.simulator.portal.add(zpa.customer(), wanted).id;
        auto group = zpa.simulator.portal.add_group(zpa.customer(), simulator::connector_group, "branch group");
        zpa.simulator.portal.edit<simulator::Group>(zpa.customer(), group.id,
                                                    [&](auto& one) { one.microtenant = microtenant; });
    }
    void expect_key_there(const std::string& name) {
        const auto object = wait_ready(name);
        const auto in_zpa = zpa.key_named(name);
        EXPECT_EQ(in_zpa.microtenant, microtenant);
        EXPECT_EQ(value(name), in_zpa.value);
        edit_key(name, {{"maxUsage", 9}});
        wait_for("the edit", [&] { return zpa.key_named(name).max_usage == 9; });
        zpa.edit(in_zpa.id, [](auto& key) { key.max_usage = 77; });
        wait_for("drift is corrected there too", [&] { return zpa.key_named(name).max_usage == 9; });
    }
    std::string microtenant;
    const json branch = {{"group", {{"name", "branch group"}}}};
};

TEST_F(InAMicrotenant, TheTenantsOwnEveryKeyIsMadeThere) {
    start_operator();
    create_tenant({{"microtenantID", microtenant}});
    EXPECT_EQ(wait_tenant_ready().at("status").at("microtenantID"), microtenant);
    create_key("blue", branch);
    expect_key_there("blue");
    delete_key("blue");
    wait_gone("blue");
    EXPECT_TRUE(zpa.keys().empty());
}

TEST_F(InAMicrotenant, AKeysOwnLeavesTheOthersInDefault) {
    start_operator();
    create_tenant();
    auto there = branch;
    there["microtenantID"] = microtenant;
    create_key("blue", there);
    create_key("green");
    expect_key_there("blue");
    wait_ready("green");
    EXPECT_EQ(zpa.key_named("green").microtenant, "0");
    delete_key("blue");
    wait_gone("blue");
    EXPECT_EQ(zpa.only_key().name, "green");
}

// A microtenant that ZPA does not show for a while has no key that is gone.
class HiddenMicrotenant : public InAMicrotenant {
protected:
    void begin() {
        operator_ = &start_operator();
        create_tenant();
        auto there = branch;
        there["microtenantID"] = microtenant;
        create_key("blue", there);
        id = wait_ready("blue").at("status").at("id");
    }
    void hide() { zpa.simulator.portal.remove<simulator::Microtenant>(zpa.customer(), microtenant); }
    void show() {
        simulator::Microtenant same;
        same.id = microtenant;
        same.name = "branch";
        zpa.simulator.portal.add(zpa.customer(), same);
    }
    json id;
    OperatorProcess* operator_ = nullptr;
};

TEST_F(HiddenMicrotenant, KeepsItsKeysOnRecord) {
    begin();
    operator_->kill9();
    hide();
    edit_key("blue", {{"maxUsage", 9}});
    forget_lease();
    start_operator();
    const auto told = wait_reason("blue", "MicrotenantNotOpen");
    EXPECT_EQ(told.at("status").at("id"), id);
    show();
    wait_ready("blue");
    EXPECT_EQ(key("blue").at("status").at("id"), id);
    EXPECT_EQ(zpa.only_key().max_usage, 9);
    EXPECT_EQ(zpa.committed("create"), 1U);
}

TEST_F(HiddenMicrotenant, KeepsWhatIsDeletedUntilItIsSeen) {
    begin();
    hide();
    delete_key("blue");
    const auto told = wait_reason("blue", "MicrotenantNotOpen");
    EXPECT_NE(message(told).find("abandon"), std::string::npos) << message(told);
    EXPECT_TRUE(secret("blue"));
    show();
    wait_gone("blue");
    EXPECT_TRUE(zpa.keys().empty());
}

}  // namespace scenario
