#include "tests/cases.hpp"
#include "tests/http/wire.hpp"

#include <array>
#include <fmt/format.h>
#include <gtest/gtest.h>

/// RFC 9112 §6.1, §6.3, §11.2: whoever frames a body in two ways, or in one that some would read otherwise, is refused.
namespace http_conformance {
namespace {

struct Form {
  std::string_view text;  // lines without their last line end; {0} is the length
  bool valid = false;
};

constexpr std::array<Form, 12> length_forms{{
    {"", true},
    {"Content-Length: {0}", true},
    {"content-length:{0}", true},
    {"Content-Length: \t{0} "},
    {"Content-Length: 0{0}"},
    {"Content-Length: +{0}"},
    {"Content-Length: 0x{0}"},
    {"Content-Length: {0}, {0}"},
    {"Content-Length: {0}\r\nContent-Length: {0}"},
    {"Content-Length: {0}\r\nContent-Length: 0"},
    {"Content-Length : {0}"},
    {"Content-Length:"},
}};

constexpr std::array<Form, 25> coding_forms{{
    {"", true},
    {"Transfer-Encoding: chunked", true},
    {"Transfer-Encoding:chunked", true},
    {"transfer-encoding: CHUNKED", true},
    {"Transfer-Encoding:\t chunked \t"},
    {"Transfer-Encoding: xchunked"},
    {"Transfer-Encoding: chunkedx"},
    {"Transfer-Encoding: x chunked"},
    {"Transfer-Encoding: chunked x"},
    {"Transfer-Encoding: \"chunked\""},
    {"Transfer-Encoding: 'chunked'"},
    {"Transfer-Encoding: chunked;q=1"},
    {"Transfer-Encoding: chunked,"},
    {"Transfer-Encoding: ,chunked"},
    {"Transfer-Encoding: chunked, chunked"},
    {"Transfer-Encoding: chunked, identity"},
    {"Transfer-Encoding: identity, chunked"},
    {"Transfer-Encoding: gzip, chunked"},
    {"Transfer-Encoding: identity"},
    {"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity"},
    {"Transfer-Encoding: identity\r\nTransfer-Encoding: chunked"},
    {"Transfer-Encoding : chunked"},
    {"Transfer-Encoding:\r\n chunked"},
    {"Transfer-Encoding: \x0b"
     "chunked"},
    {"Transfer-Encoding:"},
}};

constexpr std::array<std::string_view, 6> line_ends{"\r\n", "\n", "\r", "\n\r", "\r\r\n", "\r\n "};

/// A body, how long Content-Length says it is, and which requests a handler may see when only one of the two headers
/// stands there.
struct Trap {
  std::string body;
  std::size_t length;
  std::vector<std::string> by_length, by_chunks;
};

std::vector<Trap> traps() {
  const std::string hidden(marker);
  const auto size_line = fmt::format("{:x}\r\n", hidden.size());
  const auto last = "0\r\n\r\n"s;
  const auto seen = "GET /marker "s;
  return {
      // Chunks end before the hidden request, the length behind it.
      {last + hidden, last.size() + hidden.size(), {"POST /echo " + last + hidden}, {"POST /echo ", seen}},
      // The length ends before it, chunks behind it.
      {size_line + hidden + "\r\n" + last,
       size_line.size(),
       {"POST /echo " + size_line, seen},
       {"POST /echo " + hidden}},
  };
}

std::string document(const Form& length, const Form& coding, std::string_view line_end, const Trap& trap) {
  const auto field = [&](std::string_view text) { return text.empty() ? ""s : std::string(line_end).append(text); };
  return "POST /echo HTTP/1.1\r\nHost: a" + field(fmt::format(fmt::runtime(length.text), trap.length)) +
         field(coding.text) + "\r\n\r\n" + trap.body;
}

/// What handlers may see of a document; nothing: it is to be refused.
std::vector<std::string> allowed(const Form& length, const Form& coding, std::string_view line_end, const Trap& trap) {
  if (length.text.empty() && coding.text.empty()) return {"POST /echo "};
  if (line_end != "\r\n" || !length.valid || !coding.valid || (!length.text.empty() && !coding.text.empty())) return {};
  return length.text.empty() ? trap.by_chunks : trap.by_length;
}

}  // namespace

TEST(Section11_2_Smuggling, FailsForEveryFormOfLengthCodingAndLineEnd) {
  Ground ground;
  int refused = 0;
  for (const auto& trap : traps()) {
    for (const auto& length : length_forms) {
      for (const auto& coding : coding_forms) {
        for (const auto line_end : line_ends) {
          const auto text = document(length, coding, line_end, trap);
          const auto expected = allowed(length, coding, line_end, trap);
          count_case();
          const auto heard = ground.send({text});
          const auto handled = ground.take_handled();
          ASSERT_EQ(handled, expected) << text;
          if (!expected.empty()) continue;
          ASSERT_EQ(heard.answers.size(), 1U) << text;
          const auto status = heard.answers[0].status;
          ASSERT_TRUE(status == 400 || status == 501) << status << text;
          ASSERT_TRUE(heard.answers[0].closes && heard.ended) << text;
          ++refused;
        }
      }
    }
  }
  // 1,800 for each trap, less those without a body and those that say once and well where it ends.
  EXPECT_EQ(refused, 2 * (12 * 25 * 6 - 6 - 2 - 3));
}

TEST(Section11_2_Smuggling, FailsHoweverTheBytesAreCut) {
  Ground ground;
  for (const auto& trap : traps()) {
    for (const auto& length : length_forms) {
      for (const auto& coding : coding_forms) {
        const auto text = document(length, coding, "\r\n", trap);
        for (std::size_t cut = text.size() % 7; cut < text.size(); cut += 7) {
          const auto heard = ground.send({std::string_view(text).substr(0, cut), std::string_view(text).substr(cut)});
          ASSERT_EQ(ground.take_handled(), allowed(length, coding, "\r\n", trap)) << text << " cut at " << cut;
        }
      }
    }
  }
}

}  // namespace http_conformance
