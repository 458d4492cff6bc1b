#include "kotori/sessions/store.hpp"

namespace kotori::inline v0::sessions {

Task<std::vector<std::string>> Store::erase_user(std::string) {
  throw NoUsers{};
  co_return std::vector<std::string>{};
}

}  // namespace kotori::inline v0::sessions
