#include "bench/codec/samples.hpp"

#include "kotori/websocket/frame_encoder.hpp"
#include "kotori/websocket/utf8.hpp"

namespace samples {

std::string repeated(std::string_view sentence, std::size_t bytes) {
  std::string text;
  while (text.size() < bytes) text += sentence;
  text = kotori::websocket::truncate_utf8(text, bytes);
  text.resize(bytes, ' ');
  return text;
}

std::string history(std::size_t bytes) {
  std::string text = "[";
  for (int i = 0; text.size() < bytes; ++i)
    text += R"({"type":"said","seq":)" + std::to_string(1000 + i) + R"(,"from":"bird)" + std::to_string(i * 7919 % 13) +
            R"(","text":"the little bird sings for the )" + std::to_string(i * 104729 % 997) + R"(th time"},)";
  text.resize(bytes);
  return text;
}

std::string masked_frames(std::string_view payload) {
  std::string frames;
  for (int i = 0; i < 16; ++i) kotori::websocket::append_frame(frames, kotori::websocket::Opcode::text, payload, key);
  return frames;
}

const std::string_view browser_head =
    "GET /rooms/lobby/socket?since=1234567 HTTP/1.1\r\n"
    "Host: chat.example.org\r\n"
    "Connection: Upgrade\r\n"
    "Pragma: no-cache\r\n"
    "Cache-Control: no-cache\r\n"
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 "
    "Safari/537.36\r\n"
    "Upgrade: websocket\r\n"
    "Origin: https://chat.example.org\r\n"
    "Sec-WebSocket-Version: 13\r\n"
    "Accept-Encoding: gzip, deflate, br, zstd\r\n"
    "Accept-Language: ja,en-US;q=0.9,en;q=0.8\r\n"
    "Cookie: visitor=eyJpZCI6InUtN2YzYSJ9.c2lnbmVkLWJ5LXRoZS1zZXJ2ZXItaXRzZWxm\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"
    "Sec-WebSocket-Protocol: kotori.v1\r\n\r\n";

const std::string_view curl_head =
    "GET / HTTP/1.1\r\nHost: localhost:8080\r\nUser-Agent: curl/7.88.1\r\nAccept: */*\r\n\r\n";

}  // namespace samples
