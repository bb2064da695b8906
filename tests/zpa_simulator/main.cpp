#include <pthread.h>
#include <signal.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "tests/zpa_simulator/certificates.h"
#include "tests/zpa_simulator/server.h"
#include "tests/zpa_simulator/simulator.h"
#include "tests/zpa_simulator/state_file.h"

namespace {

struct Options {
    std::string listen = "127.0.0.1:0";
    std::string certificate;
    std::string key;
    std::string self_signed;
    std::vector<std::string> names;
    std::string state;
    std::vector<std::string> customers;
    std::string client_id = simulator::default_client;
    std::string client_secret = simulator::default_secret;
    std::string client_public_key;
    std::vector<std::string> groups;
    std::string ready_file;
    std::string behaviour;
    bool plain = false;
    bool no_limits = false;
};

void declare(CLI::App& app, Options& options) {
    app.description(
        "A ZPA organisation in memory: the management API with its three sign-ins, its limits and its errors,\n"
        "and an enrolment host. A control API under /_simulator makes it fail on purpose and edits it as an\n"
        "administrator would. SIGTERM or SIGINT stops it.");
    app.footer(
        "Examples:\n"
        "  zpa-simulator --listen 127.0.0.1:8443 --self-signed sim    # then: curl --cacert sim/ca.pem ...\n"
        "  zpa-simulator --listen 127.0.0.1:8080 --plain --no-limits\n"
        "  zpa-simulator --state zpa.json --ready-file ready.json\n"
        "GET /_simulator on the running program lists its control API; docs/simulator.md explains it.");
    app.set_version_flag("--version", "zpa-simulator " OP_VERSION);
    app.add_option("--listen", options.listen, "Address and port; port 0 takes any free one")->capture_default_str();
    app.add_flag("--plain", options.plain, "HTTP instead of HTTPS");
    auto* key = app.add_option("--tls-key", options.key, "Private key of --tls-cert, PEM")->check(CLI::ExistingFile);
    app.add_option("--tls-cert", options.certificate, "Certificate chain to serve, PEM")
        ->check(CLI::ExistingFile)
        ->needs(key);
    app.add_option("--self-signed", options.self_signed,
                   "Folder for ca.pem, tls.pem and tls.key, made when they are not there. Without --tls-cert and this\n"
                   "option the certificate is made in memory and its authority is only in the ready file");
    app.add_option("--tls-name", options.names, "Further names and addresses for the certificate of our own");
    app.add_option("--state", options.state, "File that keeps the state over restarts (it holds secrets)");
    app.add_option("--customer", options.customers, "Ids of the organisations; default one")
        ->default_str(simulator::default_customer);
    app.add_option("--client-id", options.client_id, "Who may sign in, to all organisations")
        ->envname("ZSCALER_CLIENT_ID")
        ->capture_default_str();
    app.add_option("--client-secret", options.client_secret, "Its secret")->envname("ZSCALER_CLIENT_SECRET");
    app.add_option("--client-public-key", options.client_public_key,
                   "Its public key or certificate, PEM, for assertions")
        ->check(CLI::ExistingFile);
    app.add_option("--group", options.groups,
                   "Groups to start with, as NAME for App Connectors or SERVICE_EDGE_GRP=NAME;\n"
                   "default \"Demo Connectors\" and \"Demo Service Edges\"");
    app.add_option("--behaviour", options.behaviour, "JSON: what ZPA does where nobody knows, see docs/simulator.md");
    app.add_flag("--no-limits", options.no_limits, "No 429 of its own");
    app.add_option("--ready-file", options.ready_file,
                   "Written as JSON {url, ca, ca_file, customers, client_id, pid} once it serves");
}

std::string read_file(const std::string& path) {
    std::ifstream in(path);
    std::ostringstream text;
    text << in.rdbuf();
    if (!in) throw std::runtime_error("cannot read " + path);
    return text.str();
}

void write_file(const std::filesystem::path& path, const std::string& text, bool secret = false) {
    const auto beside = path.string() + ".new";
    {
        std::ofstream out(beside, std::ios::trunc);
        if (secret)
            std::filesystem::permissions(beside,
                                         std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
        out << text;
        if (!out.flush()) throw std::runtime_error("cannot write " + path.string());
    }
    std::filesystem::rename(beside, path);
}

simulator::ServerOptions server_options(const Options& options) {
    simulator::ServerOptions out;
    const auto colon = options.listen.rfind(':');
    const auto port =
        colon == std::string::npos ? std::nullopt : simulator::parse_int(options.listen.substr(colon + 1));
    if (!port || *port < 0 || *port > 65535)
        throw std::runtime_error("--listen must be HOST:PORT, not " + options.listen);
    out.host = options.listen.substr(0, colon);
    if (out.host == "localhost") out.host = "127.0.0.1";
    if (out.host.size() > 1 && out.host.front() == '[') out.host = out.host.substr(1, out.host.size() - 2);
    out.port = static_cast<std::uint16_t>(*port);
    out.tls = !options.plain;
    if (options.plain) return out;
    if (!options.certificate.empty()) {
        out.certificate = read_file(options.certificate);
        out.key = read_file(options.key);
        return out;
    }
    const std::filesystem::path folder = options.self_signed;
    if (!folder.empty() && exists(folder / "ca.pem") && exists(folder / "tls.pem") && exists(folder / "tls.key")) {
        out.certificate = read_file(folder / "tls.pem");
        out.key = read_file(folder / "tls.key");
        out.authority = read_file(folder / "ca.pem");
        return out;
    }
    auto names = simulator::served_names();
    names.insert(names.end(), options.names.begin(), options.names.end());
    const auto authority = simulator::make_authority("ZPA simulator");
    const auto own = simulator::make_server_certificate(authority, names);
    out.certificate = own.certificate;
    out.key = own.key;
    out.authority = authority.certificate;
    if (!folder.empty()) {
        create_directories(folder);
        write_file(folder / "tls.key", own.key, true);
        write_file(folder / "tls.pem", own.certificate);
        write_file(folder / "ca.pem", authority.certificate);
    }
    return out;
}

void populate(simulator::Simulator& zpa, const Options& options) {
    const auto customers =
        options.customers.empty() ? std::vector<std::string>{simulator::default_customer} : options.customers;
    zpa.state.clear();
    simulator::Client client;
    client.id = options.client_id;
    client.secret = options.client_secret;
    if (!options.client_public_key.empty()) client.public_key = read_file(options.client_public_key);
    zpa.state.put_client(client);
    auto groups = options.groups;
    if (groups.empty())
        groups = {"Demo Connectors", std::string(simulator::service_edge_group) + "=Demo Service Edges"};
    for (const auto& customer : customers) {
        zpa.state.add_customer(customer);
        for (const auto& group : groups) {
            const auto equals = group.find('=');
            const auto type = equals == std::string::npos ? simulator::connector_group : group.substr(0, equals);
            zpa.portal.add_group(customer, type, equals == std::string::npos ? group : group.substr(equals + 1));
        }
    }
}

std::string joined(const std::vector<std::string>& texts) {
    std::string out;
    for (const auto& text : texts) out += (out.empty() ? "" : " ") + text;
    return out;
}

void tell(const simulator::Simulator& zpa, const simulator::Server& server, const Options& options) {
    const auto ca_file = server.ca().empty() || options.self_signed.empty()
                             ? std::string()
                             : absolute(std::filesystem::path(options.self_signed) / "ca.pem").string();
    fmt::print("zpa-simulator serves {} for customers {}, client {}{}; control API at {}/_simulator\n", server.url(),
               joined(zpa.state.customers()), options.client_id, ca_file.empty() ? "" : ", authority in " + ca_file,
               server.url());
    std::fflush(stdout);
    if (options.ready_file.empty()) return;
    const nlohmann::json ready{{"url", server.url()},
                               {"ca", server.ca()},
                               {"ca_file", ca_file},
                               {"customers", zpa.state.customers()},
                               {"client_id", options.client_id},
                               {"pid", ::getpid()}};
    write_file(options.ready_file, ready.dump(2) + "\n");
}

int run(const Options& options) {
    // Before any thread starts, so that all of them leave the signals to sigwait below.
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &ends, nullptr);
    signal(SIGPIPE, SIG_IGN);

    simulator::Behaviour behaviour;
    behaviour.limits = !options.no_limits;
    if (!options.behaviour.empty()) simulator::apply(behaviour, nlohmann::json::parse(options.behaviour));
    simulator::Simulator zpa(behaviour);
    populate(zpa, options);
    std::unique_ptr<simulator::StateFile> file;
    if (!options.state.empty()) file = std::make_unique<simulator::StateFile>(zpa.state, options.state);

    simulator::Server server(zpa, server_options(options));
    tell(zpa, server, options);
    int received = 0;
    sigwait(&ends, &received);
    server.stop();
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app;
    Options options;
    declare(app, options);
    CLI11_PARSE(app, argc, argv);
    try {
        return run(options);
    } catch (const std::exception& error) {
        std::cerr << "zpa-simulator: " << error.what() << '\n';
        return 1;
    }
}
