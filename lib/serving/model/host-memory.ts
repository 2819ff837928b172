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
  const needed = greatest === undefined || served.delivery !== 'stream' ? greatest : greatest + streamBuffer;
  const limit = parseQuantity(memoryLimit);
  if (needed === undefined || limit === undefined || Number(quantityToInteger(limit)) >= needed) return;
  notes.issue({
    code: 'serving/memory-too-small',
    property: 'resources.memory',
    given: printGiven(memoryLimit),
    message:
      served.delivery === 'stream'
        ? `what streams the weights takes ${(needed / 2 ** 30).toFixed(1)} GiB of the host's memory`
        : `the largest matrix of the model alone takes ${(needed / 2 ** 30).toFixed(1)} GiB of the host's memory on its way to the GPU`,
    fix: `memory: '${Math.ceil((needed / 2 ** 30) * 2) + 4}Gi', or no resources: a share of the node`,
  });
}
