#pragma once
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace kotori::inline v0::features {

/// Writes what Prometheus reads: its text format 0.0.4.
class PrometheusText {
 public:
  static constexpr std::string_view content_type = "text/plain; version=0.0.4; charset=utf-8";
  /// Told apart by it from its siblings.
  struct Label {
    std::string_view name, value;
  };
  using Labels = std::initializer_list<Label>;

  /// What the samples that follow are of. `type`: counter, gauge or histogram.
  void family(std::string_view name, std::string_view type, std::string_view help);
  /// Of the last family; a histogram's have a suffix: _bucket, _sum, _count.
  void sample(double value, Labels labels = {}, std::string_view suffix = {});
  void sample(std::uint64_t value, Labels labels = {}, std::string_view suffix = {});

  static std::string number(double value);
  std::string take() { return std::move(text_); }

 private:
  void begin(Labels labels, std::string_view suffix);

  std::string text_;
  std::string family_;
};

}  // namespace kotori::inline v0::features
