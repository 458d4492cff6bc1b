#include "adapters/bus_messages/seal.hpp"

#include <gtest/gtest.h>

namespace adapters {
namespace {

BusKey key_of(unsigned char byte) {
  BusKey key{};
  key.bytes.fill(byte);
  return key;
}

}  // namespace

TEST(ASeal, OpensForWhoHasTheKeyAndTheAddress) {
  const Seal seal{key_of(1)};
  const auto sealed = seal.close("room.1", "news");
  EXPECT_EQ(Seal{key_of(1)}.open("room.1", sealed), "news");
  EXPECT_EQ(sealed.size(), 4 + Seal::overhead);
  EXPECT_EQ(sealed.find("news"), sealed.npos);
  EXPECT_FALSE(Seal{key_of(2)}.open("room.1", sealed));
  EXPECT_FALSE(seal.open("room.2", sealed));
  EXPECT_FALSE(seal.open("", sealed));
}

TEST(ASeal, IsBrokenByEveryChangeAndCut) {
  const Seal seal{key_of(1)};
  const auto sealed = seal.close("room.1", "news");
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    auto changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(seal.open("room.1", changed)) << i;
    EXPECT_FALSE(seal.open("room.1", sealed.substr(0, i))) << i;
  }
  EXPECT_FALSE(seal.open("room.1", sealed + '\0'));
}

TEST(ASeal, IsNeverTheSameTwice) {
  const Seal seal{key_of(1)};
  EXPECT_NE(seal.close("room.1", "news"), seal.close("room.1", "news"));
}

TEST(AnAddress, TellsWhoHasTheKeyWhatItIsAboutAndNobodyElse) {
  const Seal seal{key_of(1)};
  const auto lobby = seal.address_of(chat::lobby);
  EXPECT_EQ(lobby, Seal{key_of(1)}.address_of(chat::lobby));
  EXPECT_EQ(lobby.size(), 5 + 32);
  EXPECT_EQ(lobby.find_first_not_of("0123456789abcdef", 5), lobby.npos);
  EXPECT_NE(lobby, seal.address_of(chat::RoomName{"garden"}));
  EXPECT_NE(lobby, Seal{key_of(2)}.address_of(chat::lobby));
  EXPECT_NE(seal.address_of(chat::RoomName{"7"}).substr(5), seal.address_of(chat::VisitorNumber{7}).substr(7));
  EXPECT_NE(seal.log(), Seal{key_of(2)}.log());
  EXPECT_EQ(seal.log().size(), 16);
}

}  // namespace adapters
