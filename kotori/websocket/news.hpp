#pragma once
#include "kotori/websocket/block.hpp"
#include "kotori/websocket/frame.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace kotori::websocket {

/// Frames that an audience is told within one turn: a stretch that was appended without another audience's between.
struct News {
  Range range;
  std::uint64_t order = 0;   ///< by which a member of several audiences hears them in the order of appending
  std::uint64_t except = 0;  ///< the seat that does not hear it; 0 for nobody
};

/// Where frames are encoded, once for all who will hear them: one after another in as few blocks as may be.
class NewsWriter {
 public:
  /// Appends a frame. It joins the last news if `joins` and it stands right behind it; else it begins news of this
  /// order.
  void append(Opcode opcode, std::string_view payload, std::uint64_t except, std::uint64_t order, bool joins);
  void append(News news) { news_.push_back(std::move(news)); }

  bool empty() const { return news_.empty(); }
  const std::vector<News>& all() const { return news_; }
  std::vector<News> take();

 private:
  std::vector<News> news_;
  BlockRef block_;
};

}  // namespace kotori::websocket
