import unittest
import fuzz_coverage

lcov = "SF:/r/a.cpp\nDA:1,3\nDA:2,0\nDA:2,1\nDA:3,0\nend_of_record\nSF:/r/b.hpp\nDA:7,1\n"

class Coverage(unittest.TestCase):
    def test_counts_a_line_that_any_instance_reached(self):
        self.assertEqual(fuzz_coverage.counts(lcov, "/r"), {"a.cpp": {1: 3, 2: 1, 3: 0}, "b.hpp": {7: 1}})

    def test_names_what_was_not_reached(self):
        line, missed, enough = fuzz_coverage.report("x", ["a.cpp", "b.hpp"], fuzz_coverage.counts(lcov, "/r"))
        self.assertIn("75.0 % of 4 lines", line)
        self.assertEqual((missed, enough), (["  a.cpp:3"], False))

    def test_has_enough_at_the_limit_itself(self):
        measured = {"a.cpp": {line: int(line > 5) for line in range(1, 101)}}
        self.assertTrue(fuzz_coverage.report("x", ["a.cpp"], measured)[2])
        measured["a.cpp"][6] = 0
        self.assertFalse(fuzz_coverage.report("x", ["a.cpp"], measured)[2])

    def test_does_not_take_a_file_that_nobody_measured_for_reached(self):
        self.assertFalse(fuzz_coverage.report("x", ["a.cpp", "gone.cpp"], {"a.cpp": {1: 1}})[2])

if __name__ == "__main__":
    unittest.main()
