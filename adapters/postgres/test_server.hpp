#pragma once
#include "adapters/postgres/session.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <string>
#include <string_view>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>
#include <vector>

namespace adapters::postgres {

/// A PostgreSQL for tests, in a directory that goes with it, heard of on a Unix socket there, with fsync. It ends with
/// the thread that has begun it at the latest.
class TestServer {
 public:
  TestServer() : TestServer(nullptr) {}
  /// A standby of another one, as far as that is now; promote() makes it a server by itself.
  explicit TestServer(TestServer& primary) : TestServer(&primary) {}
  ~TestServer() {
    if (server_ > 0) end(SIGQUIT);
    std::filesystem::remove_all(directory_);
  }
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;

  /// The one of this process, begun when it is first asked for.
  static TestServer& shared() {
    static TestServer server;
    return server;
  }

  Settings new_database() {
    const auto name = "test_" + std::to_string(++databases_);
    Session{database("postgres")}.run("CREATE DATABASE " + name);
    return database(name);
  }
  Settings database(const std::string& name) const {
    return {.url = "host=" + directory_.string() + " user=postgres dbname=" + name, .name = "test"};
  }

  std::string host() const { return directory_.string(); }

  void start() {
    server_ = spawn({bin("postgres"), "-D", data(), "-k", directory_.string(), "-h", "", "-c", "max_connections=60",
                     "-c", "wal_level=replica", "-c", "max_wal_senders=4", "-c", "shared_buffers=64MB", "-c",
                     "log_min_messages=fatal"});
    wait_until_there();
  }
  /// As when the power fails; what was on disk is there when it is started again.
  void kill() { end(SIGQUIT); }
  void stop() { end(SIGINT); }
  void promote() { run({bin("pg_ctl"), "promote", "-w", "-s", "-D", data()}); }

  /// Ends all connections to a database but the one that says so.
  void terminate_connections(const Settings& to) const {
    Session{to}.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()");
  }

  /// Ends all connections of this process from our side, as when the network is gone.
  void cut_connections() const {
    for (int descriptor = 3; descriptor < 256; ++descriptor) {
      sockaddr_un peer{};
      socklen_t size = sizeof peer;
      if (getpeername(descriptor, reinterpret_cast<sockaddr*>(&peer), &size) == 0 && peer.sun_family == AF_UNIX &&
          std::string_view{peer.sun_path}.starts_with(host()))
        shutdown(descriptor, SHUT_RDWR);
    }
  }

 private:
  explicit TestServer(TestServer* primary) {
    auto path = (std::filesystem::temp_directory_path() / "kotori-pg-XXXXXX").string();
    if (!mkdtemp(path.data())) throw std::system_error(errno, std::generic_category(), path);
    directory_ = path;
    if (const auto* account = its_account()) {
      if (chown(path.c_str(), account->pw_uid, account->pw_gid) != 0)
        throw std::system_error(errno, std::generic_category(), path);
    }
    if (primary) {
      run({bin("pg_basebackup"), "-D", data(), "-h", primary->directory_.string(), "-U", "postgres", "-R", "-c", "fast",
           "-N"});
    } else {
      run({bin("initdb"), "-D", data(), "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "-N"});
    }
    start();
  }

  static std::string bin(const std::string& program) { return "/usr/lib/postgresql/15/bin/" + program; }
  std::string data() const { return (directory_ / "data").string(); }

  /// It will not be run by root.
  static const passwd* its_account() {
    if (geteuid() != 0) return nullptr;
    const auto* account = getpwnam("postgres");
    return account ? account : getpwnam("nobody");
  }

  pid_t spawn(std::vector<std::string> command) const {
    std::vector<char*> words;
    for (auto& word : command) words.push_back(word.data());
    words.push_back(nullptr);
    const auto* account = its_account();
    const auto log = (directory_ / "log").string();
    const pid_t child = fork();
    if (child != 0) return child;
    if (account && (setgroups(0, nullptr) != 0 || setgid(account->pw_gid) != 0 || setuid(account->pw_uid) != 0))
      _exit(126);
    prctl(PR_SET_PDEATHSIG, SIGQUIT);
    const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    dup2(out, STDOUT_FILENO);
    dup2(out, STDERR_FILENO);
    if (chdir("/") == 0) execv(words.front(), words.data());
    _exit(127);
  }
  void run(std::vector<std::string> command) const {
    const auto what = command.front();
    const auto child = spawn(std::move(command));
    int status = 0;
    if (waitpid(child, &status, 0) != child || status != 0) throw std::runtime_error(what + " failed");
  }
  void end(int signal) {
    ::kill(server_, signal);
    waitpid(server_, nullptr, 0);
    server_ = -1;
  }
  void wait_until_there() const {
    run({"/bin/sh", "-c", "until " + bin("pg_isready") + " -q -h " + directory_.string() + "; do sleep 0.02; done"});
  }

  std::filesystem::path directory_;
  pid_t server_ = -1;
  int databases_ = 0;
};

}  // namespace adapters::postgres
