#include "kotori/features/compress.hpp"

#include "kotori/async/sleep.hpp"
#include "kotori/features/conditional.hpp"
#include "kotori/features/content_coder.hpp"
#include "kotori/features/test_fields.hpp"
#include "kotori/testing/test_server.hpp"
#include "kotori/websocket/websocket.hpp"

#include <brotli/decode.h>
#include <gtest/gtest.h>
#include <zlib.h>

namespace kotori::inline v0 {
namespace {
using namespace std::chrono_literals;

/// What can be read of gzip so far.
std::string gunzip(std::string_view coded, bool whole = true) {
  z_stream zlib{};
  inflateInit2(&zlib, 16 + 15);
  std::string text(32UL << 20, '\0');
  zlib.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(coded.data()));
  zlib.avail_in = static_cast<uInt>(coded.size());
  zlib.next_out = reinterpret_cast<Bytef*>(text.data());
  zlib.avail_out = static_cast<uInt>(text.size());
  const bool ended = inflate(&zlib, Z_SYNC_FLUSH) == Z_STREAM_END;
  text.resize(text.size() - zlib.avail_out);
  inflateEnd(&zlib);
  return ended == whole ? text : "(it ended too early, or too late)";
}

std::string unbrotli(std::string_view coded, bool whole = true) {
  auto* state = BrotliDecoderCreateInstance(nullptr, nullptr, nullptr);
  std::string text(32UL << 20, '\0');
  auto in_left = coded.size(), out_left = text.size();
  const auto* in = reinterpret_cast<const std::uint8_t*>(coded.data());
  auto* out = reinterpret_cast<std::uint8_t*>(text.data());
  const bool ended =
      BrotliDecoderDecompressStream(state, &in_left, &in, &out_left, &out, nullptr) == BROTLI_DECODER_RESULT_SUCCESS;
  text.resize(text.size() - out_left);
  BrotliDecoderDestroyInstance(state);
  return ended == whole ? text : "(it ended too early, or too late)";
}

/// Text that can be compressed, but not to nothing.
std::string words(std::size_t size) {
  std::string text;
  for (unsigned n = 1; text.size() < size; n = n * 1664525 + 1013904223)
    text += "word" + std::to_string(n % 1000) + " ";
  text.resize(size);
  return text;
}

std::string noise(std::size_t size) {
  std::string bytes;
  for (std::uint32_t n = 1; bytes.size() < size;) {
    n ^= n << 13;
    n ^= n >> 17;
    n ^= n << 5;
    bytes += static_cast<char>(n);
  }
  return bytes;
}

Routes compressed(Compress compress = {}) {
  Routes routes;
  routes.install(compress);
  routes.get("/of/{size}",
             [](const Request& request) { return Response::text(words(request.path<std::size_t>("size"))); });
  routes.get("/noise", [](const Request&) { return Response::text(noise(5000)); });
  routes.get("/with", [](const Request& request) {
    auto response = Response::of(request.query("type").value_or("text/plain"), words(5000));
    if (const auto name = request.query("name")) response.headers.set(*name, *request.query("value"));
    return response;
  });
  routes.get("/stream", [](const Request& request) {
    auto left = std::make_shared<int>(3);
    const bool events = request.query("events").has_value();
    return Response::stream(events ? "text/event-stream" : "text/plain", [left]() -> Task<std::optional<std::string>> {
      if ((*left)-- == 0) co_return std::nullopt;
      co_await sleep(1s);
      co_return "piece " + std::to_string(*left) + "\n";
    });
  });
  routes.get("/large-pieces", [](const Request&) {
    auto left = std::make_shared<int>(2);
    return Response::stream("text/plain", [left]() -> Task<std::optional<std::string>> {
      if ((*left)-- == 0) co_return std::nullopt;
      co_return words(1 << 20);
    });
  });
  routes.get("/of-known-length", [](const Request&) {
    auto left = std::make_shared<int>(1);
    auto response = Response::stream("text/plain", [left]() -> Task<std::optional<std::string>> {
      if ((*left)-- == 0) co_return std::nullopt;
      co_return words(5000);
    });
    response.length = 5000;
    return response;
  });
  routes.get("/tick", [](const Request&) { return Response::text("tick"); });
  routes.websocket("/chat", [](WebSocket& socket) -> Task<> {
    socket.send("hello");
    co_return;
  });
  return routes;
}

std::string coding_for(TestServer& server, std::string_view accepted, std::string target = "/of/5000") {
  const auto answer = server.get(std::move(target), fields({{"Accept-Encoding", accepted}}));
  return std::string(answer.headers.find("Content-Encoding").value_or("(none)"));
}

const std::string plain = "(none)";
}  // namespace

