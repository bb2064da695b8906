"""The picture as SVG: rooms in layers on the left, a key's way through the layers beside them, its steps below."""
from html import escape

import layers as layout

WIDTH, EDGE = 1000, 22
LEFT, RIGHT = EDGE + 12, 604  # of the boxes
WAY_LEFT, WAY_RIGHT = 640, WIDTH - EDGE - 22
TOP = 100  # of the highest layer
BETWEEN = 32  # one layer and the next, for the arrows
SMALL = 12  # the size of most of the text
STYLE = """
  text { font-family: -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, "DejaVu Sans", sans-serif; fill: #1f2328 }
  .ground { fill: #ffffff; stroke: #d1d9e0 }
  .layer { fill: #f6f8fa }
  .box { fill: #ffffff; stroke: #c5ced6 }
  .machine { fill: #8594a3 }
  .kinds { fill: #2a78b8 }
  .title { font-size: 20px; font-weight: 600 }
  .name { font-size: 14.5px; font-weight: 600 }
  .small { font-size: 12px; fill: #59636e }
  .symbol { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 12.5px;
            font-weight: 600 }
  .arrow { fill: none; stroke: #8594a3; stroke-width: 1.3 }
  .head { fill: #8594a3 }
  .way { fill: none; stroke: #c4501b; stroke-width: 2.5; stroke-linecap: round }
  .stop { fill: #c4501b }
  .number { font-size: 10.5px; font-weight: 700; fill: #ffffff; text-anchor: middle }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .ground { fill: #0d1117; stroke: #3d444d }
    .layer { fill: #151b23 }
    .box { fill: #0d1117; stroke: #3d444d }
    .machine { fill: #7d8b99 }
    .kinds { fill: #4c9fe0 }
    .small { fill: #9aa4af }
    .arrow { stroke: #7d8b99 }
    .head { fill: #7d8b99 }
    .way { stroke: #f0883e }
    .stop { fill: #f0883e }
    .number { fill: #0d1117 }
  }
"""


def width_of(text, size):
    """No less than what the widest of the fonts needs."""
    units = {"narrow": "fijlrtI.,:;'|!() ", "wide": "mwMW@%"}
    return size * sum(0.39 if c in units["narrow"] else 0.96 if c in units["wide"] else 0.72 if c.isupper() else 0.62
                      for c in text)


def wrap(text, size, width):
    """Lines of about the same length, and no more of them than the width asks for."""
    lines = fill(text, size, width)
    while width > 0 and len(fill(text, size, width - 10)) == len(lines):
        width -= 10
    return fill(text, size, width)


def fill(text, size, width):
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and width_of(longer, size) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def number(value):
    return f"{value:.1f}".rstrip("0").rstrip(".")


def at(*values):
    return " ".join(number(value) for value in values)


def words(kind, x, y, text):
    return f'<text class="{kind}" x="{number(x)}" y="{number(y)}">{escape(text)}</text>'


def slope(before, here, after):
    """By which a line goes through a place without a bump: level where it turns."""
    down, on = here - before, after - here
    return 0.0 if down * on <= 0 else 2 * down * on / (down + on)


def stop(x, y, value):
    return (f'<circle class="stop" cx="{number(x)}" cy="{number(y)}" r="9"/>'
            f'<text class="number" x="{number(x)}" y="{number(y + 3.7)}">{value}</text>')


