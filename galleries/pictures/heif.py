"""AVIF and HEIC without decoding: their boxes.

Rules: ISO/IEC 14496-12 (boxes), 23008-12 (HEIF: pitm, iloc, iprp, ipma, ispe, auxC), AVIF 1.1 (brands).
"""

from collections.abc import Iterator

from .errors import PictureRefused
from .layout import Layout, Reader
from .limits import Limits

AVIF_BRANDS = {b"avif", b"avis"}
HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"}
# A picture is coded as one, or as a grid of tiles. Overlays and other kinds only serve attacks.
PICTURE_ITEMS = {b"av01", b"hvc1", b"grid"}
CONTAINERS = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"iprp", b"ipco"}
MAX_ITEMS = 4096  # a 48 megapixel photo of a telephone has some 200 tiles


class _Items:
    """The `meta` box: what the pictures of the file are, and where."""

    def __init__(self, data: bytes, meta: Reader) -> None:
        self.primary: int | None = None
        self.types: dict[int, bytes] = {}
        self.properties: list[tuple[bytes, Reader]] = []
        self.of_item: dict[int, list[int]] = {}
        self.metadata_bytes = 0
        meta.skip(4)  # version and flags
        boxes = list(_boxes(data, meta))
        for wanted, read in ((b"pitm", self._pitm), (b"iinf", self._iinf), (b"iloc", self._iloc)):
            for kind, body in boxes:
                if kind == wanted:
                    read(body)
        for kind, body in _walk(data, boxes):
            if kind == b"ipco":
                self.properties = list(_boxes(data, Reader(data, body.position, body.end)))
            elif kind == b"ipma":
                self._ipma(body)

    def _pitm(self, body: Reader) -> None:
        version = body.number(1)
        body.skip(3)
        self.primary = body.number(4 if version else 2)

    def _iinf(self, body: Reader) -> None:
        version = body.number(1)
        body.skip(3)
        _bounded(body.number(4 if version else 2))
        for kind, entry in _boxes(body.data, body):
            if kind == b"infe" and (version := entry.number(1)) >= 2:
                entry.skip(3)
                item = entry.number(2 if version == 2 else 4)
                entry.skip(2)
                self.types[item] = entry.take(4)

    def _iloc(self, body: Reader) -> None:
        """Every extent must lie in the file; those of items that are no pictures are metadata."""
        version = body.number(1)
        body.skip(3)
        sizes = body.number(2)
        offset_size, length_size, base_size = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15
        index_size = sizes & 15 if version else 0
        for _ in range(_bounded(body.number(2 if version < 2 else 4))):
            item = body.number(2 if version < 2 else 4)
            in_file = not version or not body.number(2) & 15  # construction method 0: offsets in the file
            body.skip(2)
            base = body.number(base_size)
            for _ in range(_bounded(body.number(2))):
                body.skip(index_size)
                offset, length = body.number(offset_size), body.number(length_size)
                if in_file and base + offset + length > len(body.data):
                    raise PictureRefused("truncated")
                if self.types.get(item) in (b"Exif", b"mime", b"uri "):
                    self.metadata_bytes += length

    def _ipma(self, body: Reader) -> None:
        version, flags = body.number(1), body.number(3)
        for _ in range(_bounded(body.number(4))):
            item, count = body.number(4 if version else 2), body.number(1)
            numbers = [body.number(2) & 0x7FFF if flags & 1 else body.number(1) & 0x7F for _ in range(count)]
            self.of_item.setdefault(item, []).extend(numbers)

    def sizes(self) -> list[tuple[int, int]]:
        """Width and height of every `ispe`, the primary picture's first."""
        own = {number - 1 for number in self.of_item.get(self.primary or 0, [])}
        found: list[tuple[int, int]] = []
        for place, (kind, body) in enumerate(self.properties):
            if kind == b"ispe":
                _, width, height = Reader(body.data, body.position, body.end).unpack(">III")
                found.insert(0 if place in own else len(found), (width, height))
                own -= {place}
        return found

    def shown_size(self) -> tuple[int, int]:
        """Width and height of the primary picture without the margin that its `clap` cuts away."""
        width, height = self.sizes()[0]
        for number in self.of_item.get(self.primary or 0, []):
            kind, body = (
                self.properties[number - 1] if 0 < number <= len(self.properties) else (b"", Reader(b""))
            )
            if kind == b"clap":
                across, a, down, b = Reader(body.data, body.position, body.end).unpack(">IIII")
                if a and b and 0 < across // a <= width and 0 < down // b <= height:
                    return across // a, down // b
        return width, height

    def has_alpha(self) -> bool:
        """Is there an auxiliary picture with the alpha plane?"""
        kinds = [body.data[body.position : body.end] for kind, body in self.properties if kind == b"auxC"]
        return any(b"alpha" in kind or b"auxid:1" in kind for kind in kinds)


