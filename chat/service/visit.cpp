#include "chat/service/visit.hpp"

#include "chat/service/hosted_room.hpp"
#include "chat/service/on_loop.hpp"
#include "chat/service/service.hpp"
#include "kotori/async/call_on.hpp"

#include <algorithm>
#include <utility>

namespace chat {
namespace {

protocol::Refused no_such_room(std::string id) {
  return protocol::refused(std::move(id), {protocol::RefusalCode::unknown_room, "there is no such room"}, "room");
}

}  // namespace

Visit::Visit(const Service& service, HostedRoom& room, Reception& reception, Recipient& recipient,
             const protocol::Welcome& welcome)
    : service_(service),
      room_(room),
      reception_(reception),
      recipient_(recipient),
      hall_(reception.hall(room.room().name())),
      person_(welcome.user),
      device_(welcome.device),
      number_(reception.enter(recipient)) {
  recipient_.tell(welcome);
  hall_.seat(recipient_);
}

Visit::~Visit() {
  hall_.unseat(recipient_);
  reception_.leave(number_);
  call_soon(room_.loop(), [&room = room_, user = person_.id, from = reception_.index()] { room.leave(user, from); });
}

kotori::Task<> Visit::say(protocol::Say say) {
  co_await reception_.may_ask(number_);
  auto* room = service_.find(say.room);
  if (!room) {
    reception_.answer(number_, no_such_room(std::move(say.id)));
    co_return;
  }
  Origin by{person_.id, device_, std::move(say.client_id)};
  call_soon(room->loop(), [room, by = std::move(by), say = std::move(say),
                           reply_to = ReplyTo{reception_.index(), number_}]() mutable {
    room->say(std::move(by), std::move(say), reply_to);
  });
}

kotori::Task<> Visit::rename(protocol::Rename rename) {
  co_await reception_.may_ask(number_);
  Origin by{person_.id, device_, std::move(rename.client_id)};
  call_soon(room_.loop(), [room = &room_, by = std::move(by), rename = std::move(rename),
                           reply_to = ReplyTo{reception_.index(), number_}]() mutable {
    room->rename(std::move(by), std::move(rename), reply_to);
  });
}

kotori::Task<> Visit::history(protocol::History history) {
  if (!service_.find(history.room)) {
    recipient_.tell(no_such_room(std::move(history.id)));
    co_return;
  }
  const std::size_t wanted = history.limit.value_or(protocol::largest_history);
  PageRequest request{.room = history.room,
                      .before = history.before,
                      .after = history.after,
                      .limit = std::clamp<std::size_t>(wanted, 1, protocol::largest_history)};
  auto page = co_await service_.log().read(std::move(request));
  if (!page) {
    recipient_.tell(protocol::refused(std::move(history.id),
                                      {protocol::RefusalCode::unavailable, std::move(page.error().message)}));
    co_return;
  }
  recipient_.tell(
      protocol::HistoryPage{std::move(history.id), std::move(history.room), std::move(page->facts), page->more});
}

kotori::Task<std::vector<Person>> Visit::who(RoomName room) {
  auto* hosted = service_.find(room);
  if (!hosted) co_return std::vector<Person>{};
  co_return co_await kotori::call_on(hosted->loop(), [hosted] { return hosted->room().here(); });
}

}  // namespace chat
