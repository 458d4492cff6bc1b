"""A repository of a few lines, and what check_namespace says of it."""
import pathlib, tempfile, unittest
from check_namespace import check

class Namespaces(unittest.TestCase):
    def says(self, text, name="kotori/net/stream.hpp", major=0):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            version = f"#define KOTORI_VERSION_MAJOR {major}\nnamespace kotori::inline v{major} {{}}\n"
            for path, content in {"kotori/base/version.hpp": version, name: text}.items():
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_text(content)
            return list(check(root))

    def test_the_namespace_of_the_interface_and_what_is_within_it_are_right(self):
        for line in "namespace kotori::inline v0 {", "namespace kotori::inline v0::net {", "namespace kotori::inline v0 { class Stream; }":
            self.assertEqual(self.says(f"#pragma once\n{line}\n}}\n"), [], line)

    def test_any_other_way_to_open_it_is_named(self):
        for line in "namespace kotori {", "namespace kotori::net {", "namespace kotori::inline v1 {", "namespace kotori::v0 {", "namespace kotori\n{":
            wrong = self.says(f"namespace kotori::inline v0 {{}}\n{line}\n}}\n")
            self.assertEqual(wrong, ["kotori/net/stream.hpp:2: the namespace is opened as `namespace kotori::inline v0`"], line)

    def test_its_number_is_the_major_version(self):
        self.assertEqual(self.says("namespace kotori::inline v2 {", major=2), [])
        self.assertEqual(len(self.says("namespace kotori::inline v0 {", major=2)), 1)

    def test_a_file_of_the_library_that_opens_none_is_named(self):
        wrong = self.says("#pragma once\nstruct Stream {};\n")
        self.assertEqual(wrong, ["kotori/net/stream.hpp: what it says is not in `namespace kotori::inline v0`"])

    def test_a_header_of_includes_and_comments_needs_none(self):
        self.assertEqual(self.says('#pragma once\n/// All of it.\n#include "kotori/base/version.hpp"\n'), [])

    def test_tests_and_other_folders_may_use_it_but_not_open_it_otherwise(self):
        for name in "kotori/net/stream_test.cpp", "chat/ports/hall.hpp":
            self.assertEqual(self.says("using namespace kotori;\nint main() {}\n", name), [])
            self.assertEqual(len(self.says("namespace kotori { class Stream; }\n", name)), 1)

if __name__ == "__main__":
    unittest.main()
