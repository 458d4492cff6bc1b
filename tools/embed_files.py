#!/usr/bin/env python3
"""Writes a C++ table of all files below a folder: their paths, types, tags, bytes, and the bytes gzipped where that pays.
Usage: embed_files.py FOLDER OUT.cpp"""
import gzip, hashlib, pathlib, sys

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".txt": "text/plain; charset=utf-8",
}


def array(name, data):
    lines = [", ".join(str(byte) for byte in data[at : at + 32]) for at in range(0, len(data), 32)]
    return f"constexpr unsigned char {name}[] = {{\n" + ",\n".join(lines) + "};\n"


def view(name):
    return f"{{reinterpret_cast<const char*>({name}), sizeof {name}}}"


def main(folder, out):
    arrays, rows = [], []
    for number, path in enumerate(sorted(p for p in folder.rglob("*") if p.is_file())):
        data = path.read_bytes()
        packed = gzip.compress(data, 9, mtime=0)
        arrays.append(array(f"file_{number}", data))
        pays = len(packed) < 0.9 * len(data)
        if pays:
            arrays.append(array(f"gzip_{number}", packed))
        rows.append(
            f'    {{.path = "{path.relative_to(folder).as_posix()}", .content_type = "{TYPES[path.suffix]}",\n'
            f'     .bytes = {view(f"file_{number}")}, .etag = "{hashlib.sha256(data).hexdigest()[:20]}"'
            + (f",\n     .gzip = {view(f'gzip_{number}')}" if pays else "")
            + "},\n"
        )
    if not rows:
        sys.exit(f"{folder} holds no files to embed")
    out.write_text(
        f'#include "apps/kotori/embedded_web.hpp"\n\nnamespace {{\n{"".join(arrays)}\n'
        f"const kotori::EmbeddedFile files[] = {{\n{''.join(rows)}}};\n}}  // namespace\n\n"
        "std::span<const kotori::EmbeddedFile> app::embedded_web() { return files; }\n"
    )


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
