#!/usr/bin/env python3
"""Holds the messages that the two sides write against docs/protocol/schema.json and docs/protocol/asyncapi.json.
Usage: validate.py KOTORI_PROTOCOL_DOCS FOLDER

Each example fits its struct's schema, and exactly one of those of its side; without a field that is required, and with one of
another type, it fits none. Every reference in the AsyncAPI document leads somewhere, and its schemas say the same.
"""
import json, pathlib, subprocess, sys

from jsonschema import Draft202012Validator


def spoiled(message, schema):
    """The message without each required field, and with each field of a type that it does not have."""
    for name in schema["required"]:
        yield {key: value for key, value in message.items() if key != name}
    for name in message:
        yield message | {name: [[]]}


def references(document):
    if isinstance(document, dict):
        if "$ref" in document:
            yield document["$ref"]
        document = list(document.values())
    if isinstance(document, list):
        for part in document:
            yield from references(part)


def target(document, reference):
    for step in reference.removeprefix("#/").split("/"):
        document = document[step]
    return document


def main(program, folder):
    schema = json.loads((folder / "schema.json").read_text())
    asyncapi = json.loads((folder / "asyncapi.json").read_text())
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    lines = subprocess.run([program, "--examples"], check=True, capture_output=True, text=True).stdout.splitlines()
    assert len(lines) > 40, lines
    for line in lines:
        name, _, text = line.partition(" ")
        message = json.loads(text)
        own = Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": schema["$defs"]})
        validator.validate(message)
        own.validate(message)
        for wrong in spoiled(message, schema["$defs"][name]):
            assert not own.is_valid(wrong), (name, wrong)
    for document in schema, asyncapi:
        for reference in references(document):
            target(document, reference)
    for name, definition in asyncapi["components"]["schemas"].items():
        same = json.dumps(definition).replace("#/components/schemas/", "#/$defs/")
        assert json.loads(same) == schema["$defs"][name], name
    print(f"{len(lines)} messages fit their schemas, and no spoiled one does")


if __name__ == "__main__":
    main(sys.argv[1], pathlib.Path(sys.argv[2]))
