#pragma once
#include "kotori/sessions/store.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string_view>
#include <utility>

namespace kotori::inline v0::sessions {

/// How much a MemoryStore holds at most. Over it, those that were not used for longest make room.
struct MemoryStoreOptions {
  std::size_t sessions = 100'000;
  std::size_t bytes = std::size_t{64} * 1024 * 1024;  ///< with their bookkeeping
  std::function<UnixMillis()> clock = unix_millis_now;
};

/// Sessions that end with the program. Any loop may use it; nothing waits.
class MemoryStore final : public Store {
 public:
  explicit MemoryStore(MemoryStoreOptions options = {}) : options_(std::move(options)) {}

  Task<std::optional<Record>> read(std::string id) override;
  Task<bool> write(std::string id, Record record, Writing how) override;
  Task<bool> erase(std::string id) override;
  Task<std::vector<std::string>> erase_user(std::string user) override;

  std::size_t size() const;
  std::size_t bytes() const;

 private:
  struct Entry {
    Record record;
    std::uint64_t used = 0;  // counted up
  };
  using Sessions = std::map<std::string, Entry, std::less<>>;
  template <class By> using Order = std::set<std::pair<By, std::string_view>>;

  static std::size_t cost(const Sessions::value_type& session);
  void add(std::string id, Record record);
  void drop(Sessions::iterator session);
  void use(Sessions::value_type& session);
  void tidy();

  const MemoryStoreOptions options_;
  mutable std::mutex mutex_;
  Sessions sessions_;
  Order<std::uint64_t> by_use_;
  Order<UnixMillis> by_end_;
  Order<std::string_view> by_user_;
  std::size_t bytes_ = 0;
  std::uint64_t uses_ = 0;
};

}  // namespace kotori::inline v0::sessions
