"""A shop's logo: any picture a person brings, made small enough for a receipt and safe to draw ever after."""

from io import BytesIO

from jxc_desktop.domain.errors import ShopError
from jxc_desktop.i18n import _

DOTS_WIDE, DOTS_HIGH = 384, 200
MOST_PIXELS = 40_000_000
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
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(BytesIO(body), formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise NotAPicture(name)
            picture = opened.convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise NotAPicture(name) from error
    ground = Image.new("RGBA", picture.size, "white")
    ground.alpha_composite(picture)
    grey = ground.convert("L")
    grey.thumbnail((DOTS_WIDE, DOTS_HIGH))
    stream = BytesIO()
    grey.save(stream, "PNG", optimize=True)
    return stream.getvalue()
