"""A repository of a few lines, and what check_includes says of it."""
import pathlib, tempfile, unittest
from check_includes import check

class Includes(unittest.TestCase):
    def says(self, files):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for name, text in {"kotori/kotori.hpp": '#include "kotori/net/stream.hpp"\n', **files}.items():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(text)
            return list(check(root))

    def test_light_ones_are_free(self):
        self.assertEqual(self.says({"kotori/net/stream.hpp": "#include <string>\n#include <string_view>\n#include <cstdint>\n"}), [])

    def test_a_heavy_one_is_named_however_far_away(self):
        wrong = self.says({"kotori/net/stream.hpp": '#include "kotori/base/clock.hpp"\n', "kotori/base/clock.hpp": "#include <chrono>\n"})
        self.assertEqual(len(wrong), 1)
        self.assertTrue(wrong[0].startswith("kotori/base/clock.hpp: <chrono> "))

    def test_other_libraries_are_named(self):
        for library in "fmt/format.h", "simdjson.h", "openssl/ssl.h", "CLI/CLI.hpp", "sys/socket.h":
            self.assertIn("another library's", self.says({"kotori/net/stream.hpp": f"#include <{library}>\n"})[0])

    def test_what_it_does_not_reach_and_sources_are_free(self):
        self.assertEqual(self.says({"kotori/net/stream.hpp": "", "kotori/net/other.hpp": "#include <chrono>\n", "kotori/net/stream.cpp": "#include <thread>\n"}), [])

if __name__ == "__main__":
    unittest.main()
