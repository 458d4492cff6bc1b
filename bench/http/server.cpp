// Kotori's part in the comparison of HTTP. Usage: http_server PORT FOLDER [--from-disk]
#include "kotori/async/worker.hpp"
#include "kotori/kotori.hpp"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <string_view>

using namespace kotori;

namespace {

struct Bird {
  int id = 0;
  std::string name;
  std::vector<std::string> tags;
  double weight = 0;
  static constexpr auto json = json::shape(json::field("id", &Bird::id), json::field("name", &Bird::name),
                                           json::field("tags", &Bird::tags), json::field("weight", &Bird::weight));
};

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) return 2;
  constexpr auto any_number = std::numeric_limits<std::size_t>::max();
  WorkerThreads worker;
  Routes routes;
  routes.get("/hello", [](const Request&) { return Response::text("Hello, world!\n"); });
  routes.get("/json", [](const Request&) {
    return Response::json(Bird{.id = 7, .name = "kotori", .tags = {"small", "bird"}, .weight = 12.5});
  });
  routes.post("/json", [](const Request& request) {
    auto bird = request.body<Bird>();
    std::ranges::reverse(bird.name);
    return Response::json(bird);
  });
  if (count > 3 && std::string_view(arguments[3]) == "--from-disk") {
    routes.files("/", std::string(arguments[2]), worker);
  } else {
    routes.files("/", std::string(arguments[2]));
  }
  return serve(std::move(routes), {.listen = {"127.0.0.1", static_cast<std::uint16_t>(std::atoi(arguments[1]))},
                                   .loops = 1,
                                   .requests_per_connection = any_number});
}
