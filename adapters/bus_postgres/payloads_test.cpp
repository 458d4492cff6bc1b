#include "adapters/bus_postgres/payloads.hpp"

#include <gtest/gtest.h>

namespace adapters {
namespace {

const std::string ann(sender_size, 'a'), bob(sender_size, 'b'), own(sender_size, 'o');

std::vector<std::string> lines_of(PayloadReader& reader, const std::vector<std::string>& payloads) {
  std::vector<std::string> lines;
  for (const auto& payload : payloads) reader.read(payload, [&](std::string_view line) { lines.emplace_back(line); });
  return lines;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST(Payloads, CarryParcelsOfEverySize) {
  PayloadReader reader{own};
  std::string all;
  std::vector<Parcel> parcels;
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{5'900}, std::size_t{6'000},
                                 std::size_t{20'000}, Exchange::most_sealed}) {
    parcels.push_back({"room." + std::to_string(size), std::string(size, '\xff')});
    all += line_of(parcels.back());
  }
  const auto payloads = payloads_of(ann, all);
  for (const auto& payload : payloads) EXPECT_LE(payload.size(), longest_payload);
  const auto lines = lines_of(reader, payloads);
  ASSERT_EQ(lines.size(), parcels.size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    EXPECT_EQ(address_in(lines[i]), parcels[i].address);
    EXPECT_EQ(parcel_of(lines[i]).sealed, parcels[i].sealed);
  }
}

TEST(Payloads, OfOnesOwnArePassedOver) {
  PayloadReader reader{own};
  EXPECT_EQ(lines_of(reader, {own + ".mine\n"}), Lines{});
  EXPECT_EQ(lines_of(reader, {ann + ".hers\n"}), Lines{"hers"});
}

TEST(Payloads, OfStrangersDoNotReachIntoThoseOfOthers) {
  PayloadReader reader{own};
  EXPECT_EQ(lines_of(reader, {ann + ".be", bob + "+foreign\n", ann + "+gun\n"}), Lines{"begun"});
  EXPECT_EQ(lines_of(reader, {ann + ".be", bob + ".foreign\n", ann + "+gun\n"}), Lines{"foreign"});
  EXPECT_EQ(lines_of(reader, {ann + ".lost", ann + ".whole\n"}), Lines{"whole"});
}

TEST(Payloads, ThatAreNoneAreDropped) {
  PayloadReader reader{own};
  EXPECT_EQ(lines_of(reader, {"", "a", ann, ann + "x", ann + "+late\n"}), Lines{});
  EXPECT_EQ(parcel_of("room.1 no base64!").sealed, "");
  EXPECT_EQ(parcel_of("room.1").sealed, "");
  EXPECT_EQ(parcel_of("").sealed, "");
}

TEST(Payloads, WithoutEndAreDropped) {
  PayloadReader reader{own};
  lines_of(reader, {ann + "." + std::string(7'000, 'x')});
  for (int i = 0; i < 13; ++i) lines_of(reader, {ann + "+" + std::string(7'000, 'x')});
  const auto lines = lines_of(reader, {ann + "+end\n"});
  EXPECT_EQ(lines.size(), 1);
  EXPECT_LT(lines.at(0).size(), 88'000);
}

}  // namespace adapters
