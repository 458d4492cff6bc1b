#pragma once
#include "apps/kotori/bench/options.hpp"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace bench {

/// The flags of `kotori bench`.
class Flags {
 public:
  /// The command outlives the flags.
  explicit Flags(CLI::App& command);
  Flags(const Flags&) = delete;
  Flags& operator=(const Flags&) = delete;

  /// What they come to, once they are parsed. The error says which one is wrong.
  kotori::Result<Options> options() const;

 private:
  Options options_;
  std::string work_;
  std::vector<std::string> urls_{Url{}.text()};
  std::string greeting_, message_;
  std::size_t rooms_ = 0;
  double seconds_ = 5, warm_up_ = 1;
  bool insecure_ = false;
};

}  // namespace bench
