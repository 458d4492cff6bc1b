#pragma once
#include "tests/hardening/ground.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace hardening {

/// What somebody who means harm sends: a beginning, then the same again and again.
struct Plan {
  std::string begins;
  std::string repeats;
  bool reads = true;  ///< what it is answered; if not, its wire fills up
};

/// One who means harm. It sends no more than it has been granted, as fast as the wire takes it.
class Attacker final : kotori::StreamListener {
 public:
  Attacker(std::unique_ptr<kotori::Stream> wire, const Plan& plan);
  ~Attacker() { wire_->set_listener(nullptr); }
  Attacker(const Attacker&) = delete;
  Attacker& operator=(const Attacker&) = delete;

  void grant(std::size_t bytes);
  /// The server has ended the connection.
  bool is_turned_away() const { return turned_away_; }
  /// What it was told last.
  const std::string& heard() const { return heard_; }

 private:
  std::string_view to_send() const;
  void on_stream_ready() override;

  std::unique_ptr<kotori::Stream> wire_;
  const Plan& plan_;
  std::size_t sent_ = 0;
  std::size_t granted_ = 0;
  std::string heard_;
  bool turned_away_ = false;
};

/// Somebody who behaves, on a wire of their own: how soon they are answered, at worst.
struct Regular {
  unsigned said = 0;
  unsigned answered = 0;
  std::uint32_t turns = 0;  ///< of the server's loop, until the handler heard it
  kotori::Duration time{};  ///< until the answer came
  std::size_t others = 0;   ///< requests and messages of others that were handled until the handler heard it
};

/// A server under attack. Each second every attacker is granted so many bytes, and in the same moment, behind them,
/// the regular says something.
class Siege {
 public:
  explicit Siege(Over over = Over::plain, kotori::ServeOptions options = {}, kotori::PipeOptions pipe = {});
  ~Siege();
  Siege(const Siege&) = delete;
  Siege& operator=(const Siege&) = delete;

  void join(std::size_t attackers, const Plan& plan);
  void goes_on(unsigned seconds, std::size_t bytes_a_second);
  void attackers_leave();

  const Regular& regular() const { return regular_; }
  const std::vector<std::unique_ptr<Attacker>>& attackers() const { return attackers_; }
  std::size_t turned_away() const;
  /// Those of attackers.
  std::size_t connections() const { return ground_.connections() - 1; }

 private:
  kotori::Task<> live();

  Ground ground_;
  Regular regular_;
  kotori::WebSocket* socket_ = nullptr;  // the regular's
  kotori::Instant said_at_{};
  std::size_t handled_then_ = 0;
  std::vector<std::unique_ptr<Plan>> plans_;
  std::vector<std::unique_ptr<Attacker>> attackers_;
};

}  // namespace hardening
