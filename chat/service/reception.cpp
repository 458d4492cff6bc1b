#include "chat/service/reception.hpp"

#include <utility>

namespace chat {

VisitNumber Reception::enter(Recipient& recipient) {
  visits_.emplace(++last_, Visiting{recipient, 0, {}});
  return last_;
}

Hall& Reception::hall(const RoomName& room) {
  auto& hall = halls_[room];
  if (!hall) hall = make_hall_(loop_, room);
  return *hall;
}

void Reception::answer(VisitNumber visit, const protocol::Answer& answer) {
  const auto found = visits_.find(visit);
  if (found == visits_.end()) return;
  auto& visiting = found->second;
  --visiting.unanswered;
  if (visiting.waiting) loop_.resume_soon(std::exchange(visiting.waiting, {}));
  visiting.recipient.tell(answer);
}

void Reception::tell(const RoomName& room, std::span<const protocol::Event> events) {
  if (const auto found = halls_.find(room); found != halls_.end()) found->second->tell(events);
}

}  // namespace chat
