#pragma once
#include <condition_variable>
#include <cstddef>
#include <mutex>

namespace adapters::sqlite {

/// Lets any number of readers in, or one who needs them all out, who comes first. Any thread may call it.
class ReadGate {
 public:
  class Inside {
   public:
    explicit Inside(ReadGate& gate);
    ~Inside();
    Inside(const Inside&) = delete;
    Inside& operator=(const Inside&) = delete;

   private:
    ReadGate& gate_;
  };

  /// Calls `use` while nobody is inside and nobody comes in. On one thread at a time.
  template <class F> auto alone(F use) {
    const Shut shut{*this};
    return use();
  }

 private:
  struct Shut {
    explicit Shut(ReadGate& of);
    ~Shut();
    Shut(const Shut&) = delete;
    Shut& operator=(const Shut&) = delete;
    ReadGate& gate;
  };

  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t inside_ = 0;
  bool shut_ = false;
};

}  // namespace adapters::sqlite
