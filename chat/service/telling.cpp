#include "chat/service/telling.hpp"

#include "chat/service/on_loop.hpp"

#include <utility>

namespace chat {

Telling::Telling(kotori::Loop& loop, const RoomName& room, std::span<const std::unique_ptr<Reception>> receptions)
    : loop_(loop), room_(room), receptions_(receptions), listening_(receptions.size()), answers_(receptions.size()) {}

void Telling::announce(protocol::Event event) {
  events_.push_back(std::move(event));
  loop_.at_turn_end(*this, 0);
}

void Telling::answer(const ReplyTo& to, protocol::Answer answer) {
  answers_.at(to.loop).emplace_back(to.visit, std::move(answer));
  loop_.at_turn_end(*this, 0);
}

void Telling::send_out(VisitorNumber visitor) {
  sent_out_.push_back(visitor);
  send();
}

void Telling::send() {
  struct News {
    RoomName room;
    std::vector<protocol::Event> events;
    std::vector<VisitorNumber> sent_out;
  };
  withdraw();
  std::shared_ptr<const News> news;
  if (!events_.empty() || !sent_out_.empty())
    news = std::make_shared<const News>(room_, std::exchange(events_, {}), std::exchange(sent_out_, {}));
  for (const auto& reception : receptions_) {
    auto answers = std::exchange(answers_.at(reception->index()), {});
    auto heard = listening_.at(reception->index()) > 0 ? news : nullptr;
    if (answers.empty() && !heard) continue;
    call_soon(reception->loop(), [&there = *reception, news = std::move(heard), all = std::move(answers)] {
      for (const auto& [visit, answer] : all) there.answer(visit, answer);
      if (!news) return;
      if (!news->events.empty()) there.tell(news->room, news->events);
      for (const auto visitor : news->sent_out) there.send_out(news->room, visitor);
    });
  }
}

}  // namespace chat