class Picture:
    def __init__(self, title, rooms, layers, arrows, way, about):
        self.title, self.rooms, self.way, self.about = title, rooms, way, about
        self.rows = [[] for _ in range(max(layers.values()) + 1)]
        crowd = [sum(layer == i for layer in layers.values()) for i in range(len(self.rows))]
        self.boxes = {path: layout.Box(layers[path], {1: 360, 2: 250}.get(crowd[layers[path]], 170), room)
                      for path, room in rooms.items()}
        passages = []
        self.arrows = [(self.boxes[user], self.boxes[used]) for user in arrows for used in sorted(arrows[user])]
        for user, used in self.arrows:
            layout.chain(user, used, passages)
        for box in [*self.boxes.values(), *passages]:
            self.rows[box.layer].append(box)
        layout.arrange(self.rows, LEFT, RIGHT)
        self.place_rows()

    def place_rows(self):
        """From the top: each as high as its fullest box."""
        y = TOP
        self.middle = {}
        for row in reversed(self.rows):
            height = 0
            for box in row:
                if box.room:
                    box.lines = wrap(box.room.purpose, SMALL, box.width - 24)
                    height = max(height, 34 + 15 * len(box.lines))
            for box in row:
                box.top, box.bottom = y, y + height
            self.middle[row[0].layer] = y + height / 2
            y += height + BETWEEN
        self.bottom = y - BETWEEN

    def stripes(self):
        for row in self.rows:
            top, bottom = row[0].top - 8, row[0].bottom + 8
            yield (f'<rect class="layer" x="{EDGE}" y="{number(top)}" width="{WIDTH - 2 * EDGE}" '
                   f'height="{number(bottom - top)}" rx="8"/>')

    def box(self, path, box):
        left = box.x - box.width / 2
        kind = "kinds" if path.startswith("reconcilers/") else "machine"
        yield (f'<rect class="box" x="{number(left)}" y="{number(box.top)}" width="{number(box.width)}" '
               f'height="{number(box.bottom - box.top)}" rx="6"/>')
        yield (f'<rect class="{kind}" x="{number(left)}" y="{number(box.top + 6)}" width="4" '
               f'height="{number(box.bottom - box.top - 12)}" rx="2"/>')
        yield (f'<text x="{number(left + 15)}" y="{number(box.top + 21)}"><tspan class="name">{escape(box.room.name)}'
               f'</tspan><tspan class="small" dx="7">{self.about(box.room.lines):,} lines</tspan></text>')
        for i, line in enumerate(box.lines):
            yield words("small", left + 15, box.top + 39 + 15 * i, line)
        steps = [i for i, step in enumerate(self.way, 1) if step[0] == path]
        for i, step in enumerate(reversed(steps)):
            yield stop(box.x + box.width / 2 - 15 - 21 * i, box.top + 16, step)

    def port(self, box, other, upwards):
        """Where the arrow to `other` leaves a box: they stand side by side in the order of where they lead."""
        if not box.room:
            return box.x
        others = sorted(box.above if upwards else box.below, key=lambda near: near.x)
        step = min(26, (box.width - 60) / len(others))
        return box.x + (others.index(other) - (len(others) - 1) / 2) * step

    def arrow(self, user, first):
        """One arrow, down through its passages."""
        x, y = self.port(user, first, False), user.bottom
        path, upper, lower = f"M{at(x, y)}", user, first
        while True:
            end = self.port(lower, upper, True)
            down = lower.top - (6 if lower.room else 0)
            path += f" C{at(x, y + 16, end, down - 16, end, down)}" if abs(end - x) > 0.5 else f" L{at(end, down)}"
            if lower.room:
                break
            path += f" L{at(end, lower.bottom)}"
            x, y, upper, lower = end, lower.bottom, lower, lower.below[0]
        yield f'<path class="arrow" d="{path}"/>'
        yield f'<path class="head" d="M{at(end, lower.top)} l-4 -8 h8 z"/>'

    def way_through(self):
        step = (WAY_RIGHT - WAY_LEFT) / (len(self.way) - 1)
        places = [(WAY_LEFT + i * step, self.middle[self.boxes[path].layer]) for i, (path, _, _) in enumerate(self.way)]
        heights = [y for _, y in places]
        slopes = [0.0, *(slope(*near) for near in zip(heights, heights[1:], heights[2:])), 0.0]
        path = f"M{at(*places[0])}"
        for (x, y), (to_x, to_y), out, into in zip(places, places[1:], slopes, slopes[1:]):
            path += f" C{at(x + step * 0.5, y + out * 0.5, to_x - step * 0.5, to_y - into * 0.5, to_x, to_y)}"
        yield f'<path class="way" d="{path}"/>'
        for i, (x, y) in enumerate(places, 1):
            yield stop(x, y, i)

    def steps(self, top):
        """In two columns, read down."""
        half = (len(self.way) + 1) // 2
        column = (WIDTH - 2 * EDGE) / 2
        lines = [wrap(text, SMALL, column - 40) for _, _, text in self.way]
        pitch = 28 + 15 * max(len(text) for text in lines)
        for i, (_, symbol, _) in enumerate(self.way):
            x, y = EDGE + 10 + column * (i // half), top + pitch * (i % half)
            yield stop(x, y, i + 1)
            yield words("symbol", x + 18, y + 4, symbol)
            for j, line in enumerate(lines[i]):
                yield words("small", x + 18, y + 20 + 15 * j, line)
        self.height = top + pitch * half

    def legend(self):
        yield words("title", EDGE, 44, self.title)
        yield words("small", EDGE, 68, "A room may use what lies below it. Arrows that follow from others are left out, "
                                       "sizes are rounded.")
        for x, kind, text in ((WAY_LEFT + 48, "machine", "controller"), (WAY_LEFT + 132, "kinds", "reconcilers")):
            yield f'<rect class="{kind}" x="{x - 9}" y="57" width="4" height="14" rx="2"/>' + words("small", x, 68, text)
        yield f'<path class="way" d="M{WAY_LEFT + 222} 64 h20"/>' + words("small", WAY_LEFT + 250, 68, "a key's way")

    def svg(self):
        body = [*self.legend(), *self.stripes()]
        for user in self.boxes.values():
            for first in user.below:
                body += self.arrow(user, first)
        for path, box in self.boxes.items():
            body += self.box(path, box)
        body += [*self.way_through(), *self.steps(self.bottom + 44)]
        return "\n".join([
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {number(self.height)}" role="img">',
            f"<title>{escape(self.title)}</title>",
            f"<style>{STYLE}</style>",
            f'<rect class="ground" x="0.5" y="0.5" width="{WIDTH - 1}" height="{number(self.height - 1)}" rx="10"/>',
            *body, "</svg>", ""])


def picture(title, rooms, layers, arrows, way, about):
    return Picture(title, rooms, layers, arrows, way, about).svg()
