#include "fuzz/input.hpp"
#include "kotori/http/text.hpp"
#include "kotori/routing/file_response.hpp"

#include <algorithm>
#include <string>
#include <vector>

/// Any text as the path, the Accept-Encoding and the If-None-Match (a line each) of a request for a file: no name leads
/// out of where files are, and a client gets the form that it accepts and only what it does not have.
namespace {

using namespace kotori;
using fuzz::expect;

constexpr EmbeddedFile files[] = {
    {.path = "assets/a.js", .content_type = "text/javascript", .bytes = "plain", .etag = "a", .gzip = "gz"},
    {.path = "index.html", .content_type = "text/html", .bytes = "plain", .etag = "i", .gzip = "gz"},
    {.path = "x.png", .content_type = "image/png", .bytes = "plain", .etag = "x"},
};

/// gzip's weight in thousandths, by the grammar of RFC 9110 §12.4.2 and §12.5.3; -1 if this is not of that grammar, or
/// names a coding twice, where no rule says what counts.
int weight_of_gzip(std::string_view list) {
  int gzip = -1, others = 0;
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
    if (coding == "gzip") gzip = weight;
    if (coding == "*") others = weight;
  }
  return gzip >= 0 ? gzip : others;
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

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const routing::FileTable table{files};
  fuzz::Input input(data, size);
  const auto path = input.up_to('\n');
  const auto encodings = http::trimmed(input.up_to('\n')), known = http::trimmed(input.rest());
  Request request;
  if (http::is_field_value(encodings)) request.headers.add("Accept-Encoding", encodings);
  if (http::is_field_value(known)) request.headers.add("If-None-Match", known);

  const auto name = routing::file_name(path);
  expect_inside(name);
  const auto response = table.answer(request, path);
  const auto file = std::ranges::find(files, std::string_view(name), &EmbeddedFile::path);
  if (file == std::end(files)) {
    expect(response.status == Status::not_found);
    return 0;
  }
  expect(response.status == Status::ok || response.status == Status::not_modified);
  const auto tag = std::string(response.headers.find("ETag").value());
  const bool gzipped = tag.ends_with("-gzip\"");
  if (const int weight = weight_of_gzip(request.header("Accept-Encoding").value_or("")); weight >= 0)
    expect(gzipped == (weight > 0 && !file->gzip.empty()));
  expect(tag == "\"" + std::string(file->etag) + (gzipped ? "-gzip\"" : "\""));
  if (response.status == Status::ok) {
    expect(response.body.view() == (gzipped ? "gz" : "plain") &&
           response.headers.contains("Content-Encoding") == gzipped);
    expect(request.header("If-None-Match") != tag && request.header("If-None-Match") != "*");
  } else {
    expect(response.body.view().empty() && (known.contains(tag) || known.contains('*')));
  }
  return 0;
}
