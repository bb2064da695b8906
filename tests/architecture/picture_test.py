#!/usr/bin/python3
"""What picture.py reads of a small tree, what it refuses to draw, and that nothing it draws stands on anything else."""
import itertools
import pathlib
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True  # nothing is left beside the sources
import drawing  # noqa: E402
import picture  # noqa: E402
import rooms  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
TREE = {
    "controller/base/CMakeLists.txt": "# Time. And more.\nop_library(NAME base SOURCES clock.cpp)\n",
    "controller/base/clock.h": "namespace base {\nclass Later;\nclass Clock {\n    int now();\n};\nint wait(int time);\n}\n",
    "controller/kube/CMakeLists.txt": "# Kube: the API\n# server\nop_library(NAME kube DEPS op::base yaml)\n",
    "controller/kube/client.h": '#include "controller/base/clock.h"\n',
    "controller/CMakeLists.txt": "# The program: all.\nop_program(NAME operator DEPS op::kube op::base)\n",
    "controller/main.cpp": '#include "controller/base/clock.h"\n#include "controller/kube/client.h"\n',
}


class PictureTest(unittest.TestCase):
    def read(self, **changes):
        with tempfile.TemporaryDirectory() as folder:
            for path, text in {**TREE, **{name.replace("__", "/").replace("_dot_", "."): text
                                          for name, text in changes.items()}}.items():
                file = pathlib.Path(folder) / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text)
            (pathlib.Path(folder) / "reconcilers").mkdir(exist_ok=True)
            found = rooms.read_rooms(pathlib.Path(folder))
            return found, *rooms.arrows_of(found)

    def test_a_tree_that_is_as_it_says(self):
        found, arrows, complaints = self.read()
        self.assertEqual(complaints, [])
        self.assertEqual([room.purpose for room in found.values()], ["All", "Time", "The API server"])
        self.assertEqual(rooms.reduced(arrows)["controller"], {"controller/kube"})
        self.assertEqual([rooms.layer_of(path, arrows) for path in found], [2, 0, 1])

    def test_links_and_includes_that_differ(self):
        library = TREE["controller/kube/CMakeLists.txt"]
        for name, text, complaint in (
                ("controller__kube__CMakeLists_dot_txt", library.replace("op::base", ""), "which its CMakeLists.txt does not"),
                ("controller__kube__client_dot_h", "", "from which nothing is included"),
                ("controller__kube__CMakeLists_dot_txt", "op_library(NAME kube DEPS op::base)\n", "no comment at its head"),
                ("controller__base__clock_dot_h", '#include "controller/kube/client.h"\n', "uses itself")):
            self.assertIn(complaint, "\n".join(self.read(**{name: text})[2]))

    def test_what_a_room_declares(self):
        room = self.read()[0]["controller/base"]
        for symbol in ("base::Clock", "base::wait", "Clock::now"):
            self.assertTrue(rooms.declares(room, symbol), symbol)
        for symbol in ("base::Later", "kube::Clock", "base::stop", "Clock::later"):
            self.assertFalse(rooms.declares(room, symbol), symbol)

    def test_a_way_through_what_is_not_there(self):
        found, _, _ = self.read()
        complaints = list(picture.complaints_about_the_way(found))
        self.assertEqual(len(complaints), len(picture.WAY))
        self.assertIn("base::WriteFence", "\n".join(complaints))

    def test_boxes_do_not_overlap(self):
        found = rooms.read_rooms(ROOT)
        arrows, _ = rooms.arrows_of(found)
        layers = {path: rooms.layer_of(path, arrows) for path in found}
        drawn = drawing.Picture("", found, layers, rooms.reduced(arrows), picture.WAY, picture.about)
        for row in drawn.rows:
            for left, right in itertools.pairwise(row):
                self.assertLess(left.x + left.width / 2, right.x - right.width / 2)
            self.assertGreaterEqual(row[0].x - row[0].width / 2, drawing.EDGE)
            self.assertLessEqual(row[-1].x + row[-1].width / 2, drawing.WAY_LEFT - 9)

    def test_sizes_that_few_edits_change(self):
        self.assertEqual([picture.about(lines) for lines in (12, 423, 1337, 2052, 5382)], [10, 400, 1500, 2000, 5000])


if __name__ == "__main__":
    unittest.main()
