// 14. Server-sent events, for pages that only listen: an EventSource comes back by itself, and misses nothing.
#include "kotori/kotori.hpp"

using namespace kotori;

// region: feed
Routes birdwatch(EventFeed& sightings) {
  Routes routes;
  routes.events("/sightings", [&](EventStream& events) -> Task<> {
    auto seat = sightings.join(events);  // first what this browser has missed, then what comes
    events.send("you are listening");
    co_await events.closed();  // until it leaves
  });
  routes.post("/sightings", [&](const Request& request) {
    sightings.send({.data = request.content, .event = "sighting"});  // waits for nobody, on any thread
    return Response::empty();
  });
  return routes;
}
// end: feed

// region: clock
Routes clock_that_ticks() {
  Routes routes;
  routes.events("/ticks", [](EventStream& events) -> Task<> {
    for (int tick = 1; co_await events.sleep(std::chrono::seconds{1}); ++tick)  // false once the browser has left
      events.send(std::to_string(tick));
  });
  return routes;
}
// end: clock

int main() {
  EventFeed sightings;
  return serve(birdwatch(sightings));
}
