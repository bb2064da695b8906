"""Boxes in layers: in which order they stand and where, so that few arrows cross and none runs through a box."""
import itertools

GAP = 16


class Box:
    """A room in its layer, or (`room` is None) the place where an arrow passes between the boxes of a layer."""

    def __init__(self, layer, width, room=None):
        self.layer, self.width, self.room = layer, width, room
        self.x = 0.0  # of its middle
        self.above, self.below = [], []


def chain(user, used, passages):
    """Links two boxes; an arrow over several layers gets a passage in each between them."""
    upper = user
    for layer in range(user.layer - 1, used.layer, -1):
        passage = Box(layer, 4)
        passages.append(passage)
        link(upper, passage)
        upper = passage
    link(upper, used)


def link(upper, lower):
    upper.below.append(lower)
    lower.above.append(upper)


def crossings(upper_row, lower_row):
    place = {id(box): i for i, box in enumerate(lower_row)}
    ends = [(i, place[id(lower)]) for i, upper in enumerate(upper_row) for lower in upper.below]
    return sum((a[0] - b[0]) * (a[1] - b[1]) < 0 for a, b in itertools.combinations(ends, 2))


def order(rows):
    """Rows from the bottom, each put into the order that crosses least with its neighbours."""
    for _ in range(4):
        for i, row in enumerate(rows):
            def cost(candidate):
                below = crossings(candidate, rows[i - 1]) if i > 0 else 0
                above = crossings(rows[i + 1], candidate) if i + 1 < len(rows) else 0
                return below + above
            rows[i] = list(min(itertools.permutations(row), key=cost))  # the first of equals: as it was


def spread(row, wanted, left, right):
    """Puts a row's boxes as near to where they want to be as their order and widths allow (least squares)."""
    offsets, at = [], 0.0
    for before, box in zip([None, *row], row):
        at += (before.width + box.width) / 2 + GAP if before else 0.0
        offsets.append(at)
    blocks = []  # (sum of what is wanted, how many)
    for want, offset in zip(wanted, offsets):
        blocks.append((want - offset, 1))
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] >= blocks[-1][0] / blocks[-1][1]:
            (a, n), (b, m) = blocks[-2:]
            blocks[-2:] = [(a + b, n + m)]
    starts = [total / count for total, count in blocks for _ in range(count)]
    lowest = left + row[0].width / 2
    highest = right - row[-1].width / 2 - offsets[-1]
    for box, start, offset in zip(row, starts, offsets):
        box.x = min(max(start, lowest), max(highest, lowest)) + offset


def arrange(rows, left, right):
    order(rows)
    middle = (left + right) / 2
    for row in rows:
        spread(row, [middle] * len(row), left, right)
    for _ in range(100):
        for row in [*rows, *reversed(rows)]:
            spread(row, [wish(box, middle) for box in row], left, right)


def wish(box, middle):
    """Over and under its neighbours, and rather straight than near where an arrow only passes."""
    near = [(other.x, 1 if box.room or other.room else 4) for other in box.above + box.below]
    return sum(x * weight for x, weight in near) / sum(weight for _, weight in near) if near else middle
