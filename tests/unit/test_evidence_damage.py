"""Damaged packs: whatever is changed, at whatever level, is refused with a reason. Never a crash."""

import io
import random
import struct
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import msgspec
import pytest

from safeconduct.evidence import render, verify
from safeconduct.evidence.archive import FILES_MAX, PACK_BYTES_MAX, PackRefused, read, write
from safeconduct.evidence.pack import MANIFEST, manifest
from tests.bent import seal
from tests.naive import pack as naive
from tests.unit.test_evidence_pack import BREACH, made

VECTORS = Path(__file__).parents[1] / "vectors/evidence"
SEALED = tomllib.loads((VECTORS / "sealed.toml").read_text(encoding="utf-8"))["case"]
ZIPS = tomllib.loads((VECTORS / "zip.toml").read_text(encoding="utf-8"))["case"]
GOOD = made()
(BLOB,) = BREACH.blobs


def refusal(raw: bytes) -> str:
    """Every reason why it is not verified, in one text."""
    report = verify(raw)
    assert not report.is_verified
    assert all(finding.text and finding.where and finding.next_step for finding in report.broken)
    assert render(report)[0].startswith("NOT VERIFIED  ")
    return "\n".join(render(report))


def flipped(content: bytes, at: int, by: int = 0x80) -> bytes:
    return content[:at] + bytes([content[at] ^ by]) + content[at + 1 :]


def changed(case: dict) -> bytes:
    """The pack of a case in sealed.toml."""
    files = read(made(case.get("of", "alarm")))
    name = case["file"].replace("BLOB", f"blobs/{BLOB}")
    known = {"catches", "of", "file", "refused", "replace", "by", "set", "add", "flip", "remove", "copy"}
    assert case.keys() <= known, "an unknown key in a case is a mistake"
    match case:
        case {"replace": old, "by": new}:
            assert files[name].count(old.encode()) >= 1, "the case has nothing to replace"
            files[name] = files[name].replace(old.encode(), new.encode())
        case {"set": text}:
            files[name] = text.encode()
        case {"add": text}:
            files[name] += text.encode()
        case {"flip": at}:
            files[name] = flipped(files[name], at)
        case {"copy": other}:
            files[name] = files[other]
        case {"remove": True}:
            del files[name]
    return seal(files)


@pytest.mark.parametrize("case", SEALED, ids=[case["catches"] for case in SEALED])
def test_sealed_again(case):
    raw = changed(case)
    if "refused" not in case:
        assert verify(raw).is_verified and raw == GOOD
    else:
        assert case["refused"] in refusal(raw)


def test_at_least_half_of_the_vectors_are_refused():
    cases = [*SEALED, *ZIPS]
    assert sum("refused" in case for case in cases) * 2 >= len(cases)


def structures(raw: bytes) -> list[int]:
    """Every byte that is no file's content: local headers, names, the list of files, the end."""
    with zipfile.ZipFile(io.BytesIO(raw)) as file:
        headers = [(info.header_offset, 30 + len(info.filename)) for info in file.infolist()]
        start = file.start_dir
    return [at for first, length in headers for at in range(first, first + length)] + list(range(start, len(raw)))


def test_every_byte_of_the_structure_matters():
    rng = random.Random(3)
    for at in structures(GOOD):
        assert refusal(flipped(GOOD, at, rng.randrange(1, 256))), f"byte {at}"


def test_two_hundred_flipped_bytes():
    rng = random.Random(7)
    for _ in range(200):
        at = rng.randrange(len(GOOD))
        assert refusal(flipped(GOOD, at, rng.randrange(1, 256))), f"byte {at}"


def test_flipped_and_sealed_again_and_the_naive_verifier_agrees():
    rng = random.Random(11)
    files = read(GOOD)
    for name in sorted(files.keys() - {MANIFEST}):
        for _ in range(7):
            at = rng.randrange(len(files[name]))
            raw = seal({**files, name: flipped(files[name], at, 1 << rng.randrange(8))})
            assert refusal(raw), f"{name}, byte {at}"
            assert name.endswith(".txt") or not naive.is_verified(raw), f"{name}, byte {at}"


@pytest.mark.parametrize("name", ["alarm", "verdict", "late"])
def test_the_naive_verifier_agrees_on_good_packs(name):
    assert naive.is_verified(made(name))


def test_cut_anywhere():
    rng = random.Random(5)
    for size in [*range(40), *(rng.randrange(len(GOOD)) for _ in range(100)), *range(len(GOOD) - 100, len(GOOD))]:
        assert refusal(GOOD[:size]), f"{size} bytes"


