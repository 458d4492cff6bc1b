#pragma once
#include "kotori/http/body_decoder.hpp"
#include "kotori/http/body_reader.hpp"
#include "kotori/server/incoming.hpp"
#include "kotori/server/response_writer.hpp"

#include <optional>
#include <string>

namespace kotori::inline v0::server {

/// The body of the request that is being answered. It is read when somebody wants it, and only then is a client that
/// waits for "100 Continue" told to send it.
class RequestBody final : public BodyReader {
 public:
  /// `from`, `writer` and `options` outlive it.
  RequestBody(Incoming& from, ResponseWriter& writer, const ServeOptions& options, const http::RequestHead& head,
              const http::Limits& limits);

  Task<std::optional<std::string>> read() override;
  bool is_whole() const override { return decoder_.ended(); }

  /// How large it may be. Before anything else is asked.
  void set_limit(std::size_t bytes) { decoder_.set_limit(bytes); }
  /// Whether the head says already that it is.
  bool is_too_large();
  /// All of it. False when it is not to be had.
  Task<bool> read_all(std::string& into, Instant until);

  /// What the client has to be told, because its body is not right.
  const std::optional<http::Refusal>& refusal() const { return refusal_; }
  /// The peer has gone, or the server stops, in the middle of it.
  bool is_lost() const { return lost_; }

  /// Whether another request may follow: what is left of this one is not too much, and is sure to come.
  bool may_be_skipped() const;
  /// Lets the rest go by. False when it does not end.
  Task<bool> skip(Instant until);
  /// Whether the client holds it back until it hears "100 Continue".
  bool waits_to_be_wanted() const { return expected_ && !decoder_.begun() && from_.bytes().empty(); }

 private:
  Task<bool> next(std::string& into, Instant until);

  Incoming& from_;
  ResponseWriter& writer_;
  const ServeOptions& options_;
  http::BodyDecoder decoder_;
  bool expected_;  // "100 Continue" is
  bool lost_ = false;
  std::optional<http::Refusal> refusal_;
};

}  // namespace kotori::inline v0::server
