#pragma once
#include "chat/ports/bus_contract_words.hpp"

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace adapters {

/// A nats-server of a test's own, on a free port of the loopback address.
class NatsServer {
 public:
  explicit NatsServer(std::vector<std::string> arguments = {}, std::string host = "127.0.0.1")
      : arguments_(std::move(arguments)), host_(std::move(host)) {
    start();
  }
  ~NatsServer() { kill(); }
  NatsServer(const NatsServer&) = delete;
  NatsServer& operator=(const NatsServer&) = delete;

  int port() const { return port_; }
  /// `as`: "user:password@"
  std::string url(const std::string& as = {}, const std::string& scheme = "nats") const {
    return scheme + "://" + as + host_ + ":" + std::to_string(port_);
  }
  /// What it has said since its start.
  std::string log() const {
    std::string text;
    std::array<char, 4096> part{};
    for (ssize_t size = 0; (size = pread(fileno(log_.get()), part.data(), part.size(), off_t(text.size()))) > 0;)
      text.append(part.data(), static_cast<std::size_t>(size));
    return text;
  }

  /// Again, on the port that it had.
  void start(std::vector<std::string> arguments) {
    arguments_ = std::move(arguments);
    start();
  }
  void start() {
    log_.reset(std::tmpfile());
    auto words = arguments_;
    words.insert(words.begin(), {"nats-server", "-a", host_, "-p", port_ ? std::to_string(port_) : "-1"});
    std::vector<char*> pointers;
    for (auto& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    child_ = fork();
    if (child_ == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      dup2(fileno(log_.get()), STDERR_FILENO);
      execvp("nats-server", pointers.data());
      execv("/usr/sbin/nats-server", pointers.data());
      _exit(127);
    }
    if (!chat::contract::eventually([this] { return log().contains("Server is ready"); }))
      throw std::runtime_error("nats-server did not start: " + log());
    const auto text = log();
    const std::string before = "Listening for client connections on " + host_ + ":";
    port_ = std::atoi(text.c_str() + text.find(before) + before.size());
  }
  void kill() {
    if (child_ <= 0) return;
    ::kill(child_, SIGKILL);
    waitpid(child_, nullptr, 0);
    child_ = 0;
  }
  /// It takes and sends nothing, though its sockets are open.
  void stop() {
    ::kill(child_, SIGSTOP);
    waitpid(child_, nullptr, WUNTRACED);
  }
  void go_on() { ::kill(child_, SIGCONT); }

 private:
  struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::vector<std::string> arguments_;
  const std::string host_;
  std::unique_ptr<std::FILE, CloseFile> log_;
  pid_t child_ = 0;
  int port_ = 0;
};

}  // namespace adapters
