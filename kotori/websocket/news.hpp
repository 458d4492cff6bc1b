#pragma once
#include "kotori/websocket/block.hpp"
#include "kotori/websocket/frame.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace kotori::inline v0::websocket {

/// Frames that an audience is told within one turn: a stretch that was appended without another audience's between.
struct News {
  Range range;
  std::uint64_t order = 0;   ///< by which a member of several audiences hears them in the order of appending
  std::uint64_t except = 0;  ///< the seat that does not hear it; 0 for nobody
};

/// A message on its way into the news.
struct Said {
  Opcode opcode = Opcode::text;
  std::string_view payload;
  std::uint64_t except = 0;  ///< as in News
  std::uint64_t order = 0;   ///< as in News
  bool joins = true;         ///< nothing of another audience came between it and the last
  std::uint8_t rsv = 0;      ///< rsv1 if the payload is compressed
};

/// Where frames are encoded, once for all who will hear them: one after another in as few blocks as may be.
class NewsWriter {
 public:
  /// Appends a frame. It joins the last news if it may and stands right behind it; else it begins news of its order.
  void append(const Said& said);
  void append(News news) {
    bytes_ += news.range.size();
    news_.push_back(std::move(news));
  }

  bool empty() const { return news_.empty(); }
  const std::vector<News>& all() const { return news_; }
  std::uint32_t bytes() const { return bytes_; }
  std::vector<News> take();

 private:
  std::vector<News> news_;
  BlockRef block_;
  std::uint32_t bytes_ = 0;
};

}  // namespace kotori::inline v0::websocket
