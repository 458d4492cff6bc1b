#pragma once
#include <cstdint>
#include <expected>
#include <string>

namespace kotori::inline v0 {

/// Why a request could not be granted: what programs branch on.
enum class ErrorCode : std::uint8_t {
  malformed,    ///< the input is not well formed
  misfit,       ///< well formed, but not what was expected
  too_large,    ///< over a limit
  not_found,    ///< names nothing
  conflict,     ///< true when asked, no longer true now
  unavailable,  ///< cannot be done at the moment; trying again may help
};

/// A code for programs, a sentence for people, and where in the input it went wrong (a path such as "resume.lobby.seq";
/// may be empty).
struct Error {
  ErrorCode code = ErrorCode::malformed;
  std::string message;
  std::string path;
  bool operator==(const Error&) const = default;
};

/// What a function returns that may be refused; see docs/decisions/0009.
template <class T> using Result = std::expected<T, Error>;

}  // namespace kotori::inline v0
