#pragma once
#include "kotori/base/result.hpp"

#include <string>

namespace kotori::inline v0 {

/// A certificate, with the chain that proves it behind it, and its private key: PEM texts, and what errors call them.
struct TlsCertificate {
  std::string chain;
  std::string key;
  std::string chain_name = "the certificate";
  std::string key_name = "the key";
};

/// Where a TlsCertificate lies on the disk.
struct TlsFiles {
  std::string certificate;
  std::string key;
  bool operator==(const TlsFiles&) const = default;
};

/// Reads both files; blocks on the disk. What they hold is looked at by TlsContext.
Result<TlsCertificate> read_certificate(const TlsFiles& files);

/// A certificate made on the spot, for localhost, 127.0.0.1 and ::1, that nobody vouches for: browsers warn.
/// It is good for a year, and its key is nowhere but here.
TlsCertificate self_signed_certificate();

}  // namespace kotori::inline v0
