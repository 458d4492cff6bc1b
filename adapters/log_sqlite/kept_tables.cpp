#include "adapters/log_sqlite/kept_tables.hpp"

#include "adapters/log_sqlite/mark.hpp"
#include "adapters/log_sqlite/schema.hpp"

#include <fmt/format.h>
#include <stdexcept>
#include <utility>

namespace adapters::sqlite {
namespace {

class Answer final : public RowStream {
 public:
  Answer(Database& database, const std::string& sql, std::optional<std::string_view> text)
      : text_(text.value_or("")),
        statement_(database, sql),
        rows_(text ? statement_.rows(std::string_view{text_}) : statement_.rows()) {}

  bool next() override { return rows_.next(); }
  std::int64_t integer(int column) const override { return rows_.integer(column); }
  std::optional<std::int64_t> optional_integer(int column) const override { return rows_.optional_integer(column); }
  std::string_view view(int column) const override { return rows_.view(column); }

 private:
  const std::string text_;
  Statement statement_;
  Rows rows_;
};

std::filesystem::path readable(const std::filesystem::path& file) {
  require_database(file);
  return file;
}

}  // namespace

TablesOfFile::TablesOfFile(const std::filesystem::path& file) try : database_(readable(file), Database::Role::reader) {
  database_.run("PRAGMA cache_size = -65536");
  database_.run("BEGIN");
  const auto schema = number("SELECT user_version FROM pragma_user_version");
  if (schema != newest_schema)
    throw std::runtime_error(fmt::format("{}: has schema {}, this program reads {}{}", file.string(), schema,
                                         newest_schema,
                                         schema < newest_schema ? "; `kotori serve` brings it there" : ""));
} catch (const DatabaseError& failure) {
  throw std::runtime_error(fmt::format("{}: {}", file.string(), failure.what()));
}

std::unique_ptr<RowStream> TablesOfFile::rows(const std::string& sql, std::optional<std::string_view> text) {
  return std::make_unique<Answer>(database_, sql, text);
}

}  // namespace adapters::sqlite
