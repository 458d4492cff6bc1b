#include "adapters/log_postgres/writer.hpp"

#include "adapters/log_postgres/appends.hpp"
#include "adapters/log_postgres/people.hpp"
#include "kotori/base/log.hpp"

#include <algorithm>
#include <exception>
#include <span>
#include <utility>

namespace adapters::postgres {
namespace {

// So large that a batch shares its round trip and its sync among many, so small that nobody waits for it for long.
constexpr std::size_t most_appends = 256, most_admissions = 64, most_marks = 1'000;
// A batch that meets another one is done again; that it never gets through would be a fault of ours.
constexpr int most_conflicts = 20;

// serialization_failure, deadlock_detected, unique_violation: another node was first.
bool is_conflict(const Failure& failure) {
  return failure.sqlstate == "40001" || failure.sqlstate == "40P01" || failure.sqlstate == "23505";
}

std::vector<chat::ReadMark> marks_of(const Requests::Group& group) {
  std::vector<chat::ReadMark> all;
  for (const auto* request : group) {
    const auto& marks = std::get<std::vector<chat::ReadMark>>(request->what);
    all.insert(all.end(), marks.begin(), marks.end());
  }
  return all;
}

}  // namespace

Writer::Writer(Connection& connection, Connection& reader, Requests& requests, Epochs& epochs,
               kotori::Duration in_doubt)
    : connection_(connection), reader_(reader), requests_(requests), epochs_(epochs), in_doubt_(in_doubt) {}

void Writer::come_round() {
  if (!std::exchange(working_, true)) tasks_.spawn(work());
}

kotori::Task<> Writer::work() {
  for (auto group = requests_.next(); !group.empty(); group = requests_.next()) co_await store(std::move(group));
  working_ = false;
}

// A repeat of what is in a batch goes into the next one, where it finds what it repeats.
bool Writer::Batch::takes(const Request& request) const {
  if (is_of_marks(&request)) return marks.size() < most_marks;
  if (!is_append(&request)) return admissions.size() < most_admissions;
  const auto& by = std::get<chat::Intent>(request.what).by;
  return appends.size() < most_appends && !origins.contains({by.user.value, by.device.value, by.client_id.value});
}

void Writer::Batch::add(Request& request) {
  all.push_back(&request);
  (is_append(&request) ? appends : is_of_marks(&request) ? marks : admissions).push_back(&request);
  if (!is_append(&request)) return;
  const auto& by = std::get<chat::Intent>(request.what).by;
  origins.emplace(by.user.value, by.device.value, by.client_id.value);
}

// Who is admitted sees what was appended before; so that comes first.
kotori::Task<> Writer::store(Group group) {
  for (std::size_t next = 0; next < group.size();) {
    Batch batch;
    while (next < group.size() && batch.takes(*group[next])) batch.add(*group[next++]);
    if (!batch.appends.empty()) {
      if (const auto failure = co_await store_appends(batch.appends)) {
        batch.all.insert(batch.all.end(), group.begin() + static_cast<std::ptrdiff_t>(next), group.end());
        co_return co_await refuse(std::move(batch.all), *failure);
      }
    }
    kotori::TaskGroup beside;
    if (!batch.admissions.empty()) beside.spawn(admit(batch.admissions));
    if (!batch.marks.empty()) beside.spawn(keep(batch.marks));
    co_await beside.join();
    requests_.answer(batch.all, true);
  }
}

kotori::Task<> Writer::refuse(Group group, chat::Unavailable why) {
  group = requests_.refuse(std::move(group), why);
  Group admissions;
  for (auto* request : group)
    if (std::holds_alternative<chat::UserId>(request->what)) admissions.push_back(request);
  std::erase_if(group, [](const auto* request) { return std::holds_alternative<chat::UserId>(request->what); });
  requests_.answer(group, false);
  for (std::size_t next = 0; next < admissions.size(); next += most_admissions) {
    const auto rest = std::span{admissions}.subspan(next);
    const auto some = rest.first(std::min(rest.size(), most_admissions));
    co_await admit({some.begin(), some.end()});
  }
  requests_.answer(admissions, false);
}

kotori::Task<std::optional<chat::Unavailable>> Writer::store_appends(const Group& appends) {
  const auto* loop = kotori::Loop::current();
  const auto until = loop->now() + in_doubt_;
  bool sent = false;
  for (int conflicts = 0;;) {
    // What this node knows is of another log by now.
    if (epochs_.changed()) co_return chat::Unavailable{};
    const auto answer = co_await connection_.query(append, parameters_of(appends, epochs_.adopted()));
    if (answer) co_return taken(*answer, appends);
    const auto& failure = answer.error();
    if (failure.kind == Failure::Kind::refused) {
      if (is_conflict(failure) && ++conflicts < most_conflicts) continue;
      co_return why_refused(failure, appends.size());
    }
    sent = sent || failure.kind == Failure::Kind::lost;
    if (!sent || !co_await connection_.reached_within(until - loop->now())) co_return chat::Unavailable{};
  }
}

std::optional<chat::Unavailable> Writer::taken(const Rows& rows, const Group& appends) {
  try {
    take_outcomes(rows, appends);
    return {};
  } catch (const std::exception& failure) {
    kotori::log::error("log cannot tell what it has stored", {{"why", failure.what()}, {"refused", appends.size()}});
    return chat::Unavailable{};
  }
}

chat::Unavailable Writer::why_refused(const Failure& failure, std::size_t size) {
  // https://www.postgresql.org/docs/15/errcodes-appendix.html; KT001 is ours, see functions.cpp.
  if (failure.sqlstate == "25006" || failure.sqlstate == "KT001") {
    connection_.renew(failure.message);
    reader_.renew(failure.message);
  } else {
    kotori::log::error("log cannot store", {{"why", failure.message}, {"code", failure.sqlstate}, {"refused", size}});
  }
  return {.storage_full = failure.sqlstate == "53100"};
}

// Who has come before is let in also when nothing can be written, if it can be read.
kotori::Task<> Writer::admit(Group admissions) {
  std::vector<std::string_view> users;
  for (const auto* request : admissions) users.emplace_back(std::get<chat::UserId>(request->what).value);
  std::optional<Answer> found;
  if (!epochs_.changed()) {
    const auto admitted =
        co_await connection_.query(postgres::admit, std::move(Parameters{}.add(epochs_.adopted().value).add(users)));
    if (!admitted && admitted.error().sqlstate == "KT001") {
      why_refused(admitted.error(), users.size());
    } else {
      auto& connection = admitted ? connection_ : reader_;
      found.emplace(co_await connection.query(find_people, std::move(Parameters{}.add(users))));
    }
  }
  if (!found || !*found || epochs_.changed()) co_return;
  auto all = admissions_in(**found);
  for (auto* request : admissions) {
    const auto it = all.find(std::get<chat::UserId>(request->what).value);
    if (it != all.end()) request->admission = it->second;
  }
}

kotori::Task<> Writer::keep(const Group& marks) {
  if (epochs_.changed()) co_return;
  const auto all = marks_of(marks);
  auto answer = co_await connection_.query(keep_marks, parameters_of(all));
  // It was the victim of a deadlock with who admits or renames.
  if (!answer && is_conflict(answer.error())) answer = co_await connection_.query(keep_marks, parameters_of(all));
  for (auto* request : marks) request->marks_kept = answer.has_value();
}

}  // namespace adapters::postgres
