"""The module that the archive holds, in TorchScript: y = 2x + 1."""

import sys

import torch


class Line(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.factor = torch.nn.Parameter(torch.tensor(2.0))
        self.offset = torch.nn.Parameter(torch.tensor(1.0))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x * self.factor + self.offset


torch.jit.script(Line()).save(sys.argv[1])