TEST(Compress, SendsWhatTheClientCanRead) {
  TestServer server{compressed()};
  const auto gzip = server.get("/of/5000", fields({{"Accept-Encoding", "gzip"}}));
  EXPECT_EQ(gzip.headers.find("Content-Encoding"), "gzip");
  EXPECT_EQ(gzip.headers.find("Vary"), "Accept-Encoding");
  EXPECT_LT(gzip.body.size(), 2500U);
  EXPECT_EQ(gunzip(gzip.body), words(5000));
  const auto brotli = server.get("/of/5000", fields({{"Accept-Encoding", "br"}}));
  EXPECT_EQ(brotli.headers.find("Content-Encoding"), "br");
  EXPECT_LT(brotli.body.size(), 2500U);
  EXPECT_EQ(unbrotli(brotli.body), words(5000));
  const auto none = server.get("/of/5000");
  EXPECT_EQ(none.body, words(5000));
  EXPECT_EQ(none.headers.find("Vary"), "Accept-Encoding");
}

TEST(Compress, TakesWhatTheClientWouldRatherHave) {  // RFC 9110 §12.5.3
  TestServer server{compressed()};
  for (const auto& [accepted, coding] : {std::pair<std::string_view, std::string>{"gzip, deflate, br, zstd", "br"},
                                         {"gzip;q=1.0, br;q=0.5", "gzip"},
                                         {"gzip;q=0.5", "gzip"},
                                         {"br;q=0, gzip", "gzip"},
                                         {"gzip;q=0, br;q=0", plain},
                                         {"*", "br"},
                                         {"br;q=0, *", "gzip"},
                                         {"*;q=0", plain},
                                         {"identity, gzip;q=0.5", plain},
                                         {"identity;q=0.5, gzip;q=0.5", "gzip"},
                                         {"identity", plain},
                                         {"", plain},
                                         {"zstd", plain},
                                         {"gzip;q=nonsense", plain},
                                         {"GZIP", "gzip"}})
    EXPECT_EQ(coding_for(server, accepted), coding) << accepted;
}

TEST(Compress, LeavesWhatIsShortAndNothingElse) {
  TestServer server{compressed()};
  EXPECT_EQ(coding_for(server, "gzip", "/of/1024"), "gzip");
  EXPECT_EQ(coding_for(server, "gzip", "/of/1023"), plain);
  EXPECT_EQ(coding_for(server, "gzip, identity;q=0", "/of/1023"), "gzip");
  EXPECT_EQ(coding_for(server, "gzip, *;q=0", "/of/1023"), "gzip");
}

