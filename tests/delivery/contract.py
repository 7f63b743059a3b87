"""Twilio's own published contract (OpenAPI), served by a mock server that refuses every request which breaks it.

Both come from npm (`tests/system-programs.sh`) and are no part of this repository.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[2] / ".cache" / "twilio"
PUBLISHED = FOLDER / "twilio_api_v2010.json"
PRISM = FOLDER / "node_modules" / "@stoplight" / "prism-cli" / "dist" / "index.js"
ACCOUNT = "/2010-04-01/Accounts/{AccountSid}"
OURS = tuple(ACCOUNT + path for path in ("/Messages.json", "/Messages/{Sid}.json", "/Calls.json", "/Calls/{Sid}.json"))
"""The paths that are kept of two hundred, so that the server starts in a second."""
FORM, JSON = "application/x-www-form-urlencoded", "application/json"


def needs_contract() -> pytest.MarkDecorator:
    """Skips tests where the contract is not installed; with CI=true, only where it cannot be for want of node."""
    in_ci = os.environ.get("CI", "").lower() in {"1", "true", "yes"}
    missing = not (FOLDER / "installed").is_file()
    return pytest.mark.skipif(
        missing and not (in_ci and _node_is_there()),
        reason="not installed: Twilio's contract and its mock server (make system-programs; npm with node 20 or newer)",
    )


def _node_is_there() -> bool:
    if shutil.which("npm") is None or shutil.which("node") is None:
        return False
    said = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)\.", said)
    return found is not None and int(found[1]) >= 20


def contract() -> dict[str, Any]:
    """The published contract, only the paths that we use, one thing changed.

    Addresses of pages need not be whole URLs: the contract asks for them, and its own examples are paths.
    """
    published = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    paths = {path: published["paths"][path] for path in OURS}
    for path in paths.values():
        for method in ("get", "post"):
            operation = path.get(method, {})
            for answer in operation.get("responses", {}).values():
                for name, field in answer["content"][JSON]["schema"].get("properties", {}).items():
                    if name.endswith("uri"):
                        field.pop("format", None)
    schemas: dict[str, Any] = {}
    _gather(paths, published["components"]["schemas"], schemas)
    components = {"securitySchemes": published["components"]["securitySchemes"], "schemas": schemas}
    return {**published, "paths": paths, "components": components}


def _gather(part: Any, schemas: dict[str, Any], into: dict[str, Any]) -> None:
    """Puts every schema that `part` refers to, and those that these refer to, into `into`."""
    if isinstance(part, list):
        for one in part:
            _gather(one, schemas, into)
    elif isinstance(part, dict):
        name = str(part.get("$ref", "")).rpartition("/")[2]
        if name and name not in into:
            into[name] = schemas[name]
            _gather(schemas[name], schemas, into)
        for one in part.values():
            _gather(one, schemas, into)


@contextmanager
def serving(folder: Path, upstream: str | None = None) -> Iterator[str]:
    """The URL of a server that answers what breaks the contract with 422.

    Everything else it answers from the contract's examples (the header `Prefer` chooses one, or made-up values); with
    `upstream` it hands the request on there instead, and answers 500 where the answer from there breaks the contract.
    """
    document = folder / "contract.json"
    document.write_text(json.dumps(contract()), encoding="utf-8")
    what = ["proxy", str(document), upstream] if upstream else ["mock", "--seed", "7", str(document)]
    command = ["node", str(PRISM), *what, "--host", "127.0.0.1", "--port", "0", "--errors"]
    log = folder / "prism.log"
    environment = {**os.environ, "NO_COLOR": "1", "SCARF_ANALYTICS": "false"}
    with (
        log.open("w") as errors,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True, env=environment) as server,
    ):
        assert server.stdout is not None
        try:
            said = []
            for line in server.stdout:
                said.append(line)
                found = re.search(r"listening on (http://[\d.:]+)", line)
                if found:
                    break
            else:
                raise AssertionError(f"the mock server did not start: {''.join(said)}{log.read_text()}")
            rest = threading.Thread(target=deque, args=(server.stdout, 0))  # read on, so that the pipe never fills
            rest.start()
            yield found[1]
        finally:
            server.terminate()
        rest.join()
