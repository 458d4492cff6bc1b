#include "chat/service/visit.hpp"

#include "chat/model/name.hpp"
#include "chat/service/desk.hpp"
#include "chat/service/hosted_room.hpp"
#include "chat/service/on_loop.hpp"
#include "kotori/async/call_on.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace chat {
namespace {

/// A room is opened under its name as it is kept; whether the name may be one, its rules will say.
RoomName room_of(const protocol::Command& command) {
  if (std::holds_alternative<protocol::Rename>(command)) return lobby;
  if (const auto* open = std::get_if<protocol::OpenRoom>(&command))
    if (auto name = make_room_name(open->room.value)) return {std::move(name->shown)};
  return std::visit(
      [](const auto& each) -> RoomName {
        if constexpr (requires { each.room; }) return each.room;
        return lobby;
      },
      command);
}

bool brings_in(const protocol::Command& command) {
  return std::holds_alternative<protocol::OpenRoom>(command) || std::holds_alternative<protocol::JoinRoom>(command);
}

std::size_t limit_of(std::optional<std::uint32_t> wanted) {
  return std::clamp<std::size_t>(wanted.value_or(protocol::largest_history), 1, protocol::largest_history);
}

}  // namespace

Visit::Visit(Desk& desk, Recipient& recipient, Visitor visitor, DeviceId device)
    : desk_(desk),
      recipient_(recipient),
      number_(desk.reception().enter(recipient, std::move(visitor), std::move(device))) {
  desk_.tasks().enter();
  desk_.neighbours().came(visiting().visitor.number);
}

Visit::~Visit() {
  desk_.neighbours().went(visiting().visitor.number);
  desk_.reception().leave(number_);
  desk_.tasks().leave();
}

Visiting& Visit::visiting() const { return *desk_.reception().find(number_); }

kotori::Task<> Visit::obey(protocol::Command command) {
  co_await desk_.reception().may_ask(number_);
  auto room = room_of(command);
  auto id = std::visit([](auto& each) { return std::move(each.id); }, command);
  auto client_id = std::visit([](auto& each) { return std::move(each.client_id); }, command);
  Origin by{visiting().visitor.person.id, visiting().device, std::move(client_id)};
  const auto* heard = entry(room);
  if (!heard || brings_in(command))
    co_return co_await obey_outside(std::move(by), std::move(id), std::move(room), std::move(command));
  auto& hosted = heard->place->room;
  call_soon(hosted.loop(),
            [&hosted, who = visiting().visitor.number, by = std::move(by), id = std::move(id),
             command = std::move(command), reply_to = ReplyTo{desk_.reception().index(), number_}]() mutable {
              hosted.begin(who, std::move(by), std::move(id), std::move(command), reply_to);
            });
}

kotori::Task<> Visit::obey_outside(Origin by, std::string id, RoomName room, protocol::Command command) {
  auto& home = desk_.rooms_of(room);
  const bool comes_in = brings_in(command);
  const auto done =
      co_await run_on(home.loop(), home.obey(room, visiting().visitor.number, std::move(by), std::move(id),
                                             std::move(command), {desk_.reception().index(), number_}));
  if (done == HostedRoom::Done::yes && comes_in) co_await desk_.enter(number_, {std::move(room), {}}, {});
  // A room that one is not in does not remember what must come again first: coming back, one sends all in order.
  if (done == HostedRoom::Done::not_now) recipient_.turn_away(TurnedAway::not_now);
}

void Visit::typing(protocol::Typing typing) {
  const auto* heard = entry(typing.room);
  if (!heard) return refuse_unheard(std::move(typing.id));
  auto& hosted = heard->place->room;
  call_soon(hosted.loop(), [&hosted, user = visiting().visitor.person.id] { hosted.typing(user); });
}

void Visit::read(protocol::MarkRead read) {
  const auto* heard = entry(read.room);
  if (!heard) return refuse_unheard(std::move(read.id));
  desk_.read_marks().mark(visiting().visitor, read.room, std::min(read.seq, heard->place->told), number_);
}

kotori::Task<> Visit::history(protocol::History history) {
  PageRequest request{.room = history.room,
                      .before = history.before,
                      .after = history.after,
                      .around = history.around,
                      .thread = history.thread,
                      .limit = limit_of(history.limit)};
  const bool around = history.around.has_value();
  return page(std::move(history.id), std::move(history.room), std::move(request), around);
}

kotori::Task<> Visit::fill(protocol::Fill fill) {
  PageRequest request{.room = fill.room, .before = fill.before, .after = fill.after, .limit = limit_of({})};
  return page(std::move(fill.id), std::move(fill.room), std::move(request), false);
}

kotori::Task<> Visit::page(std::string id, RoomName room, PageRequest request, bool around) {
  const auto* heard = entry(room);
  if (!heard) co_return refuse_unheard(std::move(id));
  const auto number = heard->number;
  auto page = co_await desk_.log().read(std::move(request));
  const auto* still = entry(room);
  if (!still || still->number != number) co_return refuse_unheard(std::move(id));  // it has left meanwhile
  if (!page) {
    recipient_.tell(protocol::refused(std::move(id), {protocol::RefusalCode::unavailable, page.error().message}));
    co_return;
  }
  recipient_.tell(protocol::HistoryPage{.id = std::move(id),
                                        .room = std::move(room),
                                        .facts = std::move(page->facts),
                                        .more = page->more,
                                        .newer = around ? std::optional{page->newer} : std::nullopt});
}

kotori::Task<> Visit::rooms(protocol::ListRooms list) {
  auto page = co_await desk_.log().rooms({.after = std::move(list.after), .limit = limit_of(list.limit)});
  if (!page) {
    recipient_.tell(protocol::refused(std::move(list.id), {protocol::RefusalCode::unavailable, page.error().message}));
    co_return;
  }
  recipient_.tell(protocol::RoomList{.id = std::move(list.id), .rooms = std::move(page->rooms), .more = page->more});
}

kotori::Task<std::vector<Person>> Visit::who(RoomName room) {
  const auto* heard = entry(room);
  if (!heard) co_return std::vector<Person>{};
  auto& hosted = heard->place->room;
  co_return co_await kotori::call_on(hosted.loop(),
                                     [&hosted] { return hosted.room().here(protocol::most_people_named); });
}

void Visit::refuse_unheard(std::string id) {
  recipient_.tell(protocol::refused(
      std::move(id), {protocol::RefusalCode::not_a_member, "there is no such room, or you are not in it", "room"}));
}

}  // namespace chat
