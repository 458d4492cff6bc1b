"""A header of a few lines, and what reference says of it."""
import pathlib, shutil, tempfile, unittest
import reference

ours = pathlib.Path(__file__).resolve().parent.parent

@unittest.skipUnless(shutil.which("doxygen"), "doxygen is not installed")
class Reference(unittest.TestCase):
    def says(self, text):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            settings = (ours / reference.doxyfile).read_text().replace("\\\n", " ").splitlines()
            settings = [line for line in settings if not line.startswith(("INPUT =", "USE_MDFILE"))] + ["INPUT = kotori"]
            files = {reference.doxyfile: "\n".join(settings), "kotori/base/version.hpp": 'inline constexpr char version[] = "1.2.3";\n',
                     "kotori/words.dox": "/** @namespace kotori\n * Words. */\n",
                     "kotori/bird.hpp": f"#pragma once\nnamespace kotori::inline v0 {{\n{text}\n}}\n"}
            for name, content in files.items():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(content)
            return list(reference.warnings(root.resolve()))

    def test_a_word_about_the_type_is_enough(self):
        self.assertEqual(self.says("/// It sings; see Bird::sing.\nclass Bird {\n public:\n  void sing();\n  int age = 0;\n};"), [])

    def test_a_type_without_a_word_is_named(self):
        self.assertIn("kotori::Bird is not documented", " ".join(self.says("struct Bird {\n  int age = 0;\n};")))

    def test_a_reference_that_leads_nowhere_is_named(self):
        self.assertIn("kotori/bird.hpp:3", " ".join(self.says("/// Sits in a @ref kotori::Tree.\nclass Bird {};")))

    def test_a_parameter_that_is_none_is_named(self):
        self.assertIn("weight", " ".join(self.says("/// Makes one. @param weight in grams\nvoid make_bird(int age);")))

if __name__ == "__main__":
    unittest.main()
