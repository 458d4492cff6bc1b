#include "kotori/websocket/news.hpp"

#include "kotori/websocket/frame_encoder.hpp"

#include <algorithm>

namespace kotori::inline v0::websocket {
namespace {
constexpr std::size_t first_block = 4 * 1024;
constexpr std::size_t later_block = 64 * 1024;
}  // namespace

void NewsWriter::append(const Said& said) {
  const auto size = encoded_size(said.payload.size());
  const bool fits = block_ && block_->room() >= size;
  if (!fits) block_ = BlockRef{Block::make(std::max(size, block_ ? later_block : first_block))};
  const auto begin = block_->used();
  write_frame(block_->extend(size), said.opcode, said.payload, said.rsv);
  const auto end = block_->used();

  if (said.joins && fits && !news_.empty() && said.except == 0 && news_.back().except == 0 &&
      news_.back().range.block == block_) {
    news_.back().range.end = end;
    bytes_ += end - begin;
  } else {
    append({{block_, begin, end}, said.order, said.except});
  }
}

std::vector<News> NewsWriter::take() {
  block_ = {};
  bytes_ = 0;
  return std::exchange(news_, {});
}

}  // namespace kotori::inline v0::websocket
