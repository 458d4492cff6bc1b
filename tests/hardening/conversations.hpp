#pragma once
#include "tests/hardening/ground.hpp"

#include <functional>

namespace hardening {

/// What a client does, from dialling to the end. Tells what it hears, and "(done)" when that was everything.
using Conversation = std::function<kotori::Task<>(const Dial&, Story&)>;

/// By our own client: answers with and without lengths, then a WebSocket, messages small, long and compressed both
/// ways, and its orderly end. All on one connection.
kotori::Task<> by_our_client(const Dial& dial, Story& story);

/// One step of a client that speaks in bytes: what it says, and what it waits to hear then.
struct Step {
  std::string says;
  std::string until;
};

/// Chunked and awaited bodies, pipelining, bytes behind the upgrade, fragments around a ping, compressed frames; closed
/// by the client.
std::vector<Step> spoken_in_bytes();
/// What a handler takes in pieces: bodies of a length, in chunks and awaited, messages whole and in fragments.
std::vector<Step> taken_in_pieces();
/// The server has the last word: after a refused request, a refused upgrade, a broken frame, and a farewell of its own.
std::vector<std::vector<Step>> ended_by_the_server();

/// The steps, one after another, then what else is heard to the end. Tells all of it as one text.
kotori::Task<> in_bytes(const Dial& dial, Story& story, std::vector<Step> steps);

/// Somebody else, on a wire that nothing is wrong with: says a number every two seconds, six in all, hears each at
/// once, and beside that what /chat tells everyone. Then listens to the end.
kotori::Task<> by_a_bystander(Ground& ground, Story& story);

}  // namespace hardening
