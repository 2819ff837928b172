import { parseQuantity, quantityToMilli } from '../../core';
import { asArray, asRecord, isRecord, isSet, ownField, type PlainRecord } from '../untrusted';
import { notKnown, type NotKnown } from './verdict';

/** Amounts by the names of resources: CPU in thousandths of a core, all others in whole units. */
export type Amounts = ReadonlyMap<string, number>;

/** In thousandths, the finest that the API server keeps of an amount. */
type Thousandths = Map<string, bigint>;

/** Thrown at an amount that cannot be read, and caught in this file. */
class UnreadableAmount extends Error {}

/**
 * What the scheduler counts a pod for: the larger of all containers together and of the most that an init container
 * needs beside the sidecars before it, replaced by what the pod as a whole asks for, and the overhead on top.
 *
 * A request that is left out is its limit, as the API server writes it into a pod.
 * Source: Kubernetes 1.34.4, component-helpers/resource/helpers.go and pkg/apis/core/v1/defaults.go.
 */
export function readPodRequests(spec: PlainRecord): Amounts | NotKnown {
  try {
    const total = requestsOfContainers(spec);
    replaceByPodLevel(total, asRecord(spec['resources']));
    add(total, readThousandths(spec['overhead']));
    return inUnits(total);
  } catch (error) {
    if (error instanceof UnreadableAmount) return notKnown(error.message);
    throw error;
  }
}

/** Reads what a node has, such as its `status.allocatable`. */
export function readAmounts(value: unknown): Amounts | NotKnown {
  try {
    return inUnits(readThousandths(value));
  } catch (error) {
    if (error instanceof UnreadableAmount) return notKnown(error.message);
    throw error;
  }
}

function requestsOfContainers(spec: PlainRecord): Thousandths {
  const total: Thousandths = new Map();
  for (const container of asArray(spec['containers'])) add(total, requestsOf(asRecord(container)));
  const sidecars: Thousandths = new Map();
  const most: Thousandths = new Map();
  for (const container of asArray(spec['initContainers']).map(asRecord)) {
    const requests = requestsOf(container);
    if (container['restartPolicy'] === 'Always') {
      add(total, requests);
      add(sidecars, requests);
      raise(most, sidecars);
    } else {
      add(requests, sidecars);
      raise(most, requests);
    }
  }
  raise(total, most);
  return total;
}

function requestsOf(container: PlainRecord): Thousandths {
  const { limits, requests } = asRecord(container['resources']);
  return new Map([...readThousandths(limits), ...readThousandths(requests)]);
}

/** What the pod as a whole asks for stands in place of what its containers do: CPU, memory and huge pages only. */
function replaceByPodLevel(total: Thousandths, resources: PlainRecord): void {
  const requests = readThousandths(resources['requests']);
  for (const [name, limit] of readThousandths(resources['limits'])) {
    // The API server makes a limit of the pod its request where no container asks for that, and of huge pages always.
    if (!requests.has(name) && (!total.has(name) || name.startsWith(hugePages))) requests.set(name, limit);
  }
  for (const [name, request] of requests) {
    if (name === 'cpu' || name === 'memory' || name.startsWith(hugePages)) total.set(name, request);
  }
}

const hugePages = 'hugepages-';

function readThousandths(value: unknown): Thousandths {
  const amounts: Thousandths = new Map();
  if (!isSet(value)) return amounts;
  if (!isRecord(value)) throw new UnreadableAmount('amounts of resources that are no map cannot be read');
  for (const name of Object.keys(value)) amounts.set(name, readAmount(name, ownField(value, name)));
  return amounts;
}

function readAmount(name: string, value: unknown): bigint {
  const text = typeof value === 'number' ? String(value) : value;
  const quantity = typeof text === 'string' ? parseQuantity(text) : undefined;
  if (quantity === undefined) throw new UnreadableAmount(`the amount of ${name} is no quantity`);
  return quantityToMilli(quantity);
}

function add(total: Thousandths, more: Thousandths): void {
  for (const [name, amount] of more) total.set(name, (total.get(name) ?? 0n) + amount);
}

function raise(total: Thousandths, least: Thousandths): void {
  for (const [name, amount] of least) {
    const present = total.get(name);
    if (present === undefined || amount > present) total.set(name, amount);
  }
}

function inUnits(amounts: Thousandths): Amounts {
  const units = new Map<string, number>();
  for (const [name, amount] of amounts) {
    units.set(name, Number(name === 'cpu' ? amount : (amount + 999n) / 1000n));
  }
  return units;
}
