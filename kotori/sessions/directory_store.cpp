#include "kotori/sessions/directory_store.hpp"

namespace kotori::inline v0::sessions {

Task<std::optional<Record>> DirectoryStore::read(std::string id) {
  const auto place = work_.enter();
  co_return co_await work_.run([&] { return files_.read(id); });
}

Task<bool> DirectoryStore::write(std::string id, Record record, Writing how) {
  const auto place = work_.enter();
  co_return co_await work_.run([&] { return files_.write(id, record, how); });
}

Task<bool> DirectoryStore::erase(std::string id) {
  const auto place = work_.enter();
  co_return co_await work_.run([&] { return files_.erase(id); });
}

Task<std::vector<std::string>> DirectoryStore::erase_user(std::string user) {
  const auto place = work_.enter();
  co_return co_await work_.run([&] { return files_.erase_user(user); });
}

}  // namespace kotori::inline v0::sessions
