#pragma once
#include "kotori/websocket/deflater.hpp"
#include "kotori/websocket/news.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace kotori::inline v0::websocket {

/// In what form a member is told: plain is 0; else the bits of its window, 8 to 15, and long messages are compressed.
using Form = std::uint8_t;
inline constexpr Form plain = 0, first_compressed = 8, forms = 16;

/// The same news by form. A form that is empty has nothing but what plain has.
using NewsByForm = std::array<std::vector<News>, forms>;

/// What an audience is told within one turn, once for each form in which someone reads it. A form begins with the first
/// message that it tells differently, and begins with what was told before in plain; so every form tells all, and a
/// number of bytes taken of plain is the same place in a form that begins later.
class Editions {
 public:
  /// Appends what was said. It is compressed where `is_read(form)`, if it has `compress_from` bytes.
  template <class F> void append(const Said& said, std::size_t compress_from, Deflaters& deflaters, F&& is_read) {
    for (Form form = first_compressed; form < forms; ++form) {
      const bool compress = said.payload.size() >= compress_from && is_read(form);
      if (compress || begun_[form])
        append_in(form, said, compress ? deflaters.deflate(said.payload, form) : std::string{});
    }
    plain_.append(said);
  }

  /// Appends what another loop has told.
  void append(NewsByForm news, std::uint64_t order);

  bool empty() const { return plain_.empty(); }
  const std::vector<News>& in(Form form) const { return writer(form).all(); }
  std::uint32_t bytes(Form form) const { return writer(form).bytes(); }

  NewsByForm all() const;
  NewsByForm take();

 private:
  const NewsWriter& writer(Form form) const { return begun_[form] ? *begun_[form] : plain_; }
  void append_in(Form form, const Said& said, std::string_view compressed);
  void begin(Form form);

  NewsWriter plain_;
  std::array<std::unique_ptr<NewsWriter>, forms> begun_;
};

}  // namespace kotori::inline v0::websocket
