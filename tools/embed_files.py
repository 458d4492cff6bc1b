#!/usr/bin/env python3
"""Writes a C++ table of all files below a folder: their paths, types, tags, bytes, and the bytes compressed where that pays.
Usage: embed_files.py FOLDER OUT.cpp"""
import gzip, hashlib, pathlib, subprocess, sys

# Node built the files, and has the brotli that Python lacks.
BROTLI = """const {brotliCompressSync, constants} = require("zlib");
process.stdout.write(brotliCompressSync(require("fs").readFileSync(0), {params: {[constants.BROTLI_PARAM_QUALITY]: 11}}))"""

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


def brotli(data):
    return subprocess.run(["node", "-e", BROTLI], input=data, stdout=subprocess.PIPE, check=True).stdout


def main(folder, out):
    arrays, rows = [], []
    for number, path in enumerate(sorted(p for p in folder.rglob("*") if p.is_file())):
        data = path.read_bytes()
        compressed = {"gzip": gzip.compress(data, 9, mtime=0), "brotli": brotli(data)}
        paying = {coding: packed for coding, packed in compressed.items() if len(packed) < 0.9 * len(data)}
        arrays.append(array(f"file_{number}", data))
        arrays += [array(f"{coding}_{number}", packed) for coding, packed in paying.items()]
        rows.append(
            f'    {{.path = "{path.relative_to(folder).as_posix()}", .content_type = "{TYPES[path.suffix]}",\n'
            f'     .bytes = {view(f"file_{number}")}, .etag = "{hashlib.sha256(data).hexdigest()[:20]}"'
            + "".join(f",\n     .{coding} = {view(f'{coding}_{number}')}" for coding in paying)
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
