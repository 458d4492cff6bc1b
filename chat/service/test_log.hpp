#pragma once
#include "chat/ports/log.hpp"
#include "kotori/async/worker.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace chat {

/// A Log in memory, for tests of what uses one: it answers when the worker comes round, and refuses while it is `down`.
class TestLog final : public Log {
 public:
  explicit TestLog(kotori::Worker& worker) : worker_(worker) {}

  bool down = false;

  kotori::Task<Outcome> append(Intent intent) override {
    const auto number = ++begun_;
    auto outcome = co_await worker_.run([this, &intent, number] {
      unheard_ = unheard_ || down;
      return unheard_ || number <= refused_up_to_ ? Outcome{Unavailable{}} : store(intent);
    });
    // Nothing that was begun before the failure was heard of may overtake what failed.
    if (std::holds_alternative<Unavailable>(outcome) && std::exchange(unheard_, false)) refused_up_to_ = begun_;
    co_return outcome;
  }
  kotori::Task<kotori::Result<Visitor>> admit(UserId user) override {
    using Answer = kotori::Result<Visitor>;
    co_return co_await worker_.run([this, &user] { return down ? Answer{unavailable()} : Answer{visitor(user)}; });
  }
  kotori::Task<kotori::Result<Page>> read(PageRequest request) override {
    using Answer = kotori::Result<Page>;
    co_return co_await worker_.run([this, &request] { return down ? Answer{unavailable()} : Answer{page(request)}; });
  }
  kotori::Task<kotori::Result<std::vector<Head>>> heads() override {
    using Answer = kotori::Result<std::vector<Head>>;
    co_return co_await worker_.run([this] {
      if (down) return Answer{unavailable()};
      std::vector<Head> heads;
      for (const auto& [room, facts] : rooms_) heads.push_back({room, {facts.size()}});
      return Answer{std::move(heads)};
    });
  }
  Epoch epoch() const override { return {"test"}; }

 private:
  struct Kept {
    RoomName room;
    Seq seq;
    std::size_t kind;
  };
  struct Known {
    Visitor visitor;
    std::string key;
  };

  static std::unexpected<kotori::Error> unavailable() {
    return std::unexpected(kotori::Error{kotori::ErrorCode::unavailable, "down", {}});
  }

  Visitor visitor(const UserId& user) {
    const auto number = people_.size();
    const auto name = newcomer_name(number);
    return people_.try_emplace(user, Known{{{user, name.shown}, number}, name.key}).first->second.visitor;
  }

  Outcome store(const Intent& intent) {
    const auto person = people_.find(intent.by.user);
    if (person == people_.end()) return Conflict::unknown_user;
    const auto origin = std::tuple{intent.by.user, intent.by.device, intent.by.client_id};
    if (const auto found = origins_.find(origin); found != origins_.end()) {
      const auto& [room, seq, kind] = found->second;
      if (room != intent.room || kind != intent.what.index()) return Conflict::already_used;
      return Duplicate{room, seq, 0};
    }
    auto& known = person->second;
    const auto* renaming = std::get_if<NewName>(&intent.what);
    const auto has_this_name = [&](const auto& other) {
      return other.first != intent.by.user && other.second.key == renaming->name.key;
    };
    if (renaming && std::ranges::any_of(people_, has_this_name)) return Conflict::name_taken;

    auto& facts = rooms_[intent.room];
    const Seq seq{facts.size() + 1};
    origins_[origin] = {intent.room, seq, intent.what.index()};
    if (renaming) {
      const auto was = std::exchange(known.visitor.person.name, renaming->name.shown);
      known.key = renaming->name.key;
      facts.push_back(protocol::Renamed{intent.room, seq, 0, known.visitor.person, was});
    } else {
      facts.push_back(protocol::Said{intent.room, seq, 0, known.visitor.person, std::get<NewText>(intent.what).text});
    }
    return Stored{facts.back()};
  }

  Page page(const PageRequest& request) {
    const auto& facts = rooms_[request.room];
    const auto size = facts.size();
    auto first = std::size_t{0}, last = size;
    if (request.after) {
      first = std::min<std::size_t>(request.after->value, size);
      last = std::min(first + request.limit, size);
    } else {
      if (request.before) last = std::min<std::size_t>(size, std::max<std::uint64_t>(request.before->value, 1) - 1);
      first = last - std::min(last, request.limit);
    }
    Page page{{}, request.after ? last < size : first > 0};
    page.facts.assign(facts.begin() + static_cast<std::ptrdiff_t>(first),
                      facts.begin() + static_cast<std::ptrdiff_t>(last));
    return page;
  }

  kotori::Worker& worker_;
  std::uint64_t begun_ = 0, refused_up_to_ = 0;
  bool unheard_ = false;
  std::map<UserId, Known> people_;
  std::map<RoomName, std::vector<protocol::Fact>> rooms_;
  std::map<std::tuple<UserId, DeviceId, ClientId>, Kept> origins_;
};

}  // namespace chat
