#include "chat/service/start_over.hpp"

#include "chat/service/failures.hpp"
#include "chat/service/on_loop.hpp"
#include "kotori/async/call_on.hpp"
#include "kotori/async/sleep.hpp"
#include "kotori/base/log.hpp"

#include <utility>

namespace chat {

StartOver::StartOver(kotori::Loop& loop, Log& log, const std::vector<std::unique_ptr<Desk>>& desks,
                     const std::vector<std::unique_ptr<Rooms>>& rooms)
    : loop_(loop), log_(log), desks_(desks), rooms_(rooms), tasks_(report_failure) {}

void StartOver::begin() {
  loop_.post([this] {
    again_ = true;
    if (!std::exchange(running_, true)) tasks_.spawn(start_over());
  });
}

kotori::Task<> StartOver::settle() {
  co_await MoveTo{loop_};
  co_await kotori::next_turn();  // a change may be on its way here
  co_await tasks_.join();
}

// Visits hold rooms, and who is on the way in holds the lobby: when the rooms have gone, nothing is held.
kotori::Task<> StartOver::start_over() {
  while (again_) {
    kotori::log::warning("the log is another one than it was, everyone is to come again");
    for (const auto& desk : desks_)
      co_await kotori::call_on(desk->reception().loop(), [&there = *desk] { there.close(); });
    for (const auto& desk : desks_) co_await run_on(desk->reception().loop(), desk->settle());
    for (const auto& rooms : rooms_) co_await run_on(rooms->loop(), rooms->settle());
    again_ = false;
    log_.adopt();
    for (const auto& desk : desks_)
      co_await kotori::call_on(desk->reception().loop(), [&there = *desk] { there.open(); });
  }
  running_ = false;
}

}  // namespace chat
