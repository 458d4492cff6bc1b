#include "kotori/http/date.hpp"

#include <array>
#include <chrono>
#include <fmt/format.h>

namespace kotori::inline v0::http {

std::string http_date(UnixMillis time) {
  using namespace std::chrono;
  static constexpr std::array weekdays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
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
