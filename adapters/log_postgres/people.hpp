#pragma once
#include "adapters/postgres/connection.hpp"
#include "chat/ports/log.hpp"

#include <string>
#include <unordered_map>
#include <vector>

namespace adapters::postgres {

/// Gives numbers to those who come for the first time; see admit_1 in functions.cpp. $1: the epoch, $2: ids.
extern const Statement admit;
/// People who have been admitted, by their ids ($1), and their rooms.
extern const Statement find_people;
std::unordered_map<std::string, chat::Admission> admissions_in(const Rows& rows);

/// $1, $2, $3: of whom, in which room, up to which seq.
extern const Statement keep_marks;
Parameters parameters_of(const std::vector<chat::ReadMark>& marks);

}  // namespace adapters::postgres
