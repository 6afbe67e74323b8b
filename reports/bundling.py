"""A document in all its forms as one file: PDF, Word, and the annexes' workbook where there is one."""

import io
import re
import zipfile
from collections.abc import Mapping

_EPOCH = (1980, 1, 1, 0, 0, 0)  # equal content, equal bytes
_FORBIDDEN = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')  # in names of files on Windows
_LONGEST = 100


def bundle(name: str, *, pdf: bytes | None, docx: bytes, xlsx: bytes | None = None) -> bytes:
    """A zip archive of those there are; `name` ("93/BC-BCĐ") names the files in it, without their endings."""
    stem = file_stem(name)
    forms = {f"{stem}.pdf": pdf, f"{stem}.docx": docx, f"{stem} - phụ lục.xlsx": xlsx}
    return archive({each: content for each, content in forms.items() if content is not None})


def archive(contents: Mapping[str, bytes]) -> bytes:
    """Files under their names as a zip archive; all of them are compressed already."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as zipped:
        for each, content in contents.items():
            zipped.writestr(zipfile.ZipInfo(each, _EPOCH), content)
    return out.getvalue()


def file_stem(name: str) -> str:
    """A name that every system takes for a file: "93/BC-BCĐ" → "93-BC-BCĐ"."""
    return _FORBIDDEN.sub("-", " ".join(name.split())).strip(" .-")[:_LONGEST] or "van-ban"
