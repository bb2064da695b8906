"""The rooms of the program as their CMakeLists.txt and their sources tell of them, for picture.py."""
import pathlib
import re

FOLDERS = ("controller", "reconcilers")


class Room:
    def __init__(self, root, path):
        self.path = path
        self.name = "the program" if path in FOLDERS else path.split("/")[-1]
        text = (root / path / "CMakeLists.txt").read_text()
        self.purpose = purpose_of(text, self.name)
        commands = re.sub(r"#.*", "", text)
        self.targets = set(re.findall(r"op_(?:library|program)\(\s*NAME ([\w-]+)", commands))
        self.linked = set(re.findall(r"\bop::(\w+)", commands)) - self.targets
        self.sources = {file.name: file.read_text() for file in sorted((root / path).iterdir())
                        if file.suffix in (".h", ".cpp")}
        self.lines = sum(text.count("\n") for text in self.sources.values())

    def headers(self):
        """What they declare, without the comments."""
        return [re.sub(r"//.*", "", text) for name, text in self.sources.items() if name.endswith(".h")]

    def included(self):
        """The folders of the includes."""
        found = {str(pathlib.PurePath(name).parent) for text in self.sources.values()
                 for name in re.findall(r'^#include "([^"]+)"', text, re.MULTILINE)}
        return found - {self.path}


def purpose_of(text, name):
    """The first sentence of the comment that heads a CMakeLists.txt, without the room's own name."""
    lines = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.lstrip("# "))
    sentence = re.split(r"\.(?:\s|$)", " ".join(lines).replace("`", ""))[0]
    sentence = re.sub(rf"^{name}: ", "", sentence, flags=re.IGNORECASE)
    return sentence[:1].upper() + sentence[1:]


def read_rooms(root):
    """Path -> Room of every folder that has a library or a program of its own."""
    rooms = {}
    for folder in FOLDERS:
        for file in sorted((root / folder).rglob("CMakeLists.txt")):
            path = str(file.parent.relative_to(root))
            room = Room(root, path)
            if room.targets:
                rooms[path] = room
    return rooms


def arrows_of(rooms):
    """Path -> the paths of the rooms that it uses itself, and what is wrong with them."""
    owner = {target: path for path, room in rooms.items() for target in room.targets}
    linked = {path: {owner[target] for target in room.linked if target in owner} - {path}
              for path, room in rooms.items()}
    arrows = {path: room.included() & set(rooms) for path, room in rooms.items()}
    complaints = []
    for path, room in rooms.items():
        if not room.purpose:
            complaints.append(f"{path}/CMakeLists.txt: no comment at its head; say in a sentence what the room is for")
        for target in sorted(arrows[path] - reachable(path, linked)):
            complaints.append(f"{path}: includes from {target}, which its CMakeLists.txt does not link")
        for target in sorted(linked[path] - arrows[path]):
            complaints.append(f"{path}/CMakeLists.txt: links {target}, from which nothing is included")
        if path in reachable(path, arrows):
            complaints.append(f"{path}: uses itself by way of another room, so no layer is above all that it depends on")
    return arrows, complaints


def reachable(start, arrows):
    """All that is used by a room, directly or by way of others."""
    found, todo = set(), list(arrows[start])
    while todo:
        path = todo.pop()
        if path not in found:
            found.add(path)
            todo += arrows[path]
    return found


def reduced(arrows):
    """The arrows that do not follow from others."""
    return {path: {target for target in targets
                   if not any(target in reachable(other, arrows) for other in targets if other != target)}
            for path, targets in arrows.items()}


def layer_of(path, arrows):
    """0 for who uses nobody, else one above the highest that is used."""
    return max((layer_of(target, arrows) + 1 for target in arrows[path]), default=0)


def declares(room, symbol):
    """Whether a header of the room declares `namespace::Type`, `namespace::function` or `Type::member`."""
    first, name = symbol.split("::")
    for text in room.headers():
        if re.search(rf"^namespace {first} \{{", text, re.MULTILINE):
            kind, function = rf"(?:class|struct)\b[^;{{]*\b{name}\b[^;{{]*\{{", rf"[\w:][^;={{}}()]*\b{name}\("
            if re.search(rf"^(?:{kind}|{function})", text, re.MULTILINE):
                return True
        body = re.search(rf"^(?:class|struct)\b[^;{{]*\b{first}\b[^;{{]*\{{(.*?)^\}};", text, re.MULTILINE | re.DOTALL)
        if body and re.search(rf"\b{name}\(", body.group(1)):
            return True
    return False
