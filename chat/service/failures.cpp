#include "chat/service/failures.hpp"

#include "kotori/base/log.hpp"

namespace chat {

void report_failure(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& error) {
    kotori::log::error("room failed", {{"why", error.what()}});
  } catch (...) {
    kotori::log::error("room failed", {{"why", "something that is no std::exception"}});
  }
}

}  // namespace chat
