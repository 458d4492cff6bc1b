import pathlib, subprocess, sys, tempfile, time, unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import compare, peers, picture, rounds, table, works

def report(rate=100.0, cpu=1.0, heard=10, expected=10, client_bound=False, trouble=""):
    return {"per_second": rate, "server_cpu_us": cpu, "delivery": {"p50_ms": 1.0, "p99_ms": 2.0}, "server_bytes": None, "heard": heard,
            "expected": expected, "client_was_the_bottleneck": client_bound, "trouble": trouble}

def line(peer, round_name, said=None, work="echo-64"):
    return rounds.line_of(work, peer, "1.0", round_name, report() if said is None else said)

def is_alive(process):
    try:
        return pathlib.Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False

def within(seconds, becomes):
    deadline = time.monotonic() + seconds
    while not becomes() and time.monotonic() < deadline:
        time.sleep(0.01)
    return becomes()

class Rounds(unittest.TestCase):
    def test_give_the_median_and_from_where_to_where_they_went(self):
        said = rounds.summaries([line("Kotori", str(rate), report(rate=rate)) for rate in (90, 300, 100)])["echo-64"]["Kotori"]
        self.assertEqual({"median": 100, "least": 90, "most": 300, "ratio": 1}, said["rate"])

    def test_compare_those_who_took_turns(self):
        # The machine was slow in the second round, for both.
        lines = [line(peer, name, report(rate=rate)) for peer, name, rate in
                 [("Kotori", "a", 200), ("ws", "a", 100), ("Kotori", "b", 20), ("ws", "b", 10), ("Kotori", "c", 300), ("ws", "c", 100), ("Kotori", "d", 1)]]
        self.assertEqual(2, rounds.summaries(lines)["echo-64"]["ws"]["rate"]["ratio"])

    def test_have_no_ratio_without_a_turn_in_common(self):
        said = rounds.summaries([line("Kotori", "a"), line("ws", "b")])
        self.assertIsNone(said["echo-64"]["ws"]["rate"]["ratio"])

    def test_that_came_to_nothing_are_counted_and_have_no_figures(self):
        said = rounds.summaries([line("ws", "a"), line("ws", "b", "it went away")])["echo-64"]["ws"]
        self.assertEqual((2, 1, "it went away", 100), (said["rounds"], said["came_to_nothing"], said["trouble"], said["rate"]["median"]))

    def test_come_back_from_where_they_were_kept(self):
        with tempfile.TemporaryDirectory() as folder:
            kept = pathlib.Path(folder, "rounds.jsonl")
            self.assertEqual([], rounds.read(kept))
            rounds.keep(kept, line("ws", "a"))
            rounds.keep(kept, line("ws", "b"))
            self.assertEqual([line("ws", "a"), line("ws", "b")], rounds.read(kept))

    def test_know_who_is_absent_until_it_is_measured(self):
        lines = [{"absent": "Phoenix", "why": "no mix"}, {"absent": "ws", "why": "no node"}, line("ws", "a")]
        self.assertEqual({"Phoenix": "no mix"}, rounds.absent(lines))

class Tables(unittest.TestCase):
    def page(self, *lines):
        return table.page(rounds.summaries(lines), rounds.versions(lines), {"ws": "A note."}, rounds.absent(lines), "A machine.", "a day")

    def row(self, name, page):
        return next(row for row in page.splitlines() if row.startswith(f"| {name} |"))

    def test_say_kotori_to_the_peer(self):
        page = self.page(line("ws", "a", report(rate=50, cpu=4)), line("Kotori", "a", report(rate=100, cpu=1)))
        self.assertIn("| 50 | 2.00 | 4.00 | 0.25 |", self.row("ws", page))
        rows = page.partition("## Echo")[2]
        self.assertLess(rows.index("| Kotori |"), rows.index("| ws |"))

    def test_never_hide_that_messages_were_lost(self):
        page = self.page(line("Kotori", "a"), line("ws", "a", report(heard=7)), line("gws", "a", report(rate=10)))
        self.assertIn("**lost 3 of 10**", self.row("ws", page))
        self.assertIn("| 10.00 | gws |", page)  # ws is faster, but nobody to be compared with

    def test_say_when_the_client_was_the_bottleneck(self):
        page = self.page(line("Kotori", "a", report(client_bound=True)), line("Kotori", "b"))
        self.assertIn("the client was the bottleneck in 1 of 2", self.row("Kotori", page))

    def test_say_who_did_not_bear_it(self):
        self.assertIn("did not bear it in 1 of 1 rounds: no report", self.row("ws", self.page(line("Kotori", "a"), line("ws", "a", "no report"))))

    def test_name_the_absent_as_not_beaten(self):
        page = self.page(line("Kotori", "a"), {"absent": "Phoenix", "why": "no mix"})
        self.assertIn("Not measured, so not beaten:\n\n* **Phoenix**: no mix.", page)

    def test_name_every_version_that_was_measured(self):
        self.assertIn("* **ws**: 1.0. A note.", self.page(line("ws", "a")))

class Pictures(unittest.TestCase):
    def test_show_only_who_did_the_whole_work(self):
        lines = [line("Kotori", "a"), line("ws", "a", report(heard=7)), line("gws <Go>", "a"), line("beast", "a", "no report")]
        drawn = picture.draw(rounds.summaries(lines))
        self.assertIn(">gws &lt;Go&gt;<", drawn)
        self.assertNotIn(">ws<", drawn)
        self.assertNotIn("beast", drawn)

class Works(unittest.TestCase):
    def test_have_names_of_their_own(self):
        self.assertEqual(len(works.everything), len({work.name for work in works.everything}))

    def test_are_chosen_by_pattern(self):
        self.assertEqual(["echo-1", "idle-echo", "idle-room"], [work.name for work in works.chosen(["echo-1", "idle-*"])])
        self.assertTrue(0 < len(works.chosen(quick=True)) < len(works.chosen()))

class Peers(unittest.TestCase):
    def test_are_all_described(self):
        found = list(peers.all_peers(pathlib.Path("build"), pathlib.Path("programs")))
        self.assertEqual("Kotori", found[0].name)
        self.assertEqual(len(found), len({peer.name for peer in found}))
        for peer in found:
            self.assertTrue("absent" in peer.about or {"needs", "install", "start", "version", "works"} <= peer.about.keys(), peer.name)

    def test_are_absent_without_what_they_need(self):
        peer = peers.Peer("x", pathlib.Path("nowhere"), {"needs": ["no-such-program"]})
        with self.assertRaisesRegex(peers.Absent, "no-such-program is not installed"):
            peer.install(pathlib.Path("log"))

    def test_are_ended_with_all_that_they_started(self):
        with tempfile.TemporaryDirectory() as folder:
            begun = time.monotonic()
            ran = peers.run("sleep 30 & echo $! > child; wait", 0.3, shell=True, cwd=folder, stderr=subprocess.PIPE)
            self.assertEqual("not done within 0.3 s", ran.stderr)
            child = int(pathlib.Path(folder, "child").read_text())
            self.assertTrue(within(10, lambda: not is_alive(child)))
            self.assertLess(time.monotonic() - begun, 20)

if __name__ == "__main__":
    unittest.main()
