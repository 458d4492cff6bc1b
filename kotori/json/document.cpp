#include "kotori/json/document.hpp"

#include "kotori/json/error.hpp"

#include <algorithm>
#include <bit>
#include <new>
#include <simdjson.h>
#include <string>
#include <utility>

namespace kotori::inline v0::json {
namespace {

/// A thread keeps the parser of ordinary messages; one that has grown for a huge text is given back to the heap.
constexpr std::size_t smallest_kept = 4096, largest_kept = 256 * 1024;

Error refusal(simdjson::error_code code) {
  switch (code) {
    case simdjson::MEMALLOC: throw std::bad_alloc();
    case simdjson::CAPACITY: return {ErrorCode::too_large, "is too long", {}};
    case simdjson::DEPTH_ERROR:
      return {ErrorCode::too_large, "is nested more than " + std::to_string(deepest) + " levels deep", {}};
    case simdjson::EMPTY: return {ErrorCode::malformed, "is empty", {}};
    case simdjson::UTF8_ERROR: return {ErrorCode::malformed, "is not UTF-8", {}};
    case simdjson::NUMBER_ERROR: return {ErrorCode::malformed, "holds a number that is ill-formed or out of range", {}};
    case simdjson::STRING_ERROR:
    case simdjson::UNESCAPED_CHARS:
    case simdjson::UNCLOSED_STRING: return {ErrorCode::malformed, "holds a string that is ill-formed", {}};
    default: return {ErrorCode::malformed, "is not JSON", {}};
  }
}

}  // namespace

struct Document::Parser {
  simdjson::dom::parser dom;
  std::string padded;

  simdjson::simdjson_result<simdjson::dom::element> parse(std::string_view text) {
    // simdjson reads up to this many bytes beyond the end.
    padded.reserve(text.size() + simdjson::SIMDJSON_PADDING);
    padded.assign(text).append(simdjson::SIMDJSON_PADDING, '\0');
    // Powers of two, so that texts of slowly growing length do not allocate each time.
    const std::size_t needed = std::bit_ceil(std::max(text.size(), smallest_kept));
    if (dom.capacity() < needed) {
      if (auto failure = dom.allocate(needed, deepest)) return failure;
      if (auto failure = dom.doc.allocate(needed)) return failure;
    }
    return dom.parse(padded.data(), text.size(), false);
  }
};

/// A Document takes the thread's parser and puts it back, so that a second Document on the thread gets another.
std::unique_ptr<Document::Parser>& Document::spare() {
  static thread_local std::unique_ptr<Parser> parser;
  return parser;
}

Document::Document() : parser_(std::exchange(spare(), nullptr)) {
  if (!parser_) parser_ = std::make_unique<Parser>();
}

Document::~Document() {
  if (parser_->dom.capacity() <= largest_kept) spare() = std::move(parser_);
}

Result<Value> Document::parse(std::string_view text) {
  // Some versions of simdjson skip a byte order mark and some do not; RFC 8259 §8.1 says none may be sent.
  if (text.starts_with("\xEF\xBB\xBF"))
    return std::unexpected(Error{ErrorCode::malformed, "starts with a byte order mark", {}});
  simdjson::dom::element root;
  if (auto failure = parser_->parse(text).get(root)) return std::unexpected(refusal(failure));
  return Value{std::bit_cast<Place>(root)};
}

}  // namespace kotori::inline v0::json
