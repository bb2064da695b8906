#include "tests/wire/fixture.h"

#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace wire {
namespace {

class Process final : public testing::Environment {
public:
    void SetUp() override {
        std::signal(SIGPIPE, SIG_IGN);  // the test servers write to clients that have left
        roots_ = std::filesystem::temp_directory_path() / ("wire-roots-" + std::to_string(getpid()) + ".pem");
        std::ofstream(roots_) << system_authority().cert_pem();
        setenv("SSL_CERT_FILE", roots_.c_str(), 1);
    }
    void TearDown() override { std::filesystem::remove(roots_); }

private:
    std::filesystem::path roots_;
};

const auto* const process = testing::AddGlobalTestEnvironment(new Process);

}  // namespace

const Authority& system_authority() {
    static const Authority authority("The Machine's Own CA");
    return authority;
}

http::Request request(std::string method, std::string target, std::string body) {
    http::Request result;
    result.method = std::move(method);
    result.target = std::move(target);
    result.body = std::move(body);
    result.headers = {{"Authorization", "Bearer " + secret}, {"Content-Type", "application/json"}};
    return result;
}

base::Error failure_of(http::Transport& transport, const http::Request& request, std::stop_token stop) {
    try {
        const http::Response response = transport.send(request, std::move(stop));
        ADD_FAILURE() << "got " << response.status << " " << response.body.substr(0, 100);
    } catch (const base::Error& error) {
        EXPECT_EQ(std::string(error.what()).find(secret), std::string::npos) << error.what();
        return error;
    }
    return {ErrorKind::Config, "there was no error"};
}

http::Response get(http::Transport& transport, const std::string& target) {
    return transport.send(request("GET", target), {});
}

void use_pooled_connection(http::Transport& transport, const Server& server) {
    const bool reused = fakes::eventually([&] {
        const int before = server.connections();
        get(transport);
        return server.connections() == before && before > 0;
    });
    ASSERT_TRUE(reused) << "no connection was used twice";
}

}  // namespace wire
