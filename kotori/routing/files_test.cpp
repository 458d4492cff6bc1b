#include "kotori/async/simulation.hpp"
#include "kotori/http/partial_content.hpp"
#include "kotori/http/refused.hpp"
#include "kotori/routing/disk_files.hpp"
#include "kotori/routing/file_names.hpp"
#include "kotori/routing/router.hpp"

#include <atomic>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <functional>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace kotori::inline v0 {
namespace {

constexpr EmbeddedFile embedded[] = {
    {"index.html", "text/html; charset=utf-8", "<p>hello", "e1", "small", "br"},
    {"assets/app-1.js", "text/javascript; charset=utf-8", "let a", "e2"},
    {"docs/index.html", "text/html; charset=utf-8", "docs", "e3"},
    {"docs/plan.txt", "text/plain; charset=utf-8", "plan", "e4", "zip"},
    {"notes.map", "application/json", "{}", "e5"},
};

Routes from_memory(FilesRoute route = {}) {
  Routes routes;
  routes.files("/", embedded, std::move(route));
  return routes;
}

struct Given {
  std::string_view name, value;
};

/// The whole content of an answer; what it is made of is read on the simulation's loop.
Task<std::string> read_all(http::Pieces pieces) {
  std::string all;
  while (auto piece = co_await pieces()) all += *piece;
  co_return all;
}
std::string content(Simulation& simulation, const Response& response) {
  if (!response.pieces) return std::string(response.body.view());
  auto all = simulation.run(read_all(response.pieces));
  EXPECT_EQ(response.length, all.size());
  return all;
}

Response ask(Simulation& simulation, const Routes& routes, std::string target, std::vector<Given> headers = {}) {
  Request request{.target = std::move(target)};
  for (const auto& [name, value] : headers) request.headers.add(name, value);
  const routing::Router router(routes);
  const auto found = router.find(request).match;
  if (const auto* miss = std::get_if<routing::Miss>(&found)) return router.answer(*miss, request);
  const auto& endpoint = *std::get<routing::HttpMatch>(found).endpoint;
  try {
    return simulation.run(std::get<routing::HttpHandler>(endpoint.handler)(request));
  } catch (const Refused& refused) {
    return Response::refusal(refused);
  }
}
Response ask(const Routes& routes, std::string target, std::vector<Given> headers = {}) {
  Simulation simulation;
  return ask(simulation, routes, std::move(target), std::move(headers));
}

/// A directory with a site in it, a secret beside it, and ways to the secret.
class Site {
 public:
  Site() : root_(std::filesystem::temp_directory_path() / ("kotori-files-test-" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(root_ / "site" / "assets");
    std::filesystem::create_directories(root_ / "site" / ".git");
    std::filesystem::create_directories(root_ / "site" / "bare");
    write("secret.txt", "secret");
    write("site/index.html", "<p>disk");
    write("site/assets/app-1.js", "let b");
    write("site/assets/index.html", "assets");
    write("site/.env", "secret");
    write("site/.git/config", "secret");
    std::filesystem::create_symlink("../secret.txt", root_ / "site" / "link.txt");
    std::filesystem::create_symlink(root_ / "secret.txt", root_ / "site" / "absolute.txt");
    std::filesystem::create_symlink(root_ / "site" / "index.html", root_ / "site" / "absolute-inside.txt");
    std::filesystem::create_symlink("/proc/self/root/etc/passwd", root_ / "site" / "magic.txt");
    std::filesystem::create_symlink("loop.txt", root_ / "site" / "loop.txt");
    std::filesystem::create_directory_symlink("..", root_ / "site" / "up");
    std::filesystem::create_symlink("index.html", root_ / "site" / "inside.html");
    ::mkfifo((root_ / "site" / "pipe").c_str(), 0600);
  }
  ~Site() { std::filesystem::remove_all(root_); }
  Site(const Site&) = delete;
  Site& operator=(const Site&) = delete;

  void write(const std::string& name, const std::string& text) const { std::ofstream(root_ / name) << text; }
  void write_zeros(const std::string& name, std::size_t size) const {
    write(name, "");
    std::filesystem::resize_file(root_ / name, size);
  }
  /// Of a file: seconds since 1970.
  void set_modified(const std::string& name, std::int64_t seconds) const {
    const timespec times[2] = {{.tv_sec = seconds, .tv_nsec = 0}, {.tv_sec = seconds, .tv_nsec = 0}};
    ::utimensat(AT_FDCWD, (root_ / name).c_str(), times, 0);
  }
  std::string path() const { return (root_ / "site").string(); }

 private:
  std::filesystem::path root_;
};

const std::vector<std::string> ways_out = {"/../secret.txt",
                                           "/%2e%2e/secret.txt",
                                           "/..%2fsecret.txt",
                                           "/assets/..%2f..%2fsecret.txt",
                                           "/link.txt",
                                           "/absolute.txt",
                                           "/absolute-inside.txt",
                                           "/magic.txt",
                                           "/loop.txt",
                                           "/up/secret.txt",
                                           "/.env",
                                           "/%2eenv",
                                           "/.git/config",
                                           "/%2egit%2fconfig",
                                           "/..%5csecret.txt",
                                           "/index.html%00.txt",
                                           "//etc/passwd",
                                           "/%2fetc/passwd",
                                           "/assets//app-1.js",
                                           "/assets/./app-1.js",
                                           "/pipe",
                                           "/bare",
                                           "/bare/",
                                           "/index.html/",
                                           "/index.html/x",
                                           "/%c0%ae%c0%ae/secret.txt",
                                           "/%252e%252e/secret.txt"};

constexpr std::int64_t in_1994 = 784111777;
constexpr auto date_in_1994 = "Sun, 06 Nov 1994 08:49:37 GMT";

/// More than is read at once, no two places alike.
std::string long_text() {
  std::string text;
  for (int i = 0; text.size() < 300'000; ++i) text += std::to_string(i) + ",";
  return text;
}

}  // namespace

TEST(FilesFromMemory, AreServedByTheirNamesWithTypeAndTag) {
  const auto response = ask(from_memory(), "/assets/app-1.js");
  EXPECT_EQ(response.status, Status::ok);
  EXPECT_EQ(response.body.view().data(), embedded[1].bytes.data());
  EXPECT_EQ(response.headers.find("Content-Type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(response.headers.find("ETag"), "\"e2\"");
  EXPECT_EQ(response.headers.find("Accept-Ranges"), "bytes");
  EXPECT_FALSE(response.headers.contains("Last-Modified"));
}

TEST(FilesFromMemory, HaveAnIndexInEachDirectory) {
  EXPECT_EQ(ask(from_memory(), "/").body.view(), "<p>hello");
  EXPECT_EQ(ask(from_memory(), "/docs/").body.view(), "docs");
  Routes below;
  below.files("/help", embedded);
  EXPECT_EQ(ask(below, "/help/").body.view(), "<p>hello");
  EXPECT_EQ(ask(from_memory({.index = ""}), "/docs/").status, Status::not_found);
  EXPECT_EQ(ask(from_memory({.index = "plan.txt"}), "/docs/").body.view(), "plan");
}

TEST(FilesFromMemory, RedirectADirectoryToItsSlash) {
  const auto response = ask(from_memory(), "/docs?a=b");
  EXPECT_EQ(response.status, Status::permanent_redirect);
  EXPECT_EQ(response.headers.find("Location"), "/docs/?a=b");
  Routes below;
  below.files("/help", embedded);
  EXPECT_EQ(ask(below, "/help").headers.find("Location"), "/help/");
  EXPECT_EQ(ask(below, "/help/docs").headers.find("Location"), "/help/docs/");
  EXPECT_EQ(ask(from_memory({.index = ""}), "/docs").status, Status::not_found);
  EXPECT_EQ(ask(from_memory(), "/assets").status, Status::not_found);  // nothing would be there
  // No browser is led to another host by //docs.
  for (const auto* target : {"//docs", "/%2fdocs", "/%5cdocs", "/\\docs"})
    EXPECT_FALSE(ask(from_memory(), target).headers.contains("Location")) << target;
}

TEST(FilesFromMemory, AreKeptForEverWhenTheirNameChangesWithThem) {
  EXPECT_EQ(ask(from_memory(), "/assets/app-1.js").headers.find("Cache-Control"),
            "public, max-age=31536000, immutable");
  EXPECT_EQ(ask(from_memory(), "/").headers.find("Cache-Control"), "no-cache");
  const auto routes = from_memory({.caching = {{"docs/plan", "max-age=60"}, {"docs/", "no-store"}}});
  EXPECT_EQ(ask(routes, "/docs/plan.txt").headers.find("Cache-Control"), "max-age=60");
  EXPECT_EQ(ask(routes, "/docs/").headers.find("Cache-Control"), "no-store");
  EXPECT_EQ(ask(routes, "/assets/app-1.js").headers.find("Cache-Control"), "no-cache");
}

TEST(FilesFromMemory, AreNotSentToThoseWhoHaveThem) {
  for (const auto* known : {"\"e2\"", "W/\"e2\"", "\"x\", \"e2\"", "*"}) {
    const auto response = ask(from_memory(), "/assets/app-1.js", {{"If-None-Match", known}});
    EXPECT_EQ(response.status, Status::not_modified) << known;
    EXPECT_EQ(response.headers.find("ETag"), "\"e2\"");
    EXPECT_TRUE(response.headers.contains("Cache-Control"));
    EXPECT_FALSE(response.headers.contains("Content-Type"));
    EXPECT_EQ(response.body.view(), "");
  }
  for (const auto* known : {"\"e1\"", "e2", "\"e2"})
    EXPECT_EQ(ask(from_memory(), "/assets/app-1.js", {{"If-None-Match", known}}).status, Status::ok) << known;
}

TEST(FilesFromMemory, AreSentCompressedToThoseWhoAcceptIt) {
  const auto coding = [](const char* accepted) {
    const auto response = ask(from_memory(), "/", {{"Accept-Encoding", accepted}});
    EXPECT_EQ(response.headers.find("Vary"), "Accept-Encoding");
    const auto name = std::string(response.headers.find("Content-Encoding").value_or(""));
    EXPECT_EQ(response.headers.find("ETag"), name.empty() ? "\"e1\"" : "\"e1-" + name + "\"");
    EXPECT_EQ(response.body.view(), name.empty() ? "<p>hello" : name == "br" ? "br" : "small");
    return name;
  };
  for (const auto* accepted : {"gzip", "deflate, GZIP;q=0.5", "br;q=0.5, gzip;q=0.6", "gzip;q=1, identity;q=0"})
    EXPECT_EQ(coding(accepted), "gzip") << accepted;
  for (const auto* accepted : {"br", "gzip, deflate, br", "*", "gzip;q=0.5, br;q=0.5", "identity, br"})
    EXPECT_EQ(coding(accepted), "br") << accepted;
  for (const auto* accepted : {"", "deflate", "gzip;q=0", "gzip;q=0, br; q=0.000, *", "*;q=0", "xgzip", "gzip;Q=0",
                               "identity, gzip;q=0.9", "identity;q=0, br;q=0"})
    EXPECT_EQ(coding(accepted), "") << accepted;
  EXPECT_FALSE(ask(from_memory(), "/docs/", {{"Accept-Encoding", "gzip"}}).headers.contains("Vary"));
}

TEST(FilesFromMemory, AreGivenInRangesOfTheFormThatIsSent) {
  const auto plain = ask(from_memory(), "/", {{"Range", "bytes=3-4"}});
  EXPECT_EQ(plain.status, Status::partial_content);
  EXPECT_EQ(plain.body.view(), "he");
  EXPECT_EQ(plain.headers.find("Content-Range"), "bytes 3-4/8");
  const auto gzip = ask(from_memory(), "/", {{"Range", "bytes=1-"}, {"Accept-Encoding", "gzip"}});
  EXPECT_EQ(gzip.body.view(), "mall");
  EXPECT_EQ(gzip.headers.find("ETag"), "\"e1-gzip\"");
  EXPECT_EQ(gzip.headers.find("Content-Encoding"), "gzip");
  // A part of another form is none.
  EXPECT_EQ(ask(from_memory(), "/", {{"Range", "bytes=1-"}, {"If-Range", "\"e1-gzip\""}}).body.view(), "<p>hello");
}

TEST(FilesFromMemory, HaveAPageForTheRoutesOfAnApplication) {
  const auto routes = from_memory({.fallback = "index.html"});
  constexpr auto browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
  for (const auto* target : {"/settings", "/rooms/tree", "/rooms/", "/v1.2/about", "/assets"}) {
    const auto page = ask(routes, target, {{"Accept", browser}});
    EXPECT_EQ(page.body.view(), "<p>hello") << target;
    EXPECT_EQ(page.headers.find("Cache-Control"), "no-cache");
    EXPECT_EQ(page.headers.find("Vary"), "Accept, Accept-Encoding");
  }
  for (const auto* target : {"/app.js", "/.env", "/.well-known/x", "//settings", "/notes.mapp"})
    EXPECT_EQ(ask(routes, target, {{"Accept", browser}}).status, Status::not_found) << target;
  for (const auto* accept : {"*/*", "application/json", "text/html;q=0", ""}) {
    const auto none = ask(routes, "/settings", {{"Accept", accept}});
    EXPECT_EQ(none.status, Status::not_found) << accept;
    EXPECT_EQ(none.headers.find("Vary"), "Accept");
  }
  EXPECT_EQ(ask(routes, "/docs", {{"Accept", browser}}).status, Status::permanent_redirect);
  EXPECT_EQ(ask(from_memory(), "/settings", {{"Accept", browser}}).status, Status::not_found);
  EXPECT_EQ(ask(routes, "/settings", {{"Accept", browser}, {"If-None-Match", "\"e1\""}}).status, Status::not_modified);
}

TEST(FilesFromMemory, MayBeExcluded) {
  const auto routes = from_memory({.exclude = {"*.map", "docs/*"}});
  for (const auto* target : {"/notes.map", "/docs/", "/docs/plan.txt", "/docs/index.html"})
    EXPECT_EQ(ask(routes, target).status, Status::not_found) << target;
  EXPECT_EQ(ask(routes, "/").status, Status::ok);
}

TEST(FilesFromMemory, WantOptionsThatCanBeMeant) {
  EXPECT_THROW(from_memory({.index = "a/b.html"}), std::invalid_argument);
  EXPECT_THROW(from_memory({.index = ".hidden"}), std::invalid_argument);
  EXPECT_THROW(from_memory({.fallback = "nowhere.html"}), std::invalid_argument);
  EXPECT_THROW(from_memory({.fallback = "index.html", .exclude = {"*"}}), std::invalid_argument);
  EXPECT_THROW(from_memory({.caching = {{"", "no\r\nstore"}}}), std::invalid_argument);
}

TEST(APatternOfFiles, HasStarsForAnyCharacters) {
  struct Row {
    std::string_view name, pattern;
    bool fits;
  };
  for (const auto& [name, pattern, fits] :
       {Row{"a.map", "*.map", true}, Row{"x/a.map", "*.map", true}, Row{"a.mapp", "*.map", false},
        Row{"a.map", "a.map", true}, Row{"ab", "a", false}, Row{"a", "ab", false}, Row{"drafts/x/y", "drafts/*", true},
        Row{"drafts", "drafts/*", false}, Row{"aXbYc", "a*b*c", true}, Row{"abab", "*ab", true}, Row{"a", "**", true},
        Row{"a", "", false}, Row{"a?b", "a?b", true}, Row{"axb", "a?b", false}})
    EXPECT_EQ(routing::fits(name, pattern), fits) << name << " " << pattern;
  // Who backtracks over every star would not come to an end here.
  EXPECT_FALSE(routing::fits(std::string(20'000, 'a'), "*a*a*a*a*a*a*a*a*b"));
}

TEST(FilesFromDisk, AreLookedUpAtEachRequest) {
  Site site;
  Simulation simulation;
  Routes routes;
  routes.files("/", site.path(), simulation.worker());
  const auto before = ask(simulation, routes, "/");
  EXPECT_EQ(before.body.view(), "<p>disk");
  EXPECT_EQ(before.headers.find("Content-Type"), "text/html; charset=utf-8");
  EXPECT_EQ(ask(simulation, routes, "/assets/app-1.js").headers.find("Cache-Control"), "no-cache");
  EXPECT_EQ(ask(simulation, routes, "/inside.html").body.view(), "<p>disk");
  EXPECT_EQ(ask(simulation, routes, "/assets").headers.find("Location"), "/assets/");
  EXPECT_EQ(ask(simulation, routes, "/assets/").body.view(), "assets");

  const auto etag = std::string(*before.headers.find("ETag"));
  EXPECT_EQ(ask(simulation, routes, "/", {{"If-None-Match", etag}}).status, Status::not_modified);
  site.write("site/index.html", "<p>dusk");  // as long as before, within the same tick of the clock
  EXPECT_EQ(ask(simulation, routes, "/", {{"If-None-Match", etag}}).body.view(), "<p>dusk");
}

TEST(FilesFromDisk, AreReadOnceWithoutAWorker) {
  Site site;
  Routes routes;
  routes.files("/", site.path());
  site.write("site/index.html", "<p>new");
  EXPECT_EQ(ask(routes, "/").body.view(), "<p>disk");
  EXPECT_EQ(ask(routes, "/assets/app-1.js").headers.find("Cache-Control"), "public, max-age=31536000, immutable");
}

TEST(FilesFromDisk, NeverLieOutsideTheirDirectory) {
  Site site;
  Simulation simulation;
  Routes anew;
  anew.files("/", site.path(), simulation.worker());
  Routes once;
  once.files("/", site.path());
  for (const auto& target : ways_out)
    for (const auto* routes : {&anew, &once}) {
      const auto status = ask(simulation, *routes, target).status;
      EXPECT_TRUE(status == Status::not_found || status == Status::bad_request) << target << int(status);
    }
}

TEST(FilesFromDisk, AreFoundWhileOthersAreRenamed) {
  const Site site;
  std::string winding;
  for (int turns = 0; turns < 30; ++turns) winding += "assets/../";
  std::filesystem::create_symlink(winding + "index.html", site.path() + "/winding.html");
  const routing::Directory directory(site.path());
  std::atomic<bool> over = false;
  std::thread renames([&] {
    const auto one = site.path() + "/bare", other = site.path() + "/barer";
    while (!over) {
      std::filesystem::rename(one, other);
      std::filesystem::rename(other, one);
    }
  });
  int found = 0;
  EXPECT_NO_THROW(for (int i = 0; i < 300; ++i) found += directory.has("winding.html"));
  over = true;
  renames.join();
  EXPECT_EQ(found, 300);
}

TEST(FilesFromDisk, AreNotFoundThroughTheKernelsOwnLinks) {
  Simulation simulation;
  Routes routes;
  routes.files("/", "/proc/self", simulation.worker());
  EXPECT_EQ(ask(simulation, routes, "/comm").status, Status::ok);
  for (const auto* target : {"/root/etc/passwd", "/cwd/.", "/exe", "/fd/0", "/ns/net", "/root/proc/self/comm"})
    EXPECT_EQ(ask(simulation, routes, target).status,
              target == std::string("/cwd/.") ? Status::bad_request : Status::not_found)
        << target;
}

TEST(FilesFromDisk, MustBeThereWhenTheyAreRouted) {
  Simulation simulation;
  EXPECT_THROW(Routes{}.files("/", "/nowhere/at/all"), std::system_error);
  EXPECT_THROW(Routes{}.files("/", "/nowhere/at/all", simulation.worker()), std::system_error);
}

TEST(FilesFromDisk, SayWhenTheyWereModified) {
  Site site;
  site.set_modified("site/index.html", in_1994);
  Simulation simulation;
  Routes anew, once;
  anew.files("/", site.path(), simulation.worker());
  once.files("/", site.path());
  for (const auto* routes : {&anew, &once}) {
    const auto page = ask(simulation, *routes, "/");
    EXPECT_EQ(page.headers.find("Last-Modified"), date_in_1994);
    EXPECT_EQ(ask(simulation, *routes, "/", {{"If-Modified-Since", date_in_1994}}).status, Status::not_modified);
    EXPECT_EQ(ask(simulation, *routes, "/", {{"If-Modified-Since", "Sun, 06 Nov 1994 08:49:36 GMT"}}).status,
              Status::ok);
    // An ETag says more than a date, and counts alone (§13.1.3).
    EXPECT_EQ(ask(simulation, *routes, "/", {{"If-Modified-Since", date_in_1994}, {"If-None-Match", "\"x\""}}).status,
              Status::ok);
    EXPECT_EQ(ask(simulation, *routes, "/", {{"If-Unmodified-Since", "Sun, 06 Nov 1994 08:49:36 GMT"}}).status,
              Status::precondition_failed);
    EXPECT_EQ(ask(simulation, *routes, "/", {{"If-Match", "\"x\""}}).status, Status::precondition_failed);
    EXPECT_EQ(ask(simulation, *routes, "/", {{"If-Range", date_in_1994}, {"Range", "bytes=0-0"}}).status,
              Status::partial_content);
  }
}

TEST(FilesFromDisk, AreSentInTheFormsThatLieBesideThem) {
  Site site;
  site.write("site/assets/app-1.js.gz", "gzipped");
  site.write("site/assets/app-1.js.br", "brotli");
  site.set_modified("site/assets/app-1.js", in_1994);
  site.set_modified("site/assets/app-1.js.gz", in_1994);
  site.set_modified("site/assets/app-1.js.br", in_1994 - 1);  // made of an older version
  Simulation simulation;
  Routes anew, once;
  anew.files("/", site.path(), simulation.worker(), {.exclude = {"*.gz"}});
  once.files("/", site.path(), {.exclude = {"*.gz"}});
  for (const auto* routes : {&anew, &once}) {
    const auto sent = ask(simulation, *routes, "/assets/app-1.js", {{"Accept-Encoding", "br, gzip"}});
    EXPECT_EQ(sent.body.view(), "gzipped");
    EXPECT_EQ(sent.headers.find("Content-Encoding"), "gzip");
    EXPECT_EQ(sent.headers.find("Content-Type"), "text/javascript; charset=utf-8");
    const auto plain = ask(simulation, *routes, "/assets/app-1.js");
    EXPECT_EQ(plain.headers.find("Vary"), "Accept-Encoding");
    EXPECT_NE(plain.headers.find("ETag"), sent.headers.find("ETag"));
    EXPECT_EQ(ask(simulation, *routes, "/assets/app-1.js.gz").status, Status::not_found);
    EXPECT_EQ(ask(simulation, *routes, "/assets/app-1.js.br").body.view(), "brotli");
  }
}

TEST(ALongFileFromDisk, IsReadInPiecesAndInRanges) {
  const Site site;
  const auto text = long_text();
  site.write("site/long.txt", text);
  site.set_modified("site/long.txt", in_1994);
  Simulation simulation;
  Routes routes;
  routes.files("/", site.path(), simulation.worker());
  const auto all = ask(simulation, routes, "/long.txt");
  EXPECT_TRUE(all.pieces);
  EXPECT_EQ(content(simulation, all), text);
  const auto etag = *all.headers.find("ETag");
  EXPECT_FALSE(etag.starts_with("W/"));

  const auto part = ask(simulation, routes, "/long.txt", {{"Range", "bytes=1000-299999"}, {"If-Range", etag}});
  EXPECT_EQ(part.headers.find("Content-Range"), "bytes 1000-299999/" + std::to_string(text.size()));
  EXPECT_EQ(content(simulation, part), text.substr(1000, 299'000));
  const auto parts = ask(simulation, routes, "/long.txt", {{"Range", "bytes=0-9,200000-299999"}});
  EXPECT_TRUE(parts.headers.find("Content-Type")->starts_with("multipart/byteranges; boundary="));
  EXPECT_TRUE(content(simulation, parts).contains("\r\n\r\n" + text.substr(200'000, 100'000) + "\r\n--"));
  EXPECT_EQ(ask(simulation, routes, "/long.txt", {{"Range", "bytes=900000-"}}).status, Status::range_not_satisfiable);
  EXPECT_EQ(ask(simulation, routes, "/long.txt", {{"If-None-Match", etag}}).status, Status::not_modified);
}

TEST(ALongFileFromDisk, HasAWeakTagWhileItsClockIsUnsure) {
  const Site site;
  site.write("site/long.txt", long_text());
  site.set_modified("site/long.txt", 4102444800);  // in 2100: for ever younger than two seconds
  Simulation simulation;
  Routes routes;
  routes.files("/", site.path(), simulation.worker());
  const auto etag = std::string(*ask(simulation, routes, "/long.txt").headers.find("ETag"));
  EXPECT_TRUE(etag.starts_with("W/"));
  EXPECT_EQ(ask(simulation, routes, "/long.txt", {{"If-None-Match", etag}}).status, Status::not_modified);
  EXPECT_EQ(ask(simulation, routes, "/long.txt", {{"If-Range", etag}, {"Range", "bytes=0-0"}}).status, Status::ok);
}

TEST(ALongFileFromDisk, IsCutWhenItChangesWhileItIsSent) {
  const auto text = long_text();
  const std::vector<std::function<void(const Site&)>> changes{
      [](const Site& site) { std::filesystem::resize_file(site.path() + "/long.txt", 200'000); },
      [&](const Site& site) { site.write("site/long.txt", text + "more"); },
      [&](const Site& site) {
        auto other = text;
        other.back() = '!';
        site.write("site/long.txt", other);
        site.set_modified("site/long.txt", in_1994);  // not even if it looks as before
      }};
  for (const auto& change : changes) {
    const Site site;
    site.write("site/long.txt", text);
    site.set_modified("site/long.txt", in_1994);
    Simulation simulation;
    Routes routes;
    routes.files("/", site.path(), simulation.worker());
    const auto response = ask(simulation, routes, "/long.txt");
    EXPECT_EQ(simulation.run(response.pieces())->size(), http::piece_of_source);
    change(site);
    EXPECT_THROW(simulation.run(read_all(response.pieces)), std::runtime_error);
  }
}

TEST(ALongFileFromDisk, IsTheSameFileToItsEndWhenAnotherTakesItsName) {
  const Site site;
  const auto text = long_text();
  site.write("site/long.txt", text);
  site.write("site/other.txt", "other");
  Simulation simulation;
  Routes routes;
  routes.files("/", site.path(), simulation.worker());
  const auto before = ask(simulation, routes, "/long.txt");
  std::filesystem::rename(site.path() + "/other.txt", site.path() + "/long.txt");
  EXPECT_EQ(content(simulation, before), text);
  EXPECT_EQ(ask(simulation, routes, "/long.txt").body.view(), "other");
}

TEST(FilesFromDisk, AreHeldInOnePieceUpToALimitThatIsExact) {
  const Site site;
  Simulation simulation;
  Routes routes;
  routes.files("/", site.path(), simulation.worker());
  site.write_zeros("site/film.bin", 64UL * 1024);
  EXPECT_FALSE(ask(simulation, routes, "/film.bin").pieces);
  site.write_zeros("site/film.bin", 64UL * 1024 + 1);
  EXPECT_TRUE(ask(simulation, routes, "/film.bin").pieces);
}

TEST(FilesFromDisk, AreKeptOpenSoManyAtATime) {
  const Site site;
  site.write_zeros("site/film.bin", 64UL * 1024 + 1);
  Simulation simulation;
  Routes routes;
  routes.files("/", site.path(), simulation.worker(), {.sent_at_once = 3});
  std::vector<Response> sending;
  for (int i = 0; i < 3; ++i) sending.push_back(ask(simulation, routes, "/film.bin", {{"Range", "bytes=5-"}}));
  const auto refused = ask(simulation, routes, "/film.bin");
  EXPECT_EQ(refused.status, Status::service_unavailable);
  EXPECT_EQ(refused.headers.find("Retry-After"), "5");
  EXPECT_EQ(ask(simulation, routes, "/index.html").status, Status::ok);  // kept open by nobody
  const auto etag = std::string(*sending.back().headers.find("ETag"));
  EXPECT_EQ(ask(simulation, routes, "/film.bin", {{"If-None-Match", etag}}).status, Status::not_modified);
  sending.pop_back();
  EXPECT_EQ(content(simulation, ask(simulation, routes, "/film.bin")).size(), 64UL * 1024 + 1);
  EXPECT_EQ(ask(simulation, routes, "/film.bin").status, Status::ok);
}

TEST(FilesFromDisk, MayBeLargerThanMemory) {
  const Site site;
  constexpr std::uint64_t size = 64UL << 30;  // all of it a hole
  site.write_zeros("site/film.bin", size);
  Simulation simulation;
  Routes routes;
  routes.files("/", site.path(), simulation.worker());
  EXPECT_EQ(ask(simulation, routes, "/film.bin").length, size);
  const auto end = ask(simulation, routes, "/film.bin", {{"Range", "bytes=-5"}});
  EXPECT_EQ(end.headers.find("Content-Range"), "bytes 68719476731-68719476735/68719476736");
  EXPECT_EQ(content(simulation, end), std::string(5, '\0'));
}

}  // namespace kotori::inline v0
