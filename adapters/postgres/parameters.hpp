#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace adapters::postgres {

/// A statement and the name under which a connection prepares it when it is first asked. Both live as long as the
/// program. Parameters are $1, $2 ...
struct Statement {
  const char* name;
  const char* sql;
};

/// What stands in the places of $1, $2 ...: copied, and never part of the SQL. A statement gets the same types each
/// time.
class Parameters {
 public:
  Parameters& add(std::string_view text);                                 ///< text
  Parameters& add(std::int64_t number);                                   ///< bigint
  Parameters& add(std::optional<std::int64_t> number);                    ///< bigint
  Parameters& add(std::span<const std::string_view> texts);               ///< text[]
  Parameters& add(std::span<const std::optional<std::int64_t>> numbers);  ///< bigint[]

  int size() const { return static_cast<int>(types_.size()); }

  /// As libpq takes them. Good as long as these parameters are neither changed nor moved.
  struct Wire {
    std::vector<const char*> values;
    std::vector<int> lengths, formats;
  };
  Wire wire() const;
  const std::vector<unsigned>& types() const { return types_; }

 private:
  void begin(unsigned type);
  void end(bool is_null = false);
  void put(std::uint32_t number);
  void put(std::uint64_t number);
  void put_head_of_array(std::size_t size, bool has_null, unsigned type);

  struct Place {
    std::size_t begin = 0, size = 0;
    bool is_null = false;
  };
  std::string bytes_;
  std::vector<Place> places_;
  std::vector<unsigned> types_;
};

}  // namespace adapters::postgres
