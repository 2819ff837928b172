import { bandOf } from './engine';
import { supportFor } from './precision';
import type { NotKnown, SizingRequest } from './sizing';

/** What could not be said for want of a fact, and which. */
export function notKnownOf({ model, precision, accelerator, engine }: SizingRequest): readonly NotKnown[] {
  const asked = precision ?? model.precision;
  const server = engine ?? { kind: 'vllm' };
  const percent = bandOf(server) * 100;
  return [
    ...(supportFor(asked, accelerator.computeCapability) === 'unknown'
      ? [{ fact: 'accelerator.computeCapability', question: `whether the GPU can run weights in ${asked}` }]
      : []),
    ...(server.kind === 'vllm' && server.version === undefined
      ? [
          {
            fact: 'engine.version',
            question: `what the server takes for itself, closer than ${percent} % of its memory`,
          },
        ]
      : []),
  ];
}
