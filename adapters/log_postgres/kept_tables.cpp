#include "adapters/log_postgres/kept_tables.hpp"

#include <utility>

namespace adapters::postgres {
namespace {

class Fetched final : public RowStream {
 public:
  Fetched(Session& session, std::string cursor)
      : session_(session), cursor_(std::move(cursor)), rows_(session.run("FETCH 1000 FROM " + cursor_)) {}
  ~Fetched() override {
    try {
      session_.run("CLOSE " + cursor_);
    } catch (const DatabaseError&) {
      // It ends with its transaction.
    }
  }
  Fetched(const Fetched&) = delete;
  Fetched& operator=(const Fetched&) = delete;

  bool next() override {
    if (next_ == rows_.size() && next_ > 0) {
      rows_ = session_.run("FETCH 1000 FROM " + cursor_);
      next_ = 0;
    }
    if (rows_.size() == 0) return false;
    ++next_;
    return true;
  }
  std::int64_t integer(int column) const override { return optional_integer(column).value_or(0); }
  std::optional<std::int64_t> optional_integer(int column) const override {
    return rows_.optional_integer(next_ - 1, column);
  }
  std::string_view view(int column) const override { return rows_.view(next_ - 1, column); }

 private:
  Session& session_;
  const std::string cursor_;
  Rows rows_;
  std::size_t next_ = 0;
};

}  // namespace

std::unique_ptr<RowStream> TablesOfDatabase::rows(const std::string& sql, std::optional<std::string_view> text) {
  auto cursor = "kept_" + std::to_string(++cursors_);
  Parameters parameters;
  if (text) parameters.add(*text);
  session_.run("DECLARE " + cursor + " NO SCROLL CURSOR FOR " + sql, parameters);
  return std::make_unique<Fetched>(session_, std::move(cursor));
}

}  // namespace adapters::postgres
