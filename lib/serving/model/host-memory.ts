import { parseQuantity, printGiven, quantityToInteger, type Notes } from '../../core';
import { greatestMatrixBytes } from '../../sizing';
import type { Resources } from '../../workload';
import type { ServedModel } from './served-model';

/** What a server holds in the host's memory at least while it loads a model; `undefined` where its sizes are not known. */
export function loadingBytes({ architecture, precision }: ServedModel): number | undefined {
  return architecture && greatestMatrixBytes(architecture, precision ?? architecture.precision);
}

/** What the streamer of weights may take beside the largest matrix. */
export const streamBuffer: number = 4 * 2 ** 30;

/** Judges whether the container has the memory to load a model through, on its way to the GPUs. */
export function judgeHostMemory(served: ServedModel, { memory, memoryLimit = memory }: Resources, notes: Notes): void {
  const greatest = loadingBytes(served);
  const limit = parseQuantity(memoryLimit);
  if (greatest === undefined || limit === undefined) return;
  const bytes = Number(quantityToInteger(limit));
  const needed = served.delivery === 'stream' ? greatest + streamBuffer : greatest;
  const gibibytes = (amount: number): string => (amount / 2 ** 30).toFixed(1);
  const about = {
    code: 'serving/memory-too-small',
    property: 'resources.memory',
    given: printGiven(memoryLimit),
    fix: `memory: '${Math.ceil((needed / 2 ** 30) * 2) + 4}Gi', or no resources: a share of the node`,
  } as const;
  if (bytes < greatest) {
    const message = `the largest matrix of the model alone takes ${gibibytes(greatest)} GiB of the host's memory on its way to the GPU`;
    notes.issue({ ...about, message });
  } else if (bytes < needed) {
    const message = `what streams the weights takes up to ${gibibytes(needed)} GiB of the host's memory`;
    notes.warn({ ...about, message });
  }
}
