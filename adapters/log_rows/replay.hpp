#pragma once
#include "adapters/log_rows/findings.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace adapters {

/// A fact as its row has it. 0: none. Its texts are as good as the row.
struct KeptFact {
  std::int64_t seq = 0, kind = 0, author = 0, message = 0, thread = 0;
  std::string_view name, body;
};

/// What has become of a message: the seqs of the facts that did it last. 0: none.
struct Fate {
  std::int64_t edited = 0, deleted = 0, pinned = 0, replies = 0;
};

/// What the facts of one room come to, worked out without any code that the log itself uses. Tells where the facts
/// themselves cannot be right.
class Replay {
 public:
  using Reaction = std::tuple<std::int64_t, std::string, std::int64_t>;  // message, emoji, author

  /// `room` is how findings call it.
  Replay(std::string room, bool is_lobby, Findings& findings);
  Replay(const Replay&) = delete;
  Replay& operator=(const Replay&) = delete;

  void take(const KeptFact& fact);  ///< in the order of seq
  void finish();                    ///< after the last

  std::int64_t head = 0;
  std::uint64_t facts = 0;
  std::string topic;
  bool closed = false;
  std::optional<std::int64_t> opener;
  std::set<std::int64_t> members;
  std::map<std::int64_t, Fate> messages;                ///< those to which something has happened
  std::map<Reaction, std::int64_t> reactions;           ///< and as which seq it was given
  std::unordered_map<std::int64_t, std::string> names;  ///< that people chose last

 private:
  struct Message {
    std::int64_t seq, thread;
    bool has_text;
  };
  struct Edit {
    std::int64_t seq, message;
    bool has_text;
  };
  const Message* message(std::int64_t seq) const;
  void follow(const KeptFact& fact);
  void say(const KeptFact& fact);
  void change(const KeptFact& fact);
  void erase(std::int64_t message, std::int64_t by);

  std::string room_;
  bool is_lobby_;
  Findings& findings_;
  std::vector<Message> said_;  // in the order of seq
  std::vector<Edit> edits_;
};

}  // namespace adapters
