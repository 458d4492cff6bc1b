// 9. Large messages and single frames: an upload of any size, and what is on the wire.
#include "kotori/kotori.hpp"

using namespace kotori;

Routes uploads_and_frames() {
  Routes routes;
  // region: uploads
  routes.websocket("/uploads", [](WebSocket& socket) -> Task<> {
    while (auto upload = co_await socket.receive_streamed()) {
      std::size_t bytes = 0;
      while (auto piece = co_await upload->next())  // what is not taken stays with the peer
        bytes += piece->size();
      if (upload->complete()) socket.send("got " + std::to_string(bytes) + " bytes");
    }
  });
  // end: uploads
  // region: frames
  routes.raw_websocket("/frames", [](FrameStream& frames) -> Task<> {
    while (auto frame = co_await frames.receive()) {
      if (frame->opcode == Opcode::ping) frame->opcode = Opcode::pong;
      frames.send(*frame);  // fragments as fragments; a close frame answers a close frame
    }
  });
  // end: frames
  return routes;
}

int main() { return serve(uploads_and_frames()); }
