#pragma once
#include "kotori/async/task.hpp"
#include "kotori/base/clock.hpp"
#include "kotori/base/result.hpp"
#include "kotori/client/request.hpp"
#include "kotori/http/chunked_reader.hpp"
#include "kotori/net/stream.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace kotori::inline v0::client {

/// What an answer may cost, in bytes. Beyond: an error.
struct AnswerLimits {
  std::size_t head = 64UL * 1024;
  std::size_t body = 64UL * 1024 * 1024;
};

/// Reads one answer off a stream: its head, and then, piece by piece, its content (RFC 9112 §6.3). All errors are
/// final. On the stream's loop.
class AnswerReader {
 public:
  /// The stream outlives it.
  explicit AnswerReader(Stream& stream, const AnswerLimits& limits = {});

  /// The head, without a body; what comes before the final one (1xx, but for 101) is passed over.
  Task<Result<ClientResponse>> read_head(std::string_view method, Instant until);
  /// The next bytes of the content; empty at its end.
  Task<Result<std::string>> read_piece(Instant until);
  Task<Result<ClientResponse>> read_all(std::string_view method, Instant until);

  /// Whether anything has come.
  bool has_heard() const { return heard_; }
  /// Whether the answer has ended, nothing came behind it, and the server goes on with the connection.
  bool may_be_reused() const { return keep_alive_ && framing_ == Framing::none && bytes_.empty(); }
  /// What came behind the head of a 101.
  std::string take_rest() { return std::move(bytes_); }

 private:
  enum class Framing : std::uint8_t { none, length, chunks, end_of_stream };

  Task<Result<void>> read_more(Instant until);
  Result<ClientResponse> parse_head(std::string_view head);
  Result<void> find_framing(const ClientResponse& response, std::string_view method);
  Result<std::string> take_content();

  Stream& stream_;
  AnswerLimits limits_;
  std::string bytes_;  // read and not yet looked at
  bool heard_ = false;
  bool ended_ = false;  // the stream
  bool keep_alive_ = false;
  Framing framing_ = Framing::none;
  std::uint64_t left_ = 0;  // of a body of stated length; of any, how much it may still have
  std::optional<http::ChunkedReader> chunks_;
};

/// An answer whose head has come, and whose content is read by whoever has it.
struct StreamedAnswer {
  ClientResponse head;
  std::unique_ptr<Stream> stream;
  std::unique_ptr<AnswerReader> reader;  ///< of that stream
};

}  // namespace kotori::inline v0::client