def test_random_bytes_never_crash():
    rng = random.Random(13)
    for _ in range(300):
        raw = bytearray(GOOD)
        for _ in range(rng.randrange(1, 6)):
            start = rng.randrange(len(raw))
            raw[start : start + rng.randrange(40)] = rng.randbytes(rng.randrange(40))
        assert bytes(raw) == GOOD or refusal(bytes(raw))


def by_zipfile(files: dict[str, bytes], names: list[str] | None = None, **how: object) -> bytes:
    """As Python's own zip writer makes it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name in names or sorted(files):
            info = zipfile.ZipInfo(name, how.get("date", (1980, 1, 1, 0, 0, 0)))
            info.extra = how.get("extra", b"")
            info.external_attr = 0o100644 << 16
            info.compress_type = how.get("method", zipfile.ZIP_STORED)
            with file.open(info, "w", force_zip64=bool(how.get("zip64"))) as member:
                member.write(files[name])
        file.comment = how.get("comment", b"")
    return out.getvalue()


def bent(how: str) -> bytes:
    """The pack of a case in zip.toml."""
    files = read(GOOD)
    names = sorted(files)
    first = 30 + len(names[0])
    match how:
        case "appended":
            return GOOD + b"PK"
        case "prefixed":
            return b"#!/bin/sh\n" + GOOD
        case "reordered":
            return by_zipfile(files, names[::-1])
        case "duplicate":
            header = GOOD[: first + len(files[names[0]])]
            return header + GOOD
        case "bomb":
            return by_zipfile({**files, names[0]: bytes(50_000_000)}, method=zipfile.ZIP_DEFLATED)
        case "giant_length":
            return GOOD[:18] + struct.pack("<II", 2**32 - 2, 2**32 - 2) + GOOD[26:]
        case "zip64":
            return by_zipfile(files, zip64=True)
        case "giant_name":
            return GOOD[:26] + b"\xff\xff" + GOOD[28:]
        case "extra":
            return by_zipfile(files, extra=b"\x99\x99\x04\x00evil")
        case "comment":
            return by_zipfile(files, comment=b"all is well")
        case "dated":
            return by_zipfile(files, date=(2026, 1, 1, 0, 0, 0))
        case "encrypted":
            return GOOD[:6] + b"\x01" + GOOD[7:]
        case "other_directory":
            return GOOD[: GOOD.rindex(b"summary.txt")] + GOOD[GOOD.rindex(b"summary.txt") :].replace(b"s", b"z", 1)
        case "stale_manifest":
            return write({**files, "summary.txt": b"All is well.\n"})
        case "unlisted":
            return write({**files, f"blobs/{'0' * 64}": b""})
        case "overlisted":
            return write({**files, MANIFEST: manifest({**files, "other.txt": b""})})
        case "deep_manifest":
            return write({**files, MANIFEST: b"[" * 100_000})
        case "deep_claim":
            deep = b'{"by":"company","claimed":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
            return seal({**files, "claim.json": deep})
        case "huge_text":
            return seal({**files, "summary.txt": bytes(2_000_000)})
        case "many_files":
            more = {f"blobs/{number:064x}": b"" for number in range(FILES_MAX - len(files))}
            whole = write({**files, **more})
            start = whole.index(b"PK\x01\x02")
            last = b"zz"
            header = struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, 0, 0, 0x21, 0, 0, 0, len(last), 0)
            return whole[:start] + header + last + whole[start:]
        case "empty":
            return b""
        case "empty_zip":
            return by_zipfile({})
        case "huge":
            return bytes(PACK_BYTES_MAX + 1)
        case _:
            raise AssertionError(f"no way {how!r}")


@pytest.mark.parametrize("case", ZIPS, ids=[case["catches"] for case in ZIPS])
def test_outer_form(case):
    assert case.keys() == {"catches", "how", "refused"}
    assert case["refused"] in refusal(bent(case["how"]))


def test_python_s_zip_writer_gives_the_files_and_yet_another_spelling():
    raw = by_zipfile(read(GOOD))
    assert read(GOOD) == {name: zipfile.ZipFile(io.BytesIO(raw)).read(name) for name in read(GOOD)}
    if raw != GOOD:
        with pytest.raises(PackRefused):
            read(raw)


def test_equal_bytes_in_another_process_with_another_hash_seed():
    code = "import sys; from tests.unit.test_evidence_pack import made; sys.stdout.buffer.write(made())"
    for seed in ("1", "77"):
        root = Path(__file__).parents[2]
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=root, env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        )
        assert done.stdout == GOOD


def test_the_report_has_one_form_in_json():
    plain = msgspec.to_builtins(verify(GOOD))
    assert plain["is_verified"] and plain["claim"]["claimed"]["kind"] == "alarm"
    assert {finding["level"] for finding in plain["findings"]} == {"holds", "notice"}
