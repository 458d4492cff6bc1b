#include "kotori/websocket/news.hpp"

#include "kotori/websocket/frame_encoder.hpp"

#include <algorithm>

namespace kotori::websocket {
namespace {
constexpr std::size_t first_block = 4 * 1024;
constexpr std::size_t later_block = 64 * 1024;
}  // namespace

void NewsWriter::append(Opcode opcode, std::string_view payload, std::uint64_t except, std::uint64_t order,
                        bool joins) {
  const auto size = encoded_size(payload.size());
  const bool fits = block_ && block_->room() >= size;
  if (!fits) block_ = BlockRef{Block::make(std::max(size, block_ ? later_block : first_block))};
  const auto begin = block_->used();
  write_frame(block_->extend(size), opcode, payload);
  const auto end = block_->used();

  if (joins && fits && !news_.empty() && except == 0 && news_.back().except == 0 &&
      news_.back().range.block == block_) {
    news_.back().range.end = end;
  } else {
    news_.push_back({{block_, begin, end}, order, except});
  }
}

std::vector<News> NewsWriter::take() {
  block_ = {};
  return std::exchange(news_, {});
}

}  // namespace kotori::websocket
