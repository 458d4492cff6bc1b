#include "chat/service/refusals.hpp"

#include <variant>

namespace chat {

protocol::Refusal refusal_of(Conflict conflict, const What& what) {
  using enum protocol::RefusalCode;
  const char* message_field = std::holds_alternative<NewText>(what) ? "reply_to" : "seq";
  const char* owned_field = std::holds_alternative<Close>(what) ? "room" : "seq";
  switch (conflict) {
    case Conflict::already_used: return {already_used, "this client_id was another command", "client_id"};
    case Conflict::name_taken: return {name_taken, "somebody else goes by this name", "name"};
    case Conflict::room_exists: return {room_exists, "there is a room of this name", "room"};
    case Conflict::unknown_room: return {unknown_room, "there is no such room", "room"};
    case Conflict::room_closed: return {room_closed, "this room is closed", "room"};
    case Conflict::no_such_message:
      return {no_such_message, "there is no such message, or it is deleted", message_field};
    case Conflict::not_yours: return {not_yours, "this is somebody else's", owned_field};
    case Conflict::too_many: return {too_many, "there are too many already"};
    case Conflict::not_a_member:
    case Conflict::unknown_user:
    case Conflict::never: break;
  }
  return {not_a_member, "you are not a member of this room", "room"};
}

protocol::Refusal refusal_of(const Unavailable& why) {
  if (why.storage_full)
    return {protocol::RefusalCode::storage_full, "the server's disk is full; send this again later"};
  return {protocol::RefusalCode::unavailable, "this cannot be kept now; send it again"};
}

}  // namespace chat
