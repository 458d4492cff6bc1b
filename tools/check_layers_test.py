"""A repository of a few lines, and what check_layers says of it."""
import pathlib, tempfile, unittest
from check_layers import check

LAYERS = '"kotori/base" = []\n"kotori/net" = ["kotori/base"]\n"chat/model" = ["kotori/base"]\n'

class Layers(unittest.TestCase):
    def says(self, files, layers=LAYERS):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for name, text in {"layers.toml": layers, **files}.items():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(text)
            return list(check(root))

    def test_a_layer_may_include_itself_what_is_listed_and_the_system(self):
        text = '#include <vector>\n#include "kotori/net/stream.hpp"\n#include "kotori/base/clock.hpp"\n'
        self.assertEqual(self.says({"kotori/net/tcp.cpp": text}), [])

    def test_a_layer_may_not_include_what_is_not_listed(self):
        wrong = self.says({"kotori/base/clock.hpp": '#include "kotori/net/stream.hpp"\n'})
        self.assertEqual(wrong, ["kotori/base/clock.hpp: kotori/base may not include kotori/net (kotori/net/stream.hpp)"])

    def test_neither_angle_brackets_nor_unlayered_or_relative_paths_are_a_way_around(self):
        for line in '<kotori/net/stream.hpp>', '"apps/kotori/main.hpp"', '"../net/stream.hpp"', '"stream.hpp"':
            self.assertEqual(len(self.says({"kotori/base/clock.hpp": f"#include {line}\n"})), 1, line)

    def test_tests_and_benches_may_look_at_anything(self):
        text = '#include "kotori/net/stream.hpp"\n'
        self.assertEqual(self.says({"kotori/base/clock_test.cpp": text, "kotori/base/clock_bench.cpp": text}), [])

    def test_a_folder_that_is_not_listed_is_named(self):
        for file in "chat/rumours/rumour.hpp", "kotori/net/deeper/x.cpp":
            self.assertIn("is not in layers.toml", self.says({file: ""})[0])

    def test_other_folders_are_free(self):
        self.assertEqual(self.says({"apps/kotori/main.cpp": '#include "chat/model/name.hpp"\n'}), [])

    def test_a_row_names_only_rows_above_it(self):
        wrong = self.says({}, '"kotori/base" = ["kotori/net"]\n"kotori/net" = ["kotori/base"]\n')
        self.assertEqual(wrong, ["layers.toml: kotori/base names kotori/net, which is not above it"])

if __name__ == "__main__":
    unittest.main()
