#include "fuzz/input.hpp"
#include "kotori/async/simulation.hpp"
#include "kotori/http/text.hpp"
#include "kotori/routing/file_names.hpp"
#include "kotori/routing/file_table.hpp"

#include <algorithm>
#include <string>
#include <vector>

/// Any text as the path, the Accept-Encoding, the Range and the If-None-Match (a line each) of a request for a file: no
/// name leads out of where files are, and a client gets the form that it accepts, the bytes that it asks for, and only
/// what it does not have.
namespace {

using namespace kotori;
using fuzz::expect;

constexpr EmbeddedFile files[] = {
    {.path = "assets/a.js", .content_type = "text/javascript", .bytes = "plain", .etag = "a", .gzip = "gz"},
    {.path = "index.html", .content_type = "text/html", .bytes = "plain", .etag = "i", .gzip = "gz"},
    {.path = "x.png", .content_type = "image/png", .bytes = "plain", .etag = "x"},
};

/// The weight in thousandths of a coding, by the grammar of RFC 9110 §12.4.2 and §12.5.3; -1 if this is not of that
/// grammar, or names a coding twice, where no rule says what counts.
int weight_of(std::string_view wanted, std::string_view list) {
  int named = -1, others = 0;
  std::vector<std::string> seen;
  for (auto element = http::take_element(list); !element.empty(); element = http::take_element(list)) {
    const auto semicolon = element.find(';');
    auto coding = std::string(http::trimmed(element.substr(0, semicolon)));
    std::ranges::transform(coding, coding.begin(), http::lower);
    if (!http::is_token(coding) || std::ranges::find(seen, coding) != seen.end()) return -1;
    seen.push_back(coding);
    int weight = 1000;
    if (semicolon != element.npos) {
      const auto q = http::trimmed(element.substr(semicolon + 1));
      if (q.size() < 3 || http::lower(q[0]) != 'q' || q[1] != '=' || (q[2] != '0' && q[2] != '1')) return -1;
      auto digits = std::string(q.substr(3));
      if (!digits.empty() && digits.front() != '.') return -1;
      digits.erase(0, 1);
      if (digits.size() > 3 || !std::ranges::all_of(digits, http::is_digit)) return -1;
      digits.resize(3, '0');
      weight = (q[2] - '0') * 1000 + std::stoi(digits);
      if (weight > 1000) return -1;
    }
    if (coding == wanted) named = weight;
    if (coding == "*") others = weight;
  }
  return named >= 0 ? named : others;
}

void expect_inside(const std::string& name) {
  if (name.empty()) return;
  expect(!name.starts_with('/') && !name.ends_with('/') && name.find_first_of("\\\0", 0, 2) == std::string::npos);
  for (std::size_t at = 0; at <= name.size();) {
    const auto end = std::min(name.find('/', at), name.size());
    expect(end > at && name[at] != '.');
    at = end + 1;
  }
}

Task<std::string> read_all(http::Pieces pieces) {
  std::string all;
  while (auto piece = co_await pieces()) all += *piece;
  co_return all;
}

/// Every part says where it is from, and is from there.
void expect_parts_of(std::string_view bytes, const Response& response) {
  Simulation simulation;
  const auto content = simulation.run(read_all(response.pieces));
  expect(content.size() == response.length);
  constexpr std::string_view name = "Content-Range: bytes ";
  std::size_t parts = 0;
  for (auto at = content.find(name); at != std::string::npos; at = content.find(name, at + 1), ++parts) {
    const auto first = std::stoul(content.substr(at + name.size()));
    const auto last = std::stoul(content.substr(content.find('-', at + name.size()) + 1));
    expect(first <= last && last < bytes.size());
    const auto part = content.substr(content.find("\r\n\r\n", at) + 4);
    expect(part.starts_with(std::string(bytes.substr(first, last - first + 1)) + "\r\n--"));
  }
  expect(parts > 1 && parts <= bytes.size());
}

void expect_part_of(std::string_view bytes, const Response& response) {
  if (response.pieces) return expect_parts_of(bytes, response);
  const auto range = std::string(response.headers.find("Content-Range").value());
  const auto first = std::stoul(range.substr(6)), last = std::stoul(range.substr(range.find('-') + 1));
  expect(last < bytes.size() && response.body.view() == bytes.substr(first, last - first + 1));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const FilesRoute route;
  static const routing::FileTable table{files, route};
  fuzz::Input input(data, size);
  const auto path = input.up_to('\n');
  const auto encodings = http::trimmed(input.up_to('\n')), range = http::trimmed(input.up_to('\n')),
             known = http::trimmed(input.rest());
  Request request;
  if (http::is_field_value(encodings)) request.headers.add("Accept-Encoding", encodings);
  if (http::is_field_value(range)) request.headers.add("Range", range);
  if (http::is_field_value(known)) request.headers.add("If-None-Match", known);

  const auto name = routing::file_name(path, route);
  expect_inside(name);
  const auto response = table.answer(request, path);
  const auto file = std::ranges::find(files, std::string_view(name), &EmbeddedFile::path);
  if (file == std::end(files)) {
    expect(response.status == Status::not_found);
    return 0;
  }
  const auto tag = std::string(response.headers.find("ETag").value());
  const bool gzipped = tag.ends_with("-gzip\"");
  const auto accepted = request.header("Accept-Encoding").value_or("");
  if (const int weight = weight_of("gzip", accepted), plain = weight_of("identity", accepted); weight >= 0)
    expect(gzipped == (weight > 0 && weight >= plain && !file->gzip.empty()));
  expect(tag == "\"" + std::string(file->etag) + (gzipped ? "-gzip\"" : "\""));
  const auto bytes = gzipped ? file->gzip : file->bytes;
  switch (response.status) {
    case Status::ok: expect(response.body.view() == bytes && !response.pieces); break;
    case Status::partial_content: expect_part_of(bytes, response); break;
    case Status::range_not_satisfiable:
      expect(response.headers.find("Content-Range") == "bytes */" + std::to_string(bytes.size()));
      break;
    case Status::not_modified:
      expect(response.body.view().empty() && (known.contains(tag) || known.contains('*')));
      return 0;
    default: expect(false);
  }
  expect(request.header("If-None-Match") != tag && request.header("If-None-Match") != "*");
  if (response.status != Status::range_not_satisfiable)
    expect(response.headers.contains("Content-Encoding") == gzipped);
  return 0;
}
