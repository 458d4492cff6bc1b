#include "kotori/websocket/deflate_terms.hpp"

#include <gtest/gtest.h>

/// §7.1 Extension negotiation parameters, and §5.1: offers, answers, and what a client makes of an answer.
namespace rfc7692 {
namespace {

using namespace kotori::websocket;
using kotori::Compression;

/// What a server answers; "" for no header, "(malformed)" for a refusal.
std::string answer_to(std::string_view offers, Compression compression = Compression::with_context) {
  const auto terms = accept_deflate(compression, offers);
  if (!terms) return "(malformed)";
  return *terms ? to_text(**terms) : "";
}

/// What a client makes of an answer, in the words of an answer; "(fails)" when it fails the connection.
std::string client_takes(std::string_view answer, Compression offered = Compression::with_context) {
  const auto terms = check_deflate_answer(offered, answer);
  if (!terms) return "(fails)";
  return *terms ? to_text(**terms) : "";
}

const std::string plain_answer = "permessage-deflate; server_no_context_takeover";

}  // namespace

TEST(Section7_1_Offer, IsAcceptedOnlyWhereARouteWantsIt) {
  EXPECT_EQ(answer_to("permessage-deflate"), plain_answer);
  EXPECT_EQ(answer_to("permessage-deflate", Compression::none), "");
  EXPECT_EQ(answer_to("permessage-deflate", Compression::shared), plain_answer + "; client_no_context_takeover");
}

TEST(Section7_1_Offer, OfAnotherExtensionIsPassedOver) {
  EXPECT_EQ(answer_to("x-webkit-deflate-frame"), "");
  EXPECT_EQ(answer_to("permessage-bzip2"), "");
  EXPECT_EQ(answer_to("toString, __proto__; constructor, permessage-deflate"), plain_answer);
}

TEST(Section7_1_Offer, ThatIsMalformedFailsTheHandshakeEvenWhereNobodyCompresses) {
  EXPECT_EQ(answer_to("permessage-deflate; server_max_window_bits="), "(malformed)");
  EXPECT_EQ(answer_to("permessage-deflate;", Compression::none), "(malformed)");
}

TEST(Section7_Offer, WithAnUnknownParameterIsDeclined) {
  EXPECT_EQ(answer_to("permessage-deflate; unknown"), "");
  EXPECT_EQ(answer_to("permessage-deflate; Server_no_context_takeover"), "");
}

TEST(Section7_Offer, WithAParameterTwiceIsDeclined) {
  for (const std::string twice : {"server_no_context_takeover", "client_no_context_takeover", "client_max_window_bits",
                                  "server_max_window_bits=10"})
    EXPECT_EQ(answer_to("permessage-deflate; " + twice + "; " + twice), "") << twice;
  EXPECT_EQ(answer_to("permessage-deflate; client_max_window_bits; client_max_window_bits=10"), "");
}

TEST(Section5_1_FirstOffer, ThatCanBeAcceptedIs) {
  EXPECT_EQ(answer_to("permessage-deflate; unknown, permessage-deflate; client_max_window_bits=9, permessage-deflate"),
            plain_answer + "; client_max_window_bits=9");
  EXPECT_EQ(answer_to("permessage-deflate; server_max_window_bits=10, permessage-deflate"),
            plain_answer + "; server_max_window_bits=10");
  EXPECT_EQ(answer_to("permessage-deflate; server_max_window_bits=7, other, permessage-deflate"), plain_answer);
}

TEST(Section7_1_1_1_ServerNoContextTakeover, IsAnsweredAlwaysSoThatAudiencesCanShare) {
  EXPECT_EQ(answer_to("permessage-deflate"), plain_answer);
  EXPECT_EQ(answer_to("permessage-deflate; server_no_context_takeover"), plain_answer);
}

TEST(Section7_1_1_1_ServerNoContextTakeover, HasNoValue) {
  EXPECT_EQ(answer_to("permessage-deflate; server_no_context_takeover=1"), "");
  EXPECT_EQ(client_takes("permessage-deflate; server_no_context_takeover=true"), "(fails)");
}

TEST(Section7_1_1_2_ClientNoContextTakeover, IsAnsweredWhenItIsOffered) {
  EXPECT_EQ(answer_to("permessage-deflate; client_no_context_takeover"), plain_answer + "; client_no_context_takeover");
}

TEST(Section7_1_1_2_ClientNoContextTakeover, IsAskedForByAServerThatKeepsNothing) {
  EXPECT_EQ(answer_to("permessage-deflate; client_max_window_bits", Compression::shared),
            plain_answer + "; client_no_context_takeover");
}

TEST(Section7_1_1_2_ClientNoContextTakeover, HasNoValue) {
  EXPECT_EQ(answer_to("permessage-deflate; client_no_context_takeover=\"1\""), "");
  EXPECT_EQ(client_takes("permessage-deflate; client_no_context_takeover=1"), "(fails)");
}

TEST(Section7_1_2_1_ServerMaxWindowBits, IsAnsweredAsItIsOfferedFrom8To15) {
  for (int bits = 8; bits <= 15; ++bits) {
    const auto parameter = "; server_max_window_bits=" + std::to_string(bits);
    EXPECT_EQ(answer_to("permessage-deflate" + parameter), plain_answer + parameter);
  }
  EXPECT_EQ(answer_to("permessage-deflate; server_max_window_bits=\"12\""),
            plain_answer + "; server_max_window_bits=12");
}

TEST(Section7_1_2_1_ServerMaxWindowBits, IsDeclinedWithAnyOtherValueOrNone) {
  for (const std::string value :
       {"", "=0", "=1", "=7", "=16", "=015", "=08", "=-9", "=1O", "=100", "=9.0", "=0x9", "=+9"})
    EXPECT_EQ(answer_to("permessage-deflate; server_max_window_bits" + value), "") << value;
}

TEST(Section7_1_2_1_ServerMaxWindowBits, BoundWhatTheServerSends) {
  const auto terms = accept_deflate(Compression::shared, "permessage-deflate; server_max_window_bits=10");
  EXPECT_EQ((*terms)->side(Role::server), (DeflateSide{.window_bits = 10, .keeps_context = false}));
  EXPECT_EQ((*terms)->side(Role::client), (DeflateSide{.window_bits = 15, .keeps_context = false}));
}

TEST(Section7_1_2_2_ClientMaxWindowBits, IsNotAnsweredWhenItHasNoValueOrIsNotOffered) {
  EXPECT_EQ(answer_to("permessage-deflate; client_max_window_bits"), plain_answer);
  EXPECT_EQ(answer_to("permessage-deflate"), plain_answer);
}

TEST(Section7_1_2_2_ClientMaxWindowBits, IsAnsweredAsItIsOfferedFrom8To15) {
  for (int bits = 8; bits <= 15; ++bits) {
    const auto parameter = "; client_max_window_bits=" + std::to_string(bits);
    EXPECT_EQ(answer_to("permessage-deflate" + parameter), plain_answer + parameter);
  }
}

TEST(Section7_1_2_2_ClientMaxWindowBits, IsDeclinedWithAnyOtherValue) {
  for (const std::string value : {"=0", "=7", "=16", "=015", "=08", "=-9", "=ten"})
    EXPECT_EQ(answer_to("permessage-deflate; client_max_window_bits" + value), "") << value;
}

TEST(Section7_1_2_2_ClientMaxWindowBits, BoundWhatTheServerKeeps) {
  const auto terms = accept_deflate(Compression::with_context, "permessage-deflate; client_max_window_bits=9");
  EXPECT_EQ((*terms)->side(Role::client), (DeflateSide{.window_bits = 9, .keeps_context = true}));
  EXPECT_EQ((*terms)->side(Role::server), (DeflateSide{.window_bits = 15, .keeps_context = false}));
}

TEST(Section7_1_Offer, OfEveryParameterIsAnsweredWithEveryParameter) {
  EXPECT_EQ(answer_to("permessage-deflate; client_max_window_bits=11; server_max_window_bits=10; "
                      "client_no_context_takeover; server_no_context_takeover"),
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=10; "
            "client_max_window_bits=11");
}

TEST(Section7_1_Client, OffersWhatItCanDo) {
  EXPECT_EQ(deflate_offer(Compression::none), "");
  EXPECT_EQ(deflate_offer(Compression::with_context), "permessage-deflate; client_max_window_bits");
  EXPECT_EQ(deflate_offer(Compression::shared),
            "permessage-deflate; client_max_window_bits; server_no_context_takeover");
}

TEST(Section7_1_Client, UnderstandsOurServer) {
  for (const auto offered : {Compression::shared, Compression::with_context})
    for (const auto wanted : {Compression::shared, Compression::with_context}) {
      const auto answer = answer_to(deflate_offer(offered), wanted);
      EXPECT_EQ(client_takes(answer, offered), answer);
    }
}

TEST(Section7_1_Client, TakesEveryParameterThatAServerMayAnswer) {
  EXPECT_EQ(check_deflate_answer(Compression::shared, std::nullopt).value(), std::nullopt);
  for (const std::string answer :
       {"permessage-deflate", "permessage-deflate; server_no_context_takeover",
        "permessage-deflate; client_no_context_takeover", "permessage-deflate; server_max_window_bits=8",
        "permessage-deflate; client_max_window_bits=8", "permessage-deflate; server_max_window_bits=15"})
    EXPECT_EQ(client_takes(answer), answer);
}

TEST(Section7_1_Client, FailsWhenTheAnswerIsNoAnswerToItsOffer) {
  for (const auto* answer :
       {"", "permessage-deflate, permessage-deflate", "other", "permessage-deflate, other",
        "permessage-deflate; unknown", "permessage-deflate; client_max_window_bits",
        "permessage-deflate; server_max_window_bits", "permessage-deflate; client_max_window_bits=7",
        "permessage-deflate; server_max_window_bits=16",
        "permessage-deflate; server_max_window_bits=9; server_max_window_bits=9"})
    EXPECT_EQ(client_takes(answer), "(fails)") << answer;
  EXPECT_EQ(client_takes("permessage-deflate", Compression::none), "(fails)");
}

TEST(Section7_1_1_1_Client, FailsWhenItsServerNoContextTakeoverIsNotAccepted) {
  EXPECT_EQ(client_takes("permessage-deflate", Compression::shared), "(fails)");
  EXPECT_EQ(client_takes(plain_answer, Compression::shared), plain_answer);
}

}  // namespace rfc7692
