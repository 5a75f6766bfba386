"""Makes a picture anew in a process of its own.

Its arguments: source, type, folder, width and height of the box it must fit in, widths or nothing.
Nothing of the source but its pixels goes on: no place, no camera, no comment, no second file
behind the first. It prints one line of JSON; exit 3 says too many pixels, 4 too little memory.
"""

import json
import sys
from pathlib import Path

from PIL import Image

MOST_PIXELS = 40_000_000
LARGE = 10_000_000
TOO_MANY, TOO_LARGE = 3, 4
ORIENTATION = 0x0112
TURNED = 5  # from this value on, width and height change places
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
WHITE = (255, 255, 255)
JPEG = {"quality": 82, "progressive": True, "optimize": True}


def upright(source: Path, kind: str, box: tuple[int, int]) -> Image.Image:
    """Return the picture as it is meant to be seen, within a box of width and height."""
    picture: Image.Image = Image.open(source, formats=[kind])
    if picture.width * picture.height > MOST_PIXELS:
        sys.exit(TOO_MANY)
    orientation = picture.getexif().get(ORIENTATION, 1)
    wide, high = reversed(box) if orientation >= TURNED else box
    scale = min(1.0, wide / picture.width, high / picture.height)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    picture.draft("RGB", size)  # a JPEG is then decoded no larger than needed
    picture = in_colours(picture)
    if size != picture.size:
        large = picture.width * picture.height > LARGE
        gap = 1.0 if large else 2.0  # finer takes more memory
        picture = picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=gap)
    turn = TURNS.get(orientation)
    if turn is not None:
        picture = picture.transpose(turn)
    picture.info = {}
    return picture


def in_colours(picture: Image.Image) -> Image.Image:
    """Return the picture in one of the ways in which all formats hold them."""
    picture.load()
    if picture.mode in {"RGB", "RGBA", "L"}:
        return picture
    if picture.mode == "1":
        return picture.convert("L")
    if picture.mode.startswith("I"):
        return picture.convert("I").point(lambda value: value / 256).convert("L")
    clear = "A" in picture.mode or "transparency" in picture.info
    return picture.convert("RGBA" if clear else "RGB")


def flat(picture: Image.Image) -> Image.Image:
    """Return the picture on white, since JPEG knows nothing transparent."""
    if picture.mode != "RGBA":
        return picture
    ground = Image.new("RGB", picture.size, WHITE)
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground


def main() -> None:
    """Write the picture into the folder: once in its type, or in each width as WebP and JPEG."""
    source, kind, folder, wide, high, *widths = sys.argv[1:]
    target = Path(folder)
    picture = upright(Path(source), kind, (int(wide), int(high)))
    size = {"width": picture.width, "height": picture.height}
    made = sorted({min(int(width), picture.width) for width in widths})
    for width in reversed(made):
        height = max(1, round(picture.height * width / picture.width))
        picture = picture.resize((width, height), Image.Resampling.LANCZOS)
        picture.save(target / f"{width}.webp", "WEBP", quality=75, method=4)
        flat(picture).save(target / f"{width}.jpg", "JPEG", **JPEG)
    if not made and kind == "JPEG":
        flat(picture).save(target / "body", "JPEG", **JPEG)
    elif not made:
        picture.save(target / "body", "PNG")
    sys.stdout.write(json.dumps({**size, "widths": made}))


try:
    main()
except MemoryError:
    sys.exit(TOO_LARGE)
