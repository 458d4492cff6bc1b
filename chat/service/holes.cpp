#include "chat/service/holes.hpp"

#include "chat/service/hosted_room.hpp"

#include <algorithm>
#include <utility>

namespace chat {

void Holes::reached(Seq seq) {
  reached_ = std::max(reached_, seq);
  if (filling_ || room_.room().head() >= reached_) return;
  filling_ = true;
  landlord_.tasks().spawn(fill());
}

kotori::Task<bool> Holes::reach(Seq seq) {
  struct Waiting {
    std::vector<std::coroutine_handle<>>& line;
    bool await_ready() const { return false; }
    void await_suspend(std::coroutine_handle<> caller) { line.push_back(caller); }
    void await_resume() const {}
  };
  reached(seq);
  while (filling_ && room_.room().head() < seq) co_await Waiting{waiting_};
  co_return room_.room().head() >= seq;
}

kotori::Task<bool> Holes::catch_up() {
  std::vector<RoomName> name{room_.room().name()};
  const auto heads = co_await landlord_.log().heads(std::move(name));
  if (!heads) co_return false;
  co_return co_await reach(heads->front());
}

kotori::Task<> Holes::fill() {
  const HostedRoom::Need need{room_};
  while (room_.room().head() < reached_) {
    const auto known = reached_;
    PageRequest next{.room = room_.room().name(), .after = room_.room().head(), .limit = protocol::largest_history};
    const auto page = co_await landlord_.log().read(std::move(next));
    if (!page) break;
    for (const auto& fact : page->facts) room_.happened(fact);
    if (!page->facts.empty() && !landlord_.neighbours().alone()) landlord_.neighbours().count_hole_filled();
    // There is less than was said, unless more was said meanwhile.
    if (page->facts.empty() && reached_ == known) reached_ = room_.room().head();
    wake();
  }
  filling_ = false;
  wake();
}

void Holes::wake() {
  for (const auto waiting : std::exchange(waiting_, {})) room_.loop().resume_soon(waiting);
}

}  // namespace chat
