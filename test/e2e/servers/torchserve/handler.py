"""Serves the module; its load and its answers take as long as the test wants."""

import os
import time

import torch

module = None


def load(context):
    time.sleep(float(os.environ.get("LOADS_FOR", "0")))
    folder = context.system_properties["model_dir"]
    return torch.jit.load(os.path.join(folder, context.manifest["model"]["serializedFile"]))


def handle(data, context):
    global module
    if module is None:
        module = load(context)
    if data is None:  # the first call, which only loads
        return None
    request = data[0].get("body")
    time.sleep(request.get("takes", 0))
    with torch.inference_mode():
        line = module(torch.tensor(request["x"]))
    return [{"version": os.environ.get("VERSION"), "line": line.tolist()}]
