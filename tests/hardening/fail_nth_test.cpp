#include "tests/hardening/conversations.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <utility>

/// Every read and write of net, http and websocket, on either side, goes wrong once in each way there is.
namespace hardening {
namespace {

using kotori::Fault;

struct Outcome {
  Story subject;
  Story heard;  // by /chat
  Story bystander;
  std::size_t operations = 0;
};

/// Whether `part` is `whole` up to some point, which may be within a word; and if not, where they part.
testing::AssertionResult is_beginning(const Story& part, const Story& whole) {
  for (std::size_t i = 0; i < part.size(); ++i) {
    const auto& expected = i < whole.size() ? whole[i] : "(done)";
    if (part[i] == expected || (i + 1 == part.size() && expected.starts_with(part[i]))) continue;
    const auto [heard, wanted] = std::ranges::mismatch(part[i], expected);
    return testing::AssertionFailure() << fmt::format(
               "{} of {}: \"{:.80}\" where \"{:.80}\" was expected, behind {} letters", i + 1, part.size(),
               std::string(heard, part[i].end()), std::string(wanted, expected.end()), heard - part[i].begin());
  }
  return testing::AssertionSuccess();
}

testing::AssertionResult is_all_of(const Story& part, const Story& whole) {
  if (part.size() == whole.size() || !is_beginning(part, whole)) return is_beginning(part, whole);
  return testing::AssertionFailure() << fmt::format("{} of {} were heard", part.size(), whole.size());
}

bool is_number(const std::string& said) { return said.starts_with("bystander "); }

Story numbers_of_a_bystander() {
  Story story;
  for (int i = 1; i <= 6; ++i) story.push_back(fmt::format("bystander {}", i));
  return story;
}

enum class Ends { at_once, by_the_clock };

/// The conversation beside a bystander's, with what `arrange` does to it; and nothing is left of it afterwards. At once
/// is without any time passing.
template <class F> Outcome run(const Conversation& conversation, Over over, Ends ends, F arrange) {
  Outcome outcome;
  Ground ground{over, {}, {.capacity = 4'096}};
  ground.spawn(by_a_bystander(ground, outcome.bystander));
  arrange(ground);
  ground.spawn(conversation(ground.line(), outcome.subject));
  if (ends == Ends::at_once) EXPECT_EQ(std::pair(ground.clients(), ground.connections()), std::pair(1UL, 1UL));
  auto& simulation = ground.simulation();
  simulation.advance(2min);
  EXPECT_LE(ground.clients(), 1U) << "the client waits for ever";
  EXPECT_LE(ground.connections(), 1U) << "the server waits for ever";

  if (!ground.stopped()) ground.stop();
  simulation.advance(20s);
  EXPECT_TRUE(ground.stopped()) << "the server cannot stop";
  EXPECT_EQ(ground.clients(), 0U);
  EXPECT_EQ(ground.connections(), 0U);
  EXPECT_EQ(ground.venue().seats(), 0U);
  outcome.heard = ground.venue().heard();
  outcome.operations = simulation.faults().operations();
  return outcome;
}

Outcome run_soundly(const Conversation& conversation, Over over) {
  auto outcome = run(conversation, over, Ends::at_once, [](Ground&) {});
  EXPECT_EQ(outcome.subject.back(), "(done)");
  return outcome;
}

/// What concerns nobody else has not been noticed by the bystander: all its own, at once; of the other's what was
/// heard.
void expect_untouched(const Story& bystander, const Story& soundly) {
  Story own, others;
  std::ranges::copy_if(bystander, std::back_inserter(own), is_number);
  std::ranges::copy_if(bystander, std::back_inserter(others), [](auto& said) { return said.starts_with("all: "); });
  EXPECT_TRUE(is_all_of(own, numbers_of_a_bystander()));
  EXPECT_TRUE(is_beginning(others, soundly));
  EXPECT_EQ(bystander.back(), "closed 1012");
}

struct Subject {
  const char* name;
  Conversation conversation;
};

std::vector<Subject> subjects() {
  std::vector<Subject> all{{"by our client", by_our_client}, {"spoken in bytes", [](const Dial& dial, Story& story) {
                                                                return in_bytes(dial, story, spoken_in_bytes());
                                                              }}};
  all.push_back(
      {"taken in pieces", [](const Dial& dial, Story& story) { return in_bytes(dial, story, taken_in_pieces()); }});
  for (const auto& steps : ended_by_the_server())
    all.push_back(
        {"ended by the server", [steps](const Dial& dial, Story& story) { return in_bytes(dial, story, steps); }});
  return all;
}

/// Who finds that its peer has gone says a last word all the same.
Story without_goodbye(Story story) {
  constexpr std::string_view goodbye = "\x88\x02\x03\xE8";
  if (!story.empty() && story.back().ends_with(goodbye)) story.back().resize(story.back().size() - goodbye.size());
  return story;
}

class EveryOperation : public testing::TestWithParam<Over> {
 protected:
  /// Runs each conversation once for each of its operations.
  template <class F, class G> void with_each(Ends ends, F arrange, G expect) {
    std::size_t runs = 0;
    for (const auto& [name, conversation] : subjects()) {
      const auto soundly = run_soundly(conversation, GetParam());
      Story all_to_everyone;
      std::ranges::copy_if(soundly.bystander, std::back_inserter(all_to_everyone),
                           [](auto& said) { return said.starts_with("all: "); });
      for (std::size_t nth = 1;; ++nth) {
        SCOPED_TRACE(fmt::format("{}, operation {} of {}", name, nth, soundly.operations));
        const auto outcome = run(conversation, GetParam(), ends, [&](Ground& ground) { arrange(ground, nth); });
        if (outcome.operations < nth) break;
        ++runs;
        expect(outcome, soundly, all_to_everyone);
        if (HasFailure()) return;
      }
    }
    RecordProperty("runs", static_cast<int>(runs));
  }

  void each_goes_wrong(Fault how) {
    with_each(
        how == Fault::stall ? Ends::by_the_clock : Ends::at_once,
        [how](Ground& ground, std::size_t nth) { ground.simulation().faults().fail_nth(nth, how); },
        [](const Outcome& outcome, const Outcome& soundly, const Story& all_to_everyone) {
          EXPECT_TRUE(is_beginning(without_goodbye(outcome.subject), soundly.subject));
          EXPECT_TRUE(is_beginning(outcome.heard, soundly.heard));
          expect_untouched(outcome.bystander, all_to_everyone);
        });
  }
};

}  // namespace

TEST_P(EveryOperation, MayLoseTheConnection) { each_goes_wrong(Fault::reset); }

TEST_P(EveryOperation, MayFindThatThePeerHasGone) { each_goes_wrong(Fault::end); }

TEST_P(EveryOperation, MayBeTheLastThatEverPasses) { each_goes_wrong(Fault::stall); }

TEST_P(EveryOperation, MayTakeOneByteAtATimeAndNothingIsDifferent) {
  with_each(
      Ends::at_once,
      [](Ground& ground, std::size_t nth) { ground.simulation().faults().fail_nth(nth, Fault::one_byte); },
      [](const Outcome& outcome, const Outcome& soundly, const Story& all_to_everyone) {
        EXPECT_TRUE(is_all_of(outcome.subject, soundly.subject));
        EXPECT_TRUE(is_all_of(outcome.heard, soundly.heard));
        expect_untouched(outcome.bystander, all_to_everyone);
      });
}

TEST_P(EveryOperation, MayMeetTheStopOfTheServer) {
  with_each(
      Ends::by_the_clock,
      [](Ground& ground, std::size_t nth) { ground.simulation().faults().at_nth(nth, [&] { ground.stop(); }); },
      [](const Outcome& outcome, const Outcome& soundly, const Story&) {
        EXPECT_TRUE(is_beginning(outcome.heard, soundly.heard));
        EXPECT_EQ(outcome.bystander.back(), "closed 1012");
      });
}

INSTANTIATE_TEST_SUITE_P(Over, EveryOperation, testing::Values(Over::plain, Over::tls),
                         [](const auto& over) { return over.param == Over::plain ? "plain" : "tls"; });

}  // namespace hardening