TEST(Compress, LeavesWhatIsTooLongToBeDoneInTime) {
  TestServer server{compressed({.at_most = 100'000})};
  EXPECT_EQ(coding_for(server, "gzip", "/of/100000"), "gzip");
  EXPECT_EQ(coding_for(server, "gzip", "/of/100001"), plain);
}

TEST(Compress, LeavesWhatGetsNoShorter) {
  TestServer server{compressed()};
  EXPECT_EQ(coding_for(server, "gzip", "/noise"), plain);
  EXPECT_EQ(coding_for(server, "br", "/noise"), plain);
}

TEST(Compress, LeavesOtherTypes) {
  TestServer server{compressed()};
  for (const auto* type :
       {"text/html;charset=utf-8", "application/json", "application/problem%2Bjson", "image/svg%2Bxml", "TEXT/CSS"})
    EXPECT_EQ(coding_for(server, "gzip", std::string("/with?type=") + type), "gzip") << type;
  for (const auto* type : {"image/png", "application/octet-stream", "text", "application/jsonx"})
    EXPECT_EQ(coding_for(server, "gzip", std::string("/with?type=") + type), plain) << type;
}

TEST(Compress, LeavesWhatMayNotBeChanged) {
  TestServer server{compressed()};
  const auto with = [&](std::string_view header) { return coding_for(server, "gzip", "/with?" + std::string(header)); };
  EXPECT_EQ(with("name=Content-Encoding&value=zstd"), "zstd");
  EXPECT_EQ(with("name=Content-Range&value=bytes%200-1/2"), plain);
  EXPECT_EQ(with("name=Cache-Control&value=private,no-transform"), plain);
  EXPECT_EQ(with("name=Cache-Control&value=private"), "gzip");
}

TEST(Compress, MakesATagWeakAndOffersNoParts) {
  TestServer server{compressed()};
  const auto answer = server.get("/with?name=ETag&value=%22a%22", fields({{"Accept-Encoding", "gzip"}}));
  EXPECT_EQ(answer.headers.find("ETag"), "W/\"a\"");
  EXPECT_EQ(server.get("/with?name=ETag&value=%22a%22").headers.find("ETag"), "\"a\"");
  EXPECT_FALSE(server.get("/with?name=Accept-Ranges&value=bytes", fields({{"Accept-Encoding", "gzip"}}))
                   .headers.contains("Accept-Ranges"));
}

TEST(Compress, TellsOfAHeadWhatItWouldSend) {
  TestServer server{compressed()};
  const auto head =
      server.ask({.method = "HEAD", .target = "/of/5000", .headers = fields({{"Accept-Encoding", "gzip"}})});
  const auto whole = server.get("/of/5000", fields({{"Accept-Encoding", "gzip"}}));
  EXPECT_EQ(head.headers.find("Content-Encoding"), "gzip");
  EXPECT_EQ(head.headers.find("Content-Length"), std::to_string(whole.body.size()));
}

TEST(Compress, SendsEachPieceOfAStreamSoThatItCanBeRead) {
  for (const std::string coding : {"gzip", "br"}) {
    TestServer server{compressed()};
    auto client = server.dial();
    client->write("GET /stream HTTP/1.1\r\nHost: a\r\nAccept-Encoding: " + coding + "\r\n\r\n");
    std::string coded;
    for (int pieces = 1; pieces <= 3; ++pieces) {
      server.advance(1s);
      std::string heard(10'000, '\0');
      heard.resize(client->read(heard).bytes);
      if (pieces == 1) heard.erase(0, heard.find("\r\n\r\n") + 4);
      // Chunks, one after another: size, bytes.
      while (!heard.empty() && !heard.starts_with("0\r\n")) {
        const auto size = std::stoul(heard, nullptr, 16);
        coded += heard.substr(heard.find('\n') + 1, size);
        heard.erase(0, heard.find('\n') + 1 + size + 2);
      }
      std::string expected = "piece 2\n";
      if (pieces > 1) expected += "piece 1\n";
      if (pieces > 2) expected += "piece 0\n";
      EXPECT_EQ(coding == "br" ? unbrotli(coded, pieces == 3) : gunzip(coded, pieces == 3), expected);
    }
  }
}

TEST(Compress, SendsLargePiecesInSlicesThatAreWholeTogether) {
  TestServer server{compressed(), {.pipe = {.capacity = 8 << 20}}};
  const auto answer = server.get("/large-pieces", fields({{"Accept-Encoding", "gzip"}}));
  EXPECT_EQ(gunzip(answer.body), words(1 << 20) + words(1 << 20));
}

TEST(Compress, ForgetsTheLengthOfAStreamThatItChanges) {
  TestServer server{compressed()};
  const auto answer = server.get("/of-known-length", fields({{"Accept-Encoding", "gzip"}}));
  EXPECT_EQ(gunzip(answer.body), words(5000));
  EXPECT_FALSE(answer.headers.contains("Content-Length"));
  EXPECT_EQ(server.get("/of-known-length").headers.find("Content-Length"), "5000");
}

TEST(Compress, SaysOfWhatIsSparedThatItVaries) {  // RFC 9110 §15.4.5
  auto routes = compressed();
  routes.install(Conditional{});
  TestServer server{routes};
  const auto whole = server.get("/of/5000", fields({{"Accept-Encoding", "gzip"}}));
  const auto etag = whole.headers.find("ETag").value_or("");
  EXPECT_TRUE(etag.starts_with("W/"));
  const auto spared = server.get("/of/5000", fields({{"Accept-Encoding", "gzip"}, {"If-None-Match", etag}}));
  EXPECT_EQ(spared.status, 304);
  EXPECT_EQ(spared.headers.find("Vary"), "Accept-Encoding");
}

TEST(Compress, LeavesEventStreamsAndUpgradesAlone) {
  TestServer server{compressed()};
  auto client = server.dial();
  client->write("GET /stream?events=1 HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip, identity;q=0\r\n\r\n");
  server.advance(1s);
  std::string heard(10'000, '\0');
  heard.resize(client->read(heard).bytes);
  EXPECT_NE(heard.find("piece 2\n"), std::string::npos);
  client.reset();
  auto ann = server.connect("/chat", fields({{"Accept-Encoding", "gzip, identity;q=0"}}));
  EXPECT_EQ(ann.status(), 101);
  EXPECT_EQ(ann.header("Content-Encoding"), "");
  EXPECT_EQ(ann.hears(), "hello");
}

TEST(Compress, LetsOthersHaveTheirTurnWhileItCompressesMuch) {
  TestServer server{compressed(), {.pipe = {.capacity = 16 << 20}}};
  auto large = server.dial(), small = server.dial();
  large->write("GET /of/4000000 HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n");
  small->write("GET /tick HTTP/1.1\r\nHost: a\r\n\r\nGET /tick HTTP/1.1\r\nHost: a\r\n\r\n");
  auto& simulation = server.simulation();
  const Loop& loop = simulation.loop(0);
  const auto begun = loop.turn();
  simulation.run_until_idle();
  EXPECT_GT(loop.turn() - begun, 4'000'000 / 65'536U);
  std::string heard(8 << 20, '\0');
  heard.resize(large->read(heard).bytes);
  EXPECT_EQ(gunzip(heard.substr(heard.find("\r\n\r\n") + 4)), words(4'000'000));
}

TEST(Compress, TakesNoMoreAtOnceThanItIsTold) {
  TestServer server{compressed({.at_once = 2})};
  std::vector<std::unique_ptr<Pipe>> clients;
  std::vector<bool> coded;
  for (int i = 0; i < 3; ++i) {
    clients.push_back(server.dial());
    clients.back()->write("GET /stream HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n");
    server.simulation().run_until_idle();
    std::string heard(10'000, '\0');
    heard.resize(clients.back()->read(heard).bytes);
    coded.push_back(heard.contains("Content-Encoding: gzip"));
  }
  EXPECT_EQ(coded, (std::vector{true, true, false}));
  EXPECT_EQ(coding_for(server, "gzip"), "gzip");  // what is short takes no place
  server.advance(5s);
  EXPECT_EQ(coding_for(server, "gzip", "/large-pieces"), "gzip");
}

TEST(AContentCoder, GivesBackWhatWasPutIn) {
  using Then = features::ContentCoder::Then;
  for (const std::size_t size : {0UL, 1UL, 16'384UL, 100'000UL, 3'000'000UL}) {
    const auto text = size == 100'000 ? noise(size) : words(size);
    auto gzip = features::ContentCoder::make("gzip"), brotli = features::ContentCoder::make("br");
    std::string zipped, brotlied;
    for (std::size_t at = 0; at < text.size(); at += 70'000) {
      const auto part = std::string_view(text).substr(at, 70'000);
      const auto then = at % 140'000 == 0 ? Then::go_on : Then::flush;
      zipped += gzip->code(part, then);
      brotlied += brotli->code(part, then);
    }
    EXPECT_TRUE(gunzip(zipped + gzip->code({}, Then::end)) == text) << size;
    EXPECT_TRUE(unbrotli(brotlied + brotli->code({}, Then::end)) == text) << size;
  }
}

}  // namespace kotori::inline v0
