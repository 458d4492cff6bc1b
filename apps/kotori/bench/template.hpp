#pragma once
#include "kotori/base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

/// How a message looks in somebody's protocol: `{"say":"{text}","id":"{id}"}`. {text} is what is measured, {id} is
/// another one for each message, {connection} the number of who sends it, {room} where they are.
class Template {
 public:
  /// The error says what is wrong: there is no {text}.
  static kotori::Result<Template> parse(std::string_view pattern);
  /// Likewise for what is said once at the beginning, where no {text} is needed.
  static Template parse_greeting(std::string_view pattern);

  struct Words {
    std::string_view text = {}, id = {};
    std::uint32_t connection = 0;
    std::string_view room = {};
  };
  std::string fill(const Words& words) const;

 private:
  enum class Part : std::uint8_t { literal, text, id, connection, room };
  struct Piece {
    Part part;
    std::string literal;
  };
  std::vector<Piece> pieces_;
};

}  // namespace bench
