#include "adapters/bus_messages/exchange.hpp"
#include "adapters/bus_postgres/payloads.hpp"
#include "fuzz/input.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

/// Any bytes as what a bus brings: as they are they never open; sealed, as by a node of another version, they are news
/// that is written down and read the same again, or are dropped and counted once. As payloads of NOTIFY they end in
/// lines of bounded length.
namespace {

using namespace adapters;
using fuzz::expect;

const BusKey key{{1, 2, 3}};

struct Ear final : chat::BusListener {
  const chat::NodeId& node() const override { return self; }
  void on_news(const chat::NodeId& from, const chat::News& news) override {
    expect(!heard && from.name.size() <= chat::longest_id && from.name != self.name);
    heard = news;
  }
  chat::NodeId self{"here", 1};
  std::optional<chat::News> heard;
};

void expect_sound(const chat::News& news) {
  if (const auto* hint = std::get_if<chat::Hint>(&news)) expect(hint->facts.size() <= chat::most_facts_hinted);
  if (const auto* roster = std::get_if<chat::Roster>(&news))
    expect(roster->people.size() <= chat::protocol::most_people_named);
  if (const auto* alone = std::get_if<chat::AloneIn>(&news)) expect(alone->rooms.size() <= chat::AloneIn::most_rooms);
  const auto topic = chat::topic_of(news);
  if (const auto* room = std::get_if<chat::RoomName>(&topic)) expect(room->value.size() <= chat::longest_id);
}

void open_as_they_are(std::string_view bytes) {
  Exchange exchange{key};
  Ear ear;
  exchange.listen(ear);
  exchange.receive(exchange.address_of(chat::lobby), bytes);
  const auto counts = exchange.counts();
  expect(!ear.heard && counts.forged + counts.too_large == 1 && counts.dropped() == 1);
}

void open_sealed(std::string_view text) {
  Exchange exchange{key};
  Ear ear;
  exchange.listen(ear);
  const auto letter = read_letter(text);
  const auto address = exchange.address_of(letter ? chat::topic_of(letter->news) : chat::lobby);
  const auto sealed = Seal{key}.close(address, text);
  exchange.receive(address, sealed);
  auto counts = exchange.counts();
  expect(counts.heard + counts.dropped() == 1 && counts.forged == 0 && (counts.heard == 1) == ear.heard.has_value());
  if (!letter) return expect(counts.malformed + counts.too_large == 1);
  expect(read_letter(to_text(*letter)) == *letter);
  if (!ear.heard) return;
  expect(*ear.heard == letter->news);
  expect_sound(*ear.heard);
  ear.heard.reset();
  exchange.receive(address, sealed);
  expect(exchange.counts().replayed == 1);
}

void read_payloads(fuzz::Input input) {
  PayloadReader reader{std::string(sender_size, 'o')};
  for (auto payload = input.up_to('\x1f'); !payload.empty(); payload = input.up_to('\x1f'))
    reader.read(payload, [](std::string_view line) {
      expect(!line.contains('\n') && line.size() <= Exchange::most_sealed * 2);
      const auto parcel = parcel_of(line);
      expect(parcel.address == address_in(line) && parcel.sealed.size() <= line.size());
    });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::Input(data, size).rest();
  open_as_they_are(text);
  open_sealed(text);
  read_payloads(fuzz::Input(data, size));
  return 0;
}
