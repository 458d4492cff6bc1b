#!/usr/bin/env python3
"""Writes a C++ table of the text files below a folder, but for what was built there, for `kotori new`. Usage: embed_template.py FOLDER OUT.cpp"""
import pathlib, sys


def main(folder, out):
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and "build" not in path.relative_to(folder).parts)
    rows = "".join(f'    {{"{path.relative_to(folder).as_posix()}",\n     R"~~({path.read_text()})~~"}},\n' for path in paths)
    out.write_text(
        f'#include "apps/kotori/embedded_template.hpp"\n\nnamespace {{\nconstexpr app::TemplateFile files[] = {{\n{rows}}};\n}}  // namespace\n\n'
        "std::span<const app::TemplateFile> app::embedded_template() { return files; }\n"
    )


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
