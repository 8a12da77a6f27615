"""Serves a model file with llama.cpp until standard input ends: python serve_model.py FILE KEY."""

from __future__ import annotations

import os
import sys

NAME = "smollm2"
CONTEXT = 4096
"""The context window of one request (in tokens)."""
AT_ONCE = 2


def main(path: str, key: str) -> None:
    # Here only: in one process with other compiled modules (uharfbuzz) it cannot be loaded.
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = path
    params.model_alias = {NAME}
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [key]
    params.n_parallel = AT_ONCE
    params.n_ctx = AT_ONCE * CONTEXT  # it is split over the requests
    params.sampling.temp = 0
    params.sampling.penalty_repeat = 1.2
    params.sampling.penalty_last_n = 512
    params.cpuparams.n_threads = max(1, (os.cpu_count() or 2) - 1)
    server = xllamacpp.Server(params)
    sys.stdout.write(f"{server.listening_address}\n")
    sys.stdout.flush()
    sys.stdin.buffer.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
    os._exit(0)  # llama.cpp's threads need no farewell
