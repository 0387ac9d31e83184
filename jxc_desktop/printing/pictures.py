"""Pictures a person brings: logo, payment code, products; made small enough to keep and safe to draw ever after."""

from io import BytesIO
from typing import TYPE_CHECKING

from jxc_desktop.domain.errors import ShopError
from jxc_desktop.i18n import _

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

DOTS_WIDE, DOTS_HIGH = 384, 200
CODE_DOTS = 640
PRODUCT_DOTS = 480
MOST_PIXELS = 40_000_000
MOST_BYTES = 200_000
FORMATS = ("PNG", "JPEG", "BMP", "GIF", "WEBP")


class NotAPicture(ShopError):
    """A file that can't be read as a picture."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def sentence(self) -> str:
        """Name the file and what can be read."""
        return _("“{name}” is no picture that can be read (PNG, JPEG, BMP, GIF, WebP). Nothing was changed.").format(name=self.name)


def logo_png(body: bytes, name: str = "") -> bytes:
    """A picture file as a grey PNG of at most 384 x 200 dots, on white. Raises NotAPicture."""
    grey = _on_white(body, name).convert("L")
    grey.thumbnail((DOTS_WIDE, DOTS_HIGH))
    return _png(grey)


def payment_code_png(body: bytes, name: str = "") -> bytes:
    """A picture file as a PNG of 256 colours and at most 640 x 640 dots, on white: sharp, and small enough to keep. Raises NotAPicture."""
    from PIL.Image import Dither

    code = _on_white(body, name).convert("RGB")
    code.thumbnail((CODE_DOTS, CODE_DOTS))
    colours = 256
    png = _png(code.quantize(colours))
    while len(png) > MOST_BYTES and colours > 2:
        colours //= 4
        png = _png(code.quantize(colours, dither=Dither.NONE))
    return png


def product_jpeg(body: bytes, name: str = "") -> bytes:
    """A picture of a product as a JPEG of at most 480 x 480 dots, on white. Raises NotAPicture."""
    picture = _on_white(body, name).convert("RGB")
    picture.thumbnail((PRODUCT_DOTS, PRODUCT_DOTS))
    stream = BytesIO()
    picture.save(stream, "JPEG", quality=85, optimize=True)
    return stream.getvalue()


def _on_white(body: bytes, name: str) -> "Picture":
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(BytesIO(body), formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise NotAPicture(name)
            picture = ImageOps.exif_transpose(opened).convert("RGBA")  # a telephone says which way is up
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise NotAPicture(name) from error
    ground = Image.new("RGBA", picture.size, "white")
    ground.alpha_composite(picture)
    return ground


def _png(picture: "Picture") -> bytes:
    stream = BytesIO()
    picture.save(stream, "PNG", optimize=True)
    return stream.getvalue()
