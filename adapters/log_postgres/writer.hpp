#pragma once
#include "adapters/log_postgres/epochs.hpp"
#include "adapters/log_rows/requests.hpp"
#include "adapters/postgres/connection.hpp"
#include "kotori/async/task_group.hpp"

#include <cstddef>
#include <optional>
#include <set>
#include <string_view>
#include <tuple>
#include <vector>

namespace adapters::postgres {

/// Stores what waits, in batches, one at a time: while one is under way the next gathers. Lives on the loop of its
/// connections.
///
/// A batch whose connection is lost meanwhile may have been stored, or not: it is sent again to the next one, for a few
/// seconds. Its commands are kept once, whichever comes first.
class Writer {
 public:
  /// `reader` is asked for people whom the writing connection cannot admit. All outlive it.
  Writer(Connection& connection, Connection& reader, Requests& requests, Epochs& epochs, kotori::Duration in_doubt);
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  /// Something waits.
  void come_round();
  kotori::TaskGroup& tasks() { return tasks_; }

 private:
  using Group = Requests::Group;
  struct Batch {
    Group all, appends, admissions, marks;
    std::set<std::tuple<std::string_view, std::string_view, std::string_view>> origins;
    bool takes(const Request& request) const;
    void add(Request& request);
  };

  kotori::Task<> work();
  kotori::Task<> store(Group group);
  kotori::Task<> refuse(Group group, chat::Unavailable why);
  /// Empty: they are stored, or have another answer.
  kotori::Task<std::optional<chat::Unavailable>> store_appends(const Group& appends);
  static std::optional<chat::Unavailable> taken(const Rows& rows, const Group& appends);
  chat::Unavailable why_refused(const Failure& failure, std::size_t size);
  kotori::Task<> admit(Group admissions);
  kotori::Task<> keep(const Group& marks);

  Connection& connection_;
  Connection& reader_;
  Requests& requests_;
  Epochs& epochs_;
  const kotori::Duration in_doubt_;
  bool working_ = false;
  kotori::TaskGroup tasks_;
};

}  // namespace adapters::postgres
