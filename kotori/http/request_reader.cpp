#include "kotori/http/request_reader.hpp"

#include <utility>

namespace kotori::inline v0::http {

Parsed<Request> RequestReader::feed(std::string_view& bytes) {
  if (!begun_) {
    auto head = heads_.feed(bytes);
    if (!head) return std::unexpected(std::move(head.error()));
    if (!*head) return std::nullopt;
    begun_ = std::move(*head);
    body_.emplace(*begun_, limits_);
    if (auto refusal = body_->refusal()) return std::unexpected(std::move(*refusal));
  }
  const auto ended = body_->feed(bytes, begun_->request.content);
  if (!ended) return std::unexpected(ended.error());
  if (!*ended) return std::nullopt;
  auto request = std::move(begun_->request);
  begun_.reset();
  return request;
}

}  // namespace kotori::inline v0::http
