#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

namespace kotori::inline v0::websocket {

/// Bytes that many outboxes share. They are only ever appended to, so whoever holds a range of them may read it on any
/// loop, without a lock, while the block's own loop appends behind it.
class Block {
 public:
  static Block* make(std::size_t capacity);
  Block(const Block&) = delete;
  Block& operator=(const Block&) = delete;

  char* data() { return reinterpret_cast<char*>(this + 1); }
  std::uint32_t capacity() const { return capacity_; }
  std::uint32_t used() const { return used_; }
  std::uint32_t room() const { return capacity_ - used_; }
  /// Where the next bytes go, which the caller writes; there is room for them.
  char* extend(std::size_t bytes) { return data() + std::exchange(used_, used_ + static_cast<std::uint32_t>(bytes)); }

 private:
  friend class BlockRef;
  explicit Block(std::uint32_t capacity) : capacity_(capacity) {}
  static void free(Block* block);

  std::atomic<std::uint32_t> references_ = 0;
  std::uint32_t used_ = 0;
  std::uint32_t capacity_;
};

/// Keeps a block alive.
class BlockRef {
 public:
  BlockRef() = default;
  explicit BlockRef(Block* block) : block_(block) {
    if (block_) block_->references_.fetch_add(1, std::memory_order_relaxed);
  }
  BlockRef(const BlockRef& other) : BlockRef(other.block_) {}
  BlockRef(BlockRef&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
  BlockRef& operator=(BlockRef other) noexcept {
    std::swap(block_, other.block_);
    return *this;
  }
  ~BlockRef() {
    if (block_ && block_->references_.fetch_sub(1, std::memory_order_acq_rel) == 1) Block::free(block_);
  }

  Block* operator->() const { return block_; }
  explicit operator bool() const { return block_ != nullptr; }
  bool operator==(const BlockRef&) const = default;
  bool is_only_one() const { return block_->references_.load(std::memory_order_acquire) == 1; }

 private:
  Block* block_ = nullptr;
};

/// A stretch of a block: whole frames, at least until an outbox has sent a part.
struct Range {
  BlockRef block;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  std::uint32_t size() const { return end - begin; }
  std::string_view bytes() const { return {block->data() + begin, size()}; }
};

}  // namespace kotori::inline v0::websocket
