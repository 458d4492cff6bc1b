#pragma once
#include "kotori/base/clock.hpp"
#include "kotori/http/body.hpp"
#include "kotori/http/partial_content.hpp"
#include "kotori/http/request.hpp"
#include "kotori/http/response.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace kotori::inline v0::routing {

/// One form of a file: plain, or compressed as its coding says.
struct FileForm {
  std::string_view coding;  ///< "br", "gzip"; empty: plain
  std::string etag;         ///< as it travels
  std::variant<http::Body, http::Source> content;
};

/// What is known of a file: how it is shown in the heads of its answers, and its forms.
class ServedFile {
 public:
  struct Head {
    std::string_view content_type;
    std::string_view cache_control;
    std::string_view vary = {};  ///< on what else than Accept-Encoding the answer depends
    std::optional<UnixMillis> modified = {};
  };
  /// The plain form comes first; the others in the order in which they are preferred by those who do not care.
  ServedFile(const Head& head, std::vector<FileForm> forms);

  /// The form that the client wants most, or the ranges of it that it asks for; or 304, 412 and 416.
  Response answer(const Request& request) const;

 private:
  struct Form {
    FileForm file;
    http::Headers always;  // also those of 304
    http::Headers whole;   // of 200, with all of always
  };
  const Form& chosen_by(const Request& request) const;

  std::optional<UnixMillis> modified_;
  std::vector<Form> forms_;
};

}  // namespace kotori::inline v0::routing
