#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace kotori::inline v0::features {

/// Content in one of the codings of RFC 9110 §8.4.1, made as it comes. It holds 270 KiB for gzip, and up to 1.7 MiB for
/// brotli.
class ContentCoder {
 public:
  /// What is due after some bytes: nothing yet; all that was put in, so that it can be read; the end.
  enum class Then : std::uint8_t { go_on, flush, end };

  virtual ~ContentCoder() = default;
  /// The coded bytes that are ready. Throws std::bad_alloc.
  virtual std::string code(std::string_view bytes, Then then) = 0;

  /// For "gzip" or "br".
  static std::unique_ptr<ContentCoder> make(std::string_view coding);
};

}  // namespace kotori::inline v0::features