def read(data: bytes, limits: Limits) -> Layout:
    """Take an AVIF or HEIC apart. Sizes are before its own rotation (`irot`)."""
    boxes = list(_boxes(data, Reader(data)))
    brand = _format(boxes[0][1])
    by_kind = dict(reversed(boxes))
    if b"meta" not in by_kind:
        raise PictureRefused("truncated" if b"mdat" not in by_kind else "damaged")
    items = _Items(data, by_kind[b"meta"])
    sizes = items.sizes()
    if not sizes or items.types.get(items.primary or 0) not in PICTURE_ITEMS:
        raise PictureRefused("damaged")
    for width, height in sizes:
        if max(width, height) > limits.max_side:
            raise PictureRefused("too_long_side", side=max(width, height), limit=limits.max_side)
        if width * height > limits.max_pixels:
            raise PictureRefused("too_many_pixels", pixels=width * height, limit=limits.max_pixels)
    has_alpha, (width, height) = items.has_alpha(), items.shown_size()
    return Layout(
        format=brand,
        width=width,
        height=height,
        decodable=data,
        frames=max([1, *(_samples(body) for kind, body in _walk(data, boxes) if kind == b"stsz")]),
        has_alpha=has_alpha,
        metadata_bytes=items.metadata_bytes,
        channels=4 if has_alpha else 3,
    )


def _format(ftyp: Reader) -> str:
    brands = {ftyp.take(4)}
    ftyp.skip(4)
    while ftyp.left >= 4:
        brands.add(ftyp.take(4))
    if brands & AVIF_BRANDS:
        return "avif"
    if brands & HEIC_BRANDS:
        return "heic"
    raise PictureRefused("unknown_type")


def _boxes(data: bytes, within: Reader) -> Iterator[tuple[bytes, Reader]]:
    """The boxes in a part of the file, each with a reader of its content."""
    count = 0
    while within.left >= 8:
        start = within.position
        size, kind = within.number(4), within.take(4)
        if size == 1:
            size = within.number(8)
        elif size == 0:
            size = within.end - start
        if size < within.position - start:
            raise PictureRefused("damaged")
        content = within.position
        within.position = start
        within.skip(size)
        yield kind, Reader(data, content, start + size)
        if (count := count + 1) > MAX_ITEMS:
            raise PictureRefused("damaged")


def _walk(data: bytes, boxes: list[tuple[bytes, Reader]], depth: int = 0) -> Iterator[tuple[bytes, Reader]]:
    """These boxes and those in them, as far as containers are known."""
    for kind, body in boxes:
        yield kind, body
        if kind in CONTAINERS and depth < 8:
            yield from _walk(data, list(_boxes(data, Reader(data, body.position, body.end))), depth + 1)


def _samples(body: Reader) -> int:
    body.skip(8)
    return body.number(4)


def _bounded(count: int) -> int:
    if count > MAX_ITEMS:
        raise PictureRefused("damaged")
    return count
