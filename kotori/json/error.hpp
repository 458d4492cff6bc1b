#pragma once
#include "kotori/base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

/// How errors of reading come to be: the innermost says what a value must be, each value around it puts its name before
/// the path, and read() makes a sentence of both: "facts[3].text must be a string".
namespace kotori::inline v0::json {

/// Well formed, but not what was expected; `predicate` goes on after the path: "must be a string".
Error misfit(std::string predicate);

/// "must be from 1 to 100"
Error not_between(std::int64_t least, std::int64_t most);
Error not_between(double least, double most);

/// The same error, seen from the object or array around it. Names come from peers, so long ones are cut in the path.
Error inside(std::string_view name, Error error);
Error inside(std::size_t index, Error error);

/// The error as people read it, with the path in its sentence.
Error as_sentence(Error error);

}  // namespace kotori::inline v0::json
