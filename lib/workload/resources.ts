import { formatQuantity, readBytes, readCpu, type Bytes, type Cpu, type Notes, type Quantity } from '../core';
import type { ExtendedResource } from '../hardware';
import type { ResourceRequirements } from './pod-template';

/** What a container needs of its node. */
export interface Resources {
  /** Processor time to reserve, in cores: `'500m'`, `2`. */
  readonly cpu: Cpu;
  /** Memory to reserve, and the most it may use unless `memoryLimit` says otherwise: `'1Gi'`. */
  readonly memory: Bytes;
  /** The most processor time it may use. Not limited if not given: a limit slows requests while the node idles. */
  readonly cpuLimit?: Cpu | undefined;
  /** The most memory it may use. Equal to `memory` if not given, so that no neighbour's peak gets it killed. */
  readonly memoryLimit?: Bytes | undefined;
  /** Disk to reserve for logs, the writable layer and `empty` volumes on disk. */
  readonly ephemeralStorage?: Bytes | undefined;
}

/** Renders requests and limits in canonical form, so that what is stored equals what was written. */
export function renderResources(
  property: string,
  resources: Resources,
  notes: Notes,
  extended?: ExtendedResource,
): ResourceRequirements {
  const cpu = canonical(readCpu(`${property}.cpu`, resources.cpu), notes);
  const memory = canonical(readBytes(`${property}.memory`, resources.memory), notes);
  const requests: Record<string, string> = { cpu, memory };
  if (resources.ephemeralStorage !== undefined) {
    requests['ephemeral-storage'] = canonical(
      readBytes(`${property}.ephemeralStorage`, resources.ephemeralStorage),
      notes,
    );
  }
  const limits: Record<string, string> = {
    memory:
      resources.memoryLimit === undefined
        ? notes.decide({
            field: `${property} limits.memory`,
            value: memory,
            reason: 'a container that may use more than it reserved is killed when its neighbours need theirs',
            source: 'https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/',
            override: `${property}.memoryLimit`,
          })
        : canonical(readBytes(`${property}.memoryLimit`, resources.memoryLimit), notes),
  };
  if (resources.cpuLimit === undefined) {
    notes.decide({
      field: `${property} limits.cpu`,
      value: null,
      reason: 'a limit would slow requests down while the node has cores to spare',
      source: 'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/',
      override: `${property}.cpuLimit`,
    });
  } else {
    limits['cpu'] = canonical(readCpu(`${property}.cpuLimit`, resources.cpuLimit), notes);
  }
  // Kubernetes takes the limit of an extended resource for its request, and refuses a request without one.
  if (extended !== undefined) limits[extended.name] = String(extended.amount);
  return { requests, limits };
}

function canonical(reading: Parameters<typeof Notes.prototype.read<Quantity | undefined>>[0], notes: Notes): string {
  const quantity = notes.read(reading, undefined);
  return quantity === undefined ? '0' : formatQuantity(quantity);
}
