#include "kotori/websocket/block.hpp"

#include <limits>
#include <new>
#include <stdexcept>

namespace kotori::inline v0::websocket {

Block* Block::make(std::size_t capacity) {
  if (capacity > std::numeric_limits<std::uint32_t>::max()) throw std::length_error("a block holds less than 4 GiB");
  return new (::operator new(sizeof(Block) + capacity)) Block{static_cast<std::uint32_t>(capacity)};
}

void Block::free(Block* block) {
  block->~Block();
  ::operator delete(block);
}

}  // namespace kotori::inline v0::websocket
