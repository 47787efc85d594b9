"""A PDF from a layout of ours and content of anybody's: equal input gives equal bytes, with no date in them."""

from typing import TYPE_CHECKING, Final, TypeAlias

import msgspec

from safeconduct.errors import SafeconductError

if TYPE_CHECKING:
    import typst

    Fonts: TypeAlias = typst.Fonts
    """Fonts, loaded: the core reads no disk. `node/fonts.py:fonts` has those of the package."""
else:
    Fonts = object

_STANDARD: Final = ("ua-1",)
"""ISO 14289, for screen readers. PDF/A would demand a date inside, and dates make two files of one content."""
_NOWHERE: Final = "/nonexistent"
"""Where packages would be looked for: a layout uses none, and asks no network for any."""


class NotTypeset(SafeconductError):
    """A layout of ours cannot set this content."""

    next_step = "export it as text, and report the kind of document: its layout is wrong"


def typeset(layout: str, content: msgspec.Struct, fonts: Fonts) -> bytes:
    """PDF/UA-1. layout: Typst 0.15 of ours, which reads `json(bytes(sys.inputs.content))`.

    Content is data to the layout and never source: nobody writes a layout by writing a name. Text in it has gone
    through `legible`; a character that no font has is an error, not a gap. Raises NotTypeset.
    """
    import typst  # 80 MB: loaded by who prints

    try:
        compiler = typst.Compiler(
            layout.encode(),
            font_paths=fonts,
            ignore_system_fonts=True,
            sys_inputs={"content": msgspec.json.encode(content).decode()},
            package_path=_NOWHERE,
            package_cache_path=_NOWHERE,
        )
        raw, warnings = compiler.compile_with_warnings(format="pdf", pdf_standards=list(_STANDARD))
    except typst.TypstError as error:
        raise NotTypeset(f"the document cannot be set: {error.message}") from error
    if warnings:
        raise NotTypeset(f"the document cannot be set as it should be: {warnings[0].message}")
    if not isinstance(raw, bytes):
        raise NotTypeset("the document came out in several files")
    return raw
