"""A document and a file of a few lines, and what check_docs says of them."""
import pathlib, tempfile, unittest
from check_docs import check

ECHO = "int main() {\n  // region: body\n  echo();\n  // end: body\n}\n"
WHOLE = "<!-- from examples/echo.cpp -->\n```cpp\nint main() {\n  echo();\n}\n```\n"
REGION = "<!-- from examples/echo.cpp#body -->\n```cpp\necho();\n```\n"

class Docs(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        self.write("examples/echo.cpp", ECHO)

    def write(self, name, text):
        (self.root / name).parent.mkdir(parents=True, exist_ok=True)
        (self.root / name).write_text(text)

    def says(self, name, text):
        self.write(name, text)
        return list(check(self.root))

    def test_the_whole_file_is_quoted_without_its_markers(self):
        self.assertEqual(self.says("README.md", WHOLE), [])

    def test_a_region_is_quoted_at_the_left_margin(self):
        self.assertEqual(self.says("README.md", REGION), [])

    def test_a_quote_that_differs_is_named_with_its_line(self):
        wrong = self.says("README.md", "# Echo\n\n" + REGION.replace("echo()", "shout()"))
        self.assertEqual(wrong, ["README.md:4: differs from examples/echo.cpp; ./run docs --fix quotes it anew"])

    def test_a_region_or_file_that_is_not_there_is_named(self):
        self.assertEqual(self.says("README.md", REGION.replace("#body", "#soul")), ["README.md:2: examples/echo.cpp has no region soul"])
        self.assertEqual(self.says("README.md", REGION.replace("echo.cpp", "ohce.cpp")), ["README.md:2: there is no examples/ohce.cpp"])

    def test_a_marker_belongs_to_the_next_block_only(self):
        self.assertEqual(self.says("docs/guide.md", REGION + "\nText.\n\n```cpp\nother();\n```\n"), [])

    def test_cpp_in_the_readme_and_the_tutorial_quotes_a_file(self):
        for name in "README.md", "docs/tutorial/1.md":
            self.assertIn("quotes no file", self.says(name, "```cpp\nmade_up();\n```\n")[0])

    def test_cpp_elsewhere_and_other_languages_need_not(self):
        self.assertEqual(self.says("STYLE.md", "```cpp\nmade_up();\n```\n"), [])
        self.assertEqual(self.says("README.md", "```sh\n./run chat\n```\n"), [])

    def test_fix_rewrites_what_differs_and_only_that(self):
        self.write("README.md", "Before.\n\n" + REGION.replace("echo()", "shout()") + "\nAfter.\n")
        self.assertEqual(list(check(self.root, fix=True)), [])
        self.assertEqual((self.root / "README.md").read_text(), "Before.\n\n" + REGION + "\nAfter.\n")

    def test_fix_keeps_complaining_of_what_it_cannot_mend(self):
        self.write("README.md", REGION.replace("#body", "#soul"))
        self.assertEqual(len(list(check(self.root, fix=True))), 1)

    def test_a_link_leads_to_a_file(self):
        self.assertEqual(self.says("docs/guide.md", "[echo](../examples/echo.cpp#L1) [web](https://example.org) [here](#top)\n"), [])
        self.assertEqual(self.says("docs/guide.md", "[x](gone.md)\n"), ["docs/guide.md: the link to gone.md leads nowhere"])
        self.assertEqual(self.says("docs/guide.md", '<img src="gone.png">\n'), ["docs/guide.md: the link to gone.png leads nowhere"])

    def test_links_inside_code_are_code(self):
        self.assertEqual(self.says("docs/guide.md", "`[x](gone.md)`\n```cpp\nrun[x](gone);\n```\n"), [])

    def test_other_peoples_documents_are_left_alone(self):
        self.assertEqual(self.says("web/node_modules/left/README.md", "[x](gone.md)\n"), [])

if __name__ == "__main__":
    unittest.main()
