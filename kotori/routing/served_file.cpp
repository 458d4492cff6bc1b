#include "kotori/routing/served_file.hpp"

#include "kotori/base/match.hpp"
#include "kotori/http/accept.hpp"
#include "kotori/http/date.hpp"

#include <utility>

namespace kotori::inline v0::routing {

ServedFile::ServedFile(const Head& head, std::vector<FileForm> forms) : modified_(head.modified) {
  std::string vary(head.vary);
  if (forms.size() > 1) vary += vary.empty() ? "Accept-Encoding" : ", Accept-Encoding";
  for (auto& form : forms) {
    http::Headers always;
    always.add("ETag", form.etag);
    if (modified_) always.add("Last-Modified", http::http_date(*modified_));
    always.add("Cache-Control", head.cache_control);
    if (!vary.empty()) always.add("Vary", vary);
    http::Headers whole;
    whole.add("Content-Type", head.content_type);
    if (!form.coding.empty()) whole.add("Content-Encoding", form.coding);
    whole.add("Accept-Ranges", "bytes");
    whole.add_all(always);
    forms_.push_back({.file = std::move(form), .always = std::move(always), .whole = std::move(whole)});
  }
}

Response ServedFile::answer(const Request& request) const {
  const auto& form = chosen_by(request);
  const http::Validators validators{.etag = form.file.etag, .last_modified = modified_};
  switch (http::check_preconditions(request, validators)) {
    case http::Precondition::holds: break;
    case http::Precondition::not_modified: return {.status = Status::not_modified, .headers = form.always};
    case http::Precondition::failed:
      return Response::text("The file is not as you expect it.\n", Status::precondition_failed);
  }
  Response response{.headers = form.whole};
  match(
      form.file.content,
      [&](const http::Body& body) {
        response.body = body;
        http::give_ranges(response, request, validators);
      },
      [&](const http::Source& source) { http::give_ranges(response, request, validators, source); });
  return response;
}

/// RFC 9110 §12.5.3. Plain is what those get who want nothing that there is.
const ServedFile::Form& ServedFile::chosen_by(const Request& request) const {
  const auto& plain = forms_.front();
  if (forms_.size() == 1) return plain;
  const auto accepted = request.headers.joined("Accept-Encoding");
  if (!accepted) return plain;
  const auto* best = &plain;
  int weight = http::weight_of_coding(*accepted, "identity").value_or(0);
  for (const auto& form : forms_) {
    const int wanted = form.file.coding.empty() ? 0 : http::weight_of_coding(*accepted, form.file.coding).value_or(0);
    // Of two that are wanted alike the compressed one is sent, and of those the first.
    if (wanted == 0 || wanted < weight || (wanted == weight && best != &plain)) continue;
    best = &form;
    weight = wanted;
  }
  return *best;
}

}  // namespace kotori::inline v0::routing
