#include "on_both_servers.hpp"

kotori::Routes birdwatch(kotori::EventFeed& sightings);
kotori::Routes clock_that_ticks();

template <class Server> struct BirdWatch : testing::Test {
  kotori::EventFeed sightings;
  Server server{birdwatch(sightings)};
};
TYPED_TEST_SUITE(BirdWatch, AllServers);

// region: resumes
/// What is heard next: "type: data".
kotori::Task<std::string> hear(kotori::client::EventSource& events) {
  const auto event = co_await events.next();
  co_return event ? event->event + ": " + event->data : "(nothing)";
}

kotori::Task<> watch(kotori::client::Dial dial, kotori::EventFeed& sightings) {
  const std::string url = "http://birds.example/sightings";
  kotori::Client client{{.dial = std::move(dial)}};
  std::string seen;
  {
    auto events = client.events(url);
    EXPECT_EQ(co_await hear(events), "message: you are listening");
    co_await client.ask(url, {.method = "POST", .body = "a wren"});
    EXPECT_EQ(co_await hear(events), "sighting: a wren");
    seen = events.last_event_id();
  }
  sightings.send({.data = "an owl, while nobody listened", .event = "sighting"});
  auto events = client.events(url, {.last_event_id = seen});
  EXPECT_EQ(co_await hear(events), "sighting: an owl, while nobody listened");
}

TYPED_TEST(BirdWatch, TellsWhoComesBackWhatHasBeenMissed) {
  this->server.run(watch(this->server.dialer(), this->sightings));
}
// end: resumes

TEST(AClockThatTicks, TicksOnceASecondWhileSomebodyListens) {
  kotori::TestServer server{clock_that_ticks()};
  server.run([](kotori::client::Dial dial) -> kotori::Task<> {
    kotori::Client client{{.dial = std::move(dial)}};
    auto events = client.events("http://clock.example/ticks");
    for (const auto* tick : {"1", "2", "3"}) EXPECT_EQ((co_await events.next()).value_or(kotori::Event{}).data, tick);
  }(server.dialer()));
  EXPECT_EQ(server.connections(), 0U);
}
