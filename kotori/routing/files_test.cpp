#include "kotori/async/simulation.hpp"
#include "kotori/routing/disk_files.hpp"
#include "kotori/routing/routes.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

namespace kotori::inline v0 {
namespace {

constexpr EmbeddedFile embedded[] = {
    {"index.html", "text/html; charset=utf-8", "<p>hello", "e1", "small"},
    {"assets/app-1.js", "text/javascript; charset=utf-8", "let a", "e2"},
    {"docs/index.html", "text/html; charset=utf-8", "docs", "e3"},
};

Routes from_memory() {
  Routes routes;
  routes.files("/", embedded);
  return routes;
}

struct Given {
  std::string_view name, value;
};

Response ask(Simulation& simulation, const Routes& routes, std::string target, std::vector<Given> headers = {}) {
  Request request{.target = std::move(target)};
  for (const auto& [name, value] : headers) request.headers.add(name, value);
  auto found = routes.find(request).match;
  if (auto* response = std::get_if<Response>(&found)) return std::move(*response);
  const auto& endpoint = *std::get<routing::HttpMatch>(found).endpoint;
  return simulation.run(std::get<routing::HttpHandler>(endpoint.handler)(request));
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
    write("secret.txt", "secret");
    write("site/index.html", "<p>disk");
    write("site/assets/app-1.js", "let b");
    write("site/.env", "secret");
    std::filesystem::create_symlink("../secret.txt", root_ / "site" / "link.txt");
    std::filesystem::create_symlink(root_ / "secret.txt", root_ / "site" / "absolute.txt");
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
                                           "/up/secret.txt",
                                           "/.env",
                                           "/%2eenv",
                                           "/..%5csecret.txt",
                                           "/index.html%00.txt",
                                           "//etc/passwd",
                                           "/%2fetc/passwd",
                                           "/assets//app-1.js",
                                           "/assets/./app-1.js",
                                           "/pipe",
                                           "/assets",
                                           "/%c0%ae%c0%ae/secret.txt",
                                           "/%252e%252e/secret.txt"};

}  // namespace

TEST(FilesFromMemory, AreServedByTheirNamesWithTypeAndTag) {
  const auto response = ask(from_memory(), "/assets/app-1.js");
  EXPECT_EQ(response.status, Status::ok);
  EXPECT_EQ(response.body.view().data(), embedded[1].bytes.data());
  EXPECT_EQ(response.headers.find("Content-Type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(response.headers.find("ETag"), "\"e2\"");
}

TEST(FilesFromMemory, HaveAnIndexInEachDirectory) {
  EXPECT_EQ(ask(from_memory(), "/").body.view(), "<p>hello");
  EXPECT_EQ(ask(from_memory(), "/docs/").body.view(), "docs");
  EXPECT_EQ(ask(from_memory(), "/docs").status, Status::not_found);
  Routes below;
  below.files("/help", embedded);
  EXPECT_EQ(ask(below, "/help/").body.view(), "<p>hello");
}

TEST(FilesFromMemory, AreKeptForEverWhenTheirNameChangesWithThem) {
  EXPECT_EQ(ask(from_memory(), "/assets/app-1.js").headers.find("Cache-Control"),
            "public, max-age=31536000, immutable");
  EXPECT_EQ(ask(from_memory(), "/").headers.find("Cache-Control"), "no-cache");
}

TEST(FilesFromMemory, AreNotSentToThoseWhoHaveThem) {
  for (const auto* known : {"\"e2\"", "W/\"e2\"", "\"x\", \"e2\"", "*"}) {
    const auto response = ask(from_memory(), "/assets/app-1.js", {{"If-None-Match", known}});
    EXPECT_EQ(response.status, Status::not_modified) << known;
    EXPECT_EQ(response.headers.find("ETag"), "\"e2\"");
    EXPECT_EQ(response.body.view(), "");
  }
  for (const auto* known : {"\"e1\"", "e2", "\"e2"})
    EXPECT_EQ(ask(from_memory(), "/assets/app-1.js", {{"If-None-Match", known}}).status, Status::ok) << known;
}

TEST(FilesFromMemory, AreSentCompressedToThoseWhoAcceptIt) {
  for (const auto* accepted : {"gzip", "br, GZIP;q=0.5", "*", "gzip;q=1, identity;q=0"}) {
    const auto response = ask(from_memory(), "/", {{"Accept-Encoding", accepted}});
    EXPECT_EQ(response.body.view(), "small") << accepted;
    EXPECT_EQ(response.headers.find("Content-Encoding"), "gzip");
    EXPECT_EQ(response.headers.find("ETag"), "\"e1-gzip\"");
    EXPECT_EQ(response.headers.find("Vary"), "Accept-Encoding");
  }
  for (const auto* accepted : {"", "br", "gzip;q=0", "gzip; q=0.000, *", "*;q=0", "xgzip", "gzip;Q=0"}) {
    const auto response = ask(from_memory(), "/", {{"Accept-Encoding", accepted}});
    EXPECT_EQ(response.body.view(), "<p>hello") << accepted;
    EXPECT_FALSE(response.headers.contains("Content-Encoding"));
    EXPECT_EQ(response.headers.find("Vary"), "Accept-Encoding");
  }
  EXPECT_FALSE(ask(from_memory(), "/docs/", {{"Accept-Encoding", "gzip"}}).headers.contains("Vary"));
}

TEST(FilesFromDisk, AreReadAnewAtEachRequest) {
  Site site;
  Simulation simulation;
  Routes routes;
  routes.files("/", site.path(), simulation.worker());
  const auto before = ask(simulation, routes, "/");
  EXPECT_EQ(before.body.view(), "<p>disk");
  EXPECT_EQ(before.headers.find("Content-Type"), "text/html; charset=utf-8");
  EXPECT_EQ(ask(simulation, routes, "/assets/app-1.js").headers.find("Cache-Control"), "no-cache");
  EXPECT_EQ(ask(simulation, routes, "/inside.html").body.view(), "<p>disk");

  const auto etag = std::string(*before.headers.find("ETag"));
  EXPECT_EQ(ask(simulation, routes, "/", {{"If-None-Match", etag}}).status, Status::not_modified);
  site.write("site/index.html", "<p>new");
  EXPECT_EQ(ask(simulation, routes, "/", {{"If-None-Match", etag}}).body.view(), "<p>new");
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

TEST(FilesFromDisk, MustBeThereWhenTheyAreRouted) {
  Simulation simulation;
  EXPECT_THROW(Routes{}.files("/", "/nowhere/at/all"), std::system_error);
  EXPECT_THROW(Routes{}.files("/", "/nowhere/at/all", simulation.worker()), std::system_error);
}

TEST(FilesFromDisk, HaveALimitThatIsExact) {
  const Site site;
  constexpr std::size_t limit = 64 * 1024 * 1024;
  const auto size_of = [&](std::size_t size) -> std::optional<std::size_t> {
    site.write_zeros("site/film.bin", size);
    const auto bytes = routing::read_beneath(site.path(), "film.bin");
    return bytes ? std::optional{bytes->size()} : std::nullopt;
  };
  EXPECT_EQ(size_of(limit), limit);
  EXPECT_EQ(size_of(limit + 1), std::nullopt);
  Routes routes;
  routes.files("/", site.path());
  EXPECT_EQ(ask(routes, "/film.bin").status, Status::not_found);
  EXPECT_EQ(ask(routes, "/").status, Status::ok);
}

}  // namespace kotori::inline v0
