#pragma once
#include "kotori/base/result.hpp"
#include "kotori/json/value.hpp"

#include <cstddef>
#include <memory>
#include <string_view>

namespace kotori::inline v0::json {

/// Arrays and objects may be nested this deep; deeper text is refused as too_large.
inline constexpr std::size_t deepest = 32;

/// A JSON text (RFC 8259), checked whole: grammar, UTF-8, surrogate pairs, depth, nothing behind its end, no byte order
/// mark. A number must fit 64 bits or a finite double. Used on the thread that made it, which lends it a parser.
class Document {
 public:
  Document();
  ~Document();
  Document(const Document&) = delete;
  Document& operator=(const Document&) = delete;

  /// The root of the text, which is copied; the value is good until the next parse() or the end of the Document.
  Result<Value> parse(std::string_view text);

 private:
  struct Parser;
  static std::unique_ptr<Parser>& spare();
  std::unique_ptr<Parser> parser_;
};

}  // namespace kotori::inline v0::json
