#include "kotori/http/body.hpp"

namespace kotori::inline v0::http {

Body Body::shared(std::string_view bytes, std::shared_ptr<const void> owner) {
  Body body;
  body.shared_ = bytes;
  body.owner_ = std::move(owner);
  return body;
}

Body Body::part(std::size_t first, std::size_t size) && {
  if (shared_.data()) return shared(shared_.substr(first, size), std::move(owner_));
  const auto owner = std::make_shared<const std::string>(std::move(bytes_));
  return shared(std::string_view(*owner).substr(first, size), owner);
}

}  // namespace kotori::inline v0::http
