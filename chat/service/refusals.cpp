#include "chat/service/refusals.hpp"

namespace chat {

protocol::Refusal refusal_of(Conflict conflict) {
  using enum protocol::RefusalCode;
  switch (conflict) {
    case Conflict::already_used: return {already_used, "this client_id was another command"};
    case Conflict::name_taken: return {name_taken, "somebody else goes by this name"};
    case Conflict::room_exists: return {room_exists, "there is a room of this name"};
    case Conflict::unknown_room: return {unknown_room, "there is no such room"};
    case Conflict::room_closed: return {room_closed, "this room is closed"};
    case Conflict::no_such_message: return {no_such_message, "there is no such message, or it is deleted"};
    case Conflict::not_yours: return {not_yours, "this is somebody else's"};
    case Conflict::too_many: return {too_many, "there are too many already"};
    case Conflict::not_a_member:
    case Conflict::unknown_user:
    case Conflict::never: break;
  }
  return {not_a_member, "you are not a member of this room"};
}

protocol::Refusal refusal_of(const Unavailable& why) {
  if (why.storage_full)
    return {protocol::RefusalCode::storage_full, "the server's disk is full; send this again later"};
  return {protocol::RefusalCode::unavailable, "this cannot be kept now; send it again"};
}

}  // namespace chat
