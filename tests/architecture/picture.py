#!/usr/bin/python3
"""Draws docs/architecture.svg from the code, so that the picture of the rooms cannot show what is not there.

  tests/architecture/picture.py              draws it
  tests/architecture/picture.py --check      fails where it is not what would be drawn
  tests/architecture/picture.py --root DIR   of another tree (the last argument)

Rooms, what they are for and who uses whom are read from CMakeLists.txt and the includes. The steps of a key's way are
written below; each names something that its room has to declare. Sizes are rounded, so that few edits change the picture.
"""
import pathlib
import sys

sys.dont_write_bytecode = True  # nothing is left beside the sources
import drawing  # noqa: E402
import rooms as reading  # noqa: E402

TARGET = "docs/architecture.svg"
TITLE = "The rooms of the program, and one key's way through them"

# Room, what stands there, and what it does for a key.
WAY = (
    ("controller/kube", "kube::Watcher", "reads the stream of ProvisioningKeys, line by line"),
    ("controller/cache", "cache::Store", "keeps them as typed objects and tells of every change"),
    ("reconcilers/provisioning_key", "provisioning_key::wire", "says whose change makes a key run: its Secret's too"),
    ("controller/queue", "queue::WorkQueue", "holds the object's name, once; people before polling"),
    ("controller/runtime", "runtime::Controller", "gives the name to a worker, which is never told why"),
    ("reconcilers/provisioning_key", "ProvisioningKeyReconciler::reconcile", "looks at what there is and puts it right"),
    ("reconcilers/tenant", "tenant::Registry", "knows the session of the key's organisation, signed in"),
    ("reconcilers/provisioning_key", "provisioning_key::Remote", "asks ZPA for this one pass, or says when to come back"),
    ("reconcilers/zpa", "zpa::Inventory", "shows the last complete list: mostly no call is needed"),
    ("reconcilers/zpa", "zpa::RateBudget", "gives a permit for a call, or a place among those who wait"),
    ("controller/base", "base::WriteFence", "is asked before each write: do we still lead?"),
    ("controller/http", "http::Transport", "carries one exchange over TLS, with a deadline"),
    ("reconcilers/provisioning_key", "provisioning_key::fill_secret", "puts the value into our Secret, nobody else's"),
    ("reconcilers/provisioning_key", "provisioning_key::conclude", "turns what was found into conditions"),
    ("controller/kube", "kube::Client", "writes the status, if it changed"),
    ("controller/runtime", "runtime::EventRecorder", "tells people, if the reason is a new one"),
)


def complaints_about_the_way(rooms):
    for path, symbol, _ in WAY:
        if path not in rooms:
            yield f"{path}: a key's way leads through this room, and there is none"
        elif not reading.declares(rooms[path], symbol):
            yield f"{path}: no header declares {symbol}, where a key's way leads through; say in picture.py what it is now"


def about(lines):
    """A size that small edits leave alone: the nearest of a few, each a fifth to a half larger than the one before."""
    steps = [step * 10**power for power in range(3) for step in (10, 15, 20, 30, 40, 50, 60, 80)]
    return min(steps, key=lambda step: max(step, lines) / min(step, max(lines, 1)))


def draw(root):
    """The picture, and what forbids to draw it."""
    rooms = reading.read_rooms(root)
    arrows, complaints = reading.arrows_of(rooms)
    complaints += complaints_about_the_way(rooms)
    if complaints:
        return "", complaints
    layers = {path: reading.layer_of(path, arrows) for path in rooms}
    return drawing.picture(TITLE, rooms, layers, reading.reduced(arrows), WAY, about), []


def main(arguments):
    root = pathlib.Path(__file__).resolve().parents[2]
    if arguments in (["-h"], ["--help"]):
        print(__doc__.strip())
        return 0
    if "--root" in arguments[:-1]:
        root = pathlib.Path(arguments[-1])
        arguments = arguments[:-2]
    if arguments not in ([], ["--check"]):
        print(f"error: unknown arguments {' '.join(arguments)}; --help names them all", file=sys.stderr)
        return 2
    wanted, complaints = draw(root)
    for complaint in complaints:
        print(f"error: {complaint}", file=sys.stderr)
    if complaints:
        return 1
    target = root / TARGET
    if not arguments:
        target.write_text(wanted)
        print(f"drew {TARGET}")
        return 0
    if target.exists() and target.read_text() == wanted:
        return 0
    print(f"error: {TARGET} does not show what the code says; run tests/architecture/picture.py and commit the result",
          file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
