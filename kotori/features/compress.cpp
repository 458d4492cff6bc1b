#include "kotori/features/compress.hpp"

#include "kotori/async/loop.hpp"
#include "kotori/async/sleep.hpp"
#include "kotori/features/content_coder.hpp"
#include "kotori/http/accept.hpp"
#include "kotori/http/etag.hpp"
#include "kotori/http/text.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace kotori::inline v0 {
namespace {

using features::ContentCoder;
using Then = ContentCoder::Then;

/// Some milliseconds of work; others get their turn then.
constexpr std::size_t bytes_a_turn = 64UL * 1024;

/// How many coders of a loop live over several turns. Kept by whoever holds one.
class Places {
 public:
  explicit Places(Loop&) {}
  /// Null when there is none left.
  std::shared_ptr<const void> take(std::size_t most) {
    if (static_cast<std::size_t>(taken_.use_count()) > most) return nullptr;
    return taken_;
  }

 private:
  std::shared_ptr<int> taken_ = std::make_shared<int>();
};

bool fits(std::string_view pattern, std::string_view type) {
  const auto star = pattern.find('*');
  if (star == std::string_view::npos) return http::equal_ignoring_case(pattern, type);
  const auto end = pattern.substr(star + 1);
  return type.size() >= star + end.size() && http::equal_ignoring_case(type.substr(0, star), pattern.substr(0, star)) &&
         http::equal_ignoring_case(type.substr(type.size() - end.size()), end);
}

std::string_view type_of(const Response& response) {
  const auto type = response.headers.find("Content-Type").value_or("");
  return http::trimmed(type.substr(0, type.find(';')));
}

/// Whether it may be coded at all, whatever it is.
bool may_be_coded(const Response& response) {
  const bool is_as_sent = response.headers.contains("Content-Encoding") || response.headers.contains("Content-Range") ||
                          response.status == Status::partial_content ||
                          response.headers.list_holds("Cache-Control", "no-transform");
  return http::has_content(response.status) && !is_as_sent &&
         !http::equal_ignoring_case(type_of(response), "text/event-stream") &&
         (response.pieces || !response.body.view().empty());
}

struct Choice {
  std::string_view coding;  ///< empty: as it is
  bool must = false;        ///< as it is will not do
};

/// The greatest weight wins, and of equal ones what is smaller. Who says nothing of identity takes it if need be.
Choice choose(const Request& request) {
  const auto accepted = request.headers.joined("Accept-Encoding").value_or("");
  const int as_it_is = http::weight_of_coding(accepted, "identity").value_or(1);
  Choice choice{.must = as_it_is == 0};
  for (int best = std::max(as_it_is, 1) - 1; const std::string_view coding : {"br", "gzip"}) {
    const int weight = http::weight_of_coding(accepted, coding).value_or(0);
    if (weight <= best) continue;
    best = weight;
    choice.coding = coding;
  }
  return choice;
}

void mark(Response& response, std::string_view coding) {
  response.headers.set("Content-Encoding", coding);
  response.headers.remove("Accept-Ranges");
  if (const auto etag = response.headers.find("ETag"); etag && !http::is_weak_etag(*etag))
    response.headers.set("ETag", "W/" + std::string(*etag));
}

/// What is on its way through a coder.
struct Coding {
  http::Pieces from;
  std::unique_ptr<ContentCoder> coder;
  std::shared_ptr<const void> place;
  std::string piece = {};
  std::size_t coded = 0;  // of it
  bool ended = false;
};

Task<std::optional<std::string>> next_piece(std::shared_ptr<Coding> coding) {
  if (coding->ended) co_return std::nullopt;
  if (coding->coded == coding->piece.size()) {
    auto piece = co_await coding->from();
    if (!piece) {
      coding->ended = true;
      co_return coding->coder->code({}, Then::end);
    }
    coding->piece = *std::move(piece);
    coding->coded = 0;
    if (coding->piece.empty()) co_return std::string{};
  }
  const auto part = std::string_view(coding->piece).substr(coding->coded, bytes_a_turn);
  coding->coded += part.size();
  co_return coding->coder->code(part, Then::flush);
}

Task<std::string> code_whole(std::unique_ptr<ContentCoder> coder, std::string_view bytes) {
  std::string coded;
  for (; bytes.size() > bytes_a_turn; bytes.remove_prefix(bytes_a_turn)) {
    coded += coder->code(bytes.substr(0, bytes_a_turn), Then::go_on);
    co_await next_turn();
  }
  co_return coded + coder->code(bytes, Then::end);
}

}  // namespace

bool Compress::suits(const Response& response) const {
  const auto type = type_of(response);
  const bool is_long = response.pieces || response.body.view().size() >= at_least;
  return is_long && std::ranges::any_of(types, [&](const auto& pattern) { return fits(pattern, type); });
}

Task<Response> Compress::operator()(Request& request, Next next) const {
  auto response = co_await next(request);
  const auto choice = choose(request);
  // What is spared the content here might have been coded.
  if (response.status == Status::not_modified) response.headers.add_to_list("Vary", "Accept-Encoding");
  if (!may_be_coded(response) || !(choice.must || suits(response))) co_return response;
  response.headers.add_to_list("Vary", "Accept-Encoding");
  const auto size = response.body.view().size();
  if (choice.coding.empty() || (!response.pieces && size > at_most)) co_return response;

  std::shared_ptr<const void> place;
  if (response.pieces || size > bytes_a_turn) {
    place = Loop::current()->local<Places>().take(at_once);
    if (!place) co_return response;
  }
  if (response.pieces) {
    auto coding =
        std::make_shared<Coding>(std::move(response.pieces), ContentCoder::make(choice.coding), std::move(place));
    response.length.reset();
    response.pieces = [coding = std::move(coding)] { return next_piece(coding); };
  } else {
    auto coded = co_await code_whole(ContentCoder::make(choice.coding), response.body.view());
    if (coded.size() >= size && !choice.must) co_return response;
    response.body = std::move(coded);
  }
  mark(response, choice.coding);
  co_return response;
}

}  // namespace kotori::inline v0
