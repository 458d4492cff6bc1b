#include "kotori/http/date.hpp"

#include "kotori/http/text.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <fmt/format.h>
#include <span>

namespace kotori::inline v0::http {
namespace {

using Names = std::span<const std::string_view>;
constexpr std::array<std::string_view, 7> weekdays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 7> long_weekdays{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                        "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

struct Parts {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
};

/// Takes one of the names off the front; -1 if there is none.
int take_name(std::string_view& text, Names names) {
  const auto found = std::ranges::find_if(names, [&](auto each) { return text.starts_with(each); });
  if (found == names.end()) return -1;
  text.remove_prefix(found->size());
  return static_cast<int>(found - names.begin());
}

/// Takes so many digits off the front; -1 if there are fewer.
int take_number(std::string_view& text, std::size_t digits) {
  if (text.size() < digits || !std::ranges::all_of(text.substr(0, digits), is_digit)) return -1;
  int number = 0;
  for (; digits > 0; --digits, text.remove_prefix(1)) number = number * 10 + (text.front() - '0');
  return number;
}

/// The two digits of a year mean one that is not more than fifty years ahead.
int whole_year(int two_digits) {
  using namespace std::chrono;
  const auto today = floor<days>(sys_time<milliseconds>{milliseconds{unix_millis_now()}});
  const int now = static_cast<int>(year_month_day{today}.year());
  const int year = now - now % 100 + two_digits;
  return year > now + 50 ? year - 100 : year;
}

/// What a letter behind % stands for, as in strptime, which would ask the locale. False: it does not stand there.
bool take_part(char letter, std::string_view& text, Parts& parts) {
  switch (letter) {
    case 'a': return take_name(text, weekdays) >= 0;
    case 'A': return take_name(text, long_weekdays) >= 0;
    case 'b': return (parts.month = take_name(text, months) + 1) > 0;
    case 'd': return (parts.day = take_number(text, 2)) >= 0;
    case 'e':
      if (!text.starts_with(' ')) return (parts.day = take_number(text, 2)) >= 0;
      text.remove_prefix(1);
      return (parts.day = take_number(text, 1)) >= 0;
    case 'Y': return (parts.year = take_number(text, 4)) >= 0;
    case 'y': return (parts.year = take_number(text, 2)) >= 0 && (parts.year = whole_year(parts.year)) > 0;
    case 'H': return (parts.hour = take_number(text, 2)) >= 0;
    case 'M': return (parts.minute = take_number(text, 2)) >= 0;
    case 'S': return (parts.second = take_number(text, 2)) >= 0;
    default: return false;
  }
}

bool is_written_as(std::string_view form, std::string_view text, Parts& parts) {
  while (!form.empty()) {
    if (form.front() == '%') {
      if (!take_part(form[1], text, parts)) return false;
      form.remove_prefix(2);
    } else {
      if (!text.starts_with(form.front())) return false;
      form.remove_prefix(1);
      text.remove_prefix(1);
    }
  }
  return text.empty();
}

}  // namespace

std::optional<UnixMillis> parse_http_date(std::string_view text) {
  using namespace std::chrono;
  Parts parts;
  const bool is_date = is_written_as("%a, %d %b %Y %H:%M:%S GMT", text, parts) ||
                       is_written_as("%A, %d-%b-%y %H:%M:%S GMT", text, parts) ||
                       is_written_as("%a %b %e %H:%M:%S %Y", text, parts);
  if (!is_date) return std::nullopt;
  const year_month_day date{year{parts.year}, month(static_cast<unsigned>(parts.month)),
                            day(static_cast<unsigned>(parts.day))};
  // A leap second is one (§5.6.7), and falls on the next.
  if (!date.ok() || parts.hour > 23 || parts.minute > 59 || parts.second > 60) return std::nullopt;
  const auto time = sys_days{date} + hours{parts.hour} + minutes{parts.minute} + seconds{parts.second};
  return duration_cast<milliseconds>(time.time_since_epoch()).count();
}

std::string http_date(UnixMillis time) {
  using namespace std::chrono;
  const auto seconds_since_1970 = floor<seconds>(sys_time<milliseconds>{milliseconds{time}});
  const auto day = floor<days>(seconds_since_1970);
  const year_month_day date{day};
  const hh_mm_ss clock{seconds_since_1970 - day};
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", weekdays[weekday{day}.c_encoding()],
                     static_cast<unsigned>(date.day()), months[static_cast<unsigned>(date.month()) - 1],
                     static_cast<int>(date.year()), clock.hours().count(), clock.minutes().count(),
                     clock.seconds().count());
}

std::string_view DateClock::at(UnixMillis now) {
  const auto second = now / 1000;
  if (second != second_) {
    second_ = second;
    text_ = http_date(now);
  }
  return text_;
}

}  // namespace kotori::inline v0::http
