"""A model whose load and whose answers take as long as the test wants: y = 2x + 1."""

import asyncio
import os

import numpy
from mlserver import MLModel
from mlserver.codecs import NumpyCodec
from mlserver.types import InferenceRequest, InferenceResponse


class Line(MLModel):
    async def load(self) -> bool:
        await asyncio.sleep(float(os.environ.get("LOADS_FOR", "0")))
        self._weights = numpy.array([2.0, 1.0])
        return True

    async def predict(self, payload: InferenceRequest) -> InferenceResponse:
        takes = getattr(payload.parameters, "takes", 0)
        if takes > 0:
            await asyncio.sleep(takes)
        factor, offset = self._weights
        line = NumpyCodec.decode_input(payload.inputs[0]) * factor + offset
        return InferenceResponse(
            model_name=self.name,
            model_version=os.environ.get("VERSION"),
            outputs=[NumpyCodec.encode_output("line", line)],
        )
