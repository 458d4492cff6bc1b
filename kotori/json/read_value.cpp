#include "kotori/json/read_value.hpp"

namespace kotori::inline v0::json {

Result<void> read_value(const Value& from, bool& to) { return keep(from.boolean(), to); }
Result<void> read_value(const Value& from, double& to) { return keep(from.number(), to); }
Result<void> read_value(const Value& from, std::string& to) { return keep(from.string(), to); }

Result<std::size_t> read_type(const Value& tag, std::span<const std::string_view> types) {
  auto type = tag.one_of(types);
  if (!type) return std::unexpected(inside("type", std::move(type.error())));
  return type;
}

Result<std::size_t> type_of(const Value& object, std::span<const std::string_view> types) {
  constexpr std::array<std::string_view, 1> name{"type"};
  std::array<Value, 1> tag;
  if (const auto picked = object.pick(name, tag); !picked) return std::unexpected(picked.error());
  return read_type(tag.front(), types);
}

}  // namespace kotori::inline v0::json
