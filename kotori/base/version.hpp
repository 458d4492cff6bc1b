#pragma once

/// Which version of the library this is, as Semantic Versioning counts: until 1.0 a minor version may change the
/// interfaces, a patch may not. For programs that build with more than one, `#if KOTORI_VERSION_MINOR >= 2`.
#define KOTORI_VERSION_MAJOR 0
#define KOTORI_VERSION_MINOR 1
#define KOTORI_VERSION_PATCH 0

namespace kotori::inline v0 {

/// The same as text.
inline constexpr char library_version[] = "0.1.0";

}  // namespace kotori::inline v0
