import { randomBytes, randomInt } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Manifest, NodeFeasibility } from '../../lib/verify';
import { judgeNodes } from '../../lib/verify/scheduling/feasible-nodes';
import { schedulerPlugins } from '../../lib/verify/scheduling/plugins';
import { readPod } from '../../lib/verify/scheduling/pod-state';
import { readSchedulerState } from '../../lib/verify/scheduling/scheduler-state';
import { asArray, asRecord, asString } from '../../lib/verify/untrusted';
import { features, namespaces } from '../verify/scheduling/features';
import { claimNames, claimsOf, storageClasses, volumesOf } from '../verify/scheduling/storage';
import { worldsOf, type Names, type Probe, type World } from '../verify/scheduling/worlds';
import { openCluster, type Call, type Cluster } from '../../lib/testing';
import { RecordingScheduler, schedulerName, takenOut, versionOfScheduler } from './recording-scheduler';
import { readSize } from './size';

// The real scheduler and feasibleNodes are asked the same of the same objects: which nodes can a pod go to, and which
// filter takes out each other one. An extender writes down what passed the real filters, and the event's text, which the
// scheduler also writes into the pod's condition, counts the reasons for the others.

const probesEach = 20;
const worlds = readSize() === 'full' ? 150 : 10;
// A smoke run draws the same each time, and so covers what it covers; a full one draws anew.
const seed = Number(process.env['MODELYARD_SEED'] ?? (readSize() === 'full' ? randomInt(2 ** 31) : 1));
const run = `w${randomBytes(3).toString('hex')}`;

let cluster: Cluster;
let scheduler: RecordingScheduler | undefined;
let hasOwnNodes = false;

const namespaceOf = (name: string): string => `modelyard-${run}-${name}`;
const claimsNamespace = namespaceOf('first');

async function call(request: Call): Promise<Readonly<Record<string, unknown>>> {
  const { status, body } = await cluster.call(request);
  if (status >= 300) throw new Error(`${request.method} ${request.path}: ${status} ${JSON.stringify(body)}`);
  return asRecord(body);
}

const list = async (path: string): Promise<readonly Manifest[]> =>
  asArray((await call({ method: 'GET', path }))['items']).map(asRecord);

const post = (path: string, body: Manifest): Promise<unknown> => call({ method: 'POST', path, body });

const podsPath = (namespace: string): string => `/api/v1/namespaces/${namespace}/pods`;
const nameOf = (manifest: Manifest): string => asString(asRecord(manifest.metadata)['name']) ?? '';
const namespaceIn = (manifest: Manifest): string => asString(asRecord(manifest.metadata)['namespace']) ?? '';

const runtimeClass = {
  apiVersion: 'node.k8s.io/v1',
  kind: 'RuntimeClass',
  metadata: { name: 'modelyard-overhead' },
  handler: 'none',
  overhead: { podFixed: { cpu: '1500m', memory: '1Gi' } },
};

const namespaceObjects = namespaces.map((name) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: namespaceOf(name), labels: { 'modelyard-team': name } },
}));

beforeAll(async () => {
  cluster = await openCluster();
  hasOwnNodes = (await list('/api/v1/nodes')).length > 0;
  if (versionOfScheduler() === undefined || hasOwnNodes) return;
  await removeShared();
  for (const namespace of namespaceObjects) await post('/api/v1/namespaces', namespace);
  await post('/apis/node.k8s.io/v1/runtimeclasses', runtimeClass);
  for (const one of storageClasses) await post('/apis/storage.k8s.io/v1/storageclasses', one);
  for (const one of volumesOf(run, claimsNamespace)) await post('/api/v1/persistentvolumes', one);
  for (const one of claimsOf(run, claimsNamespace)) {
    await post(`/api/v1/namespaces/${claimsNamespace}/persistentvolumeclaims`, one);
  }
  await vi.waitFor(areBound, { timeout: 30_000, interval: 200 });
  await vi.waitFor(haveAccounts, { timeout: 30_000, interval: 200 });
  scheduler = await RecordingScheduler.start();
}, 90_000);

afterAll(async () => {
  scheduler?.stop();
  if (scheduler !== undefined) {
    for (const { metadata } of namespaceObjects)
      await cluster.call({ method: 'DELETE', path: `/api/v1/namespaces/${metadata.name}` });
    for (const one of volumesOf(run, claimsNamespace)) {
      await cluster.call({ method: 'DELETE', path: `/api/v1/persistentvolumes/${nameOf(one)}` });
    }
    await removeShared();
  }
  await cluster?.close();
});

beforeEach((context) => {
  context.skip(versionOfScheduler() === undefined, 'because kube-scheduler is not on the PATH');
  context.skip(hasOwnNodes, 'because the cluster has nodes of its own, which would be asked about too');
});

/** What every run calls by the same name. */
async function removeShared(): Promise<void> {
  await cluster.call({ method: 'DELETE', path: '/apis/node.k8s.io/v1/runtimeclasses/modelyard-overhead' });
  for (const one of storageClasses) {
    await cluster.call({ method: 'DELETE', path: `/apis/storage.k8s.io/v1/storageclasses/${nameOf(one)}` });
  }
}

async function areBound(): Promise<void> {
  const claims = await list(`/api/v1/namespaces/${claimsNamespace}/persistentvolumeclaims`);
  const bound = claims.filter(({ status }) => asRecord(status)['phase'] === 'Bound').map(nameOf);
  expect(bound.sort()).toEqual([...claimNames.bound].sort());
}

async function haveAccounts(): Promise<void> {
  for (const name of namespaces) {
    await call({ method: 'GET', path: `/api/v1/namespaces/${namespaceOf(name)}/serviceaccounts/default` });
  }
}

/** What the real scheduler said of a pod. */
interface Observed {
  readonly feasible: readonly string[];
  /** How many nodes each reason took out; of all nodes together where the scheduler looked at none. */
  readonly reasons: ReadonlyMap<string, number>;
}

/** Makes a world, asks about its pods, and removes all of it. */
async function observe({ nodes, pods, probes }: World): Promise<readonly Observed[]> {
  try {
    for (const node of nodes) await post('/api/v1/nodes', node);
    await vi.waitFor(() => areSettled(nodes), { timeout: 20_000, interval: 50 });
    for (const pod of pods) await post(podsPath(namespaceIn(pod)), pod);
    return await ask(probes);
  } finally {
    await Promise.all(
      namespaces.map((name) => call({ method: 'DELETE', path: `${podsPath(namespaceOf(name))}?gracePeriodSeconds=0` })),
    );
    await vi.waitFor(noPods, { timeout: 20_000, interval: 50 });
    for (const node of nodes) await cluster.call({ method: 'DELETE', path: `/api/v1/nodes/${nameOf(node)}` });
  }
}

async function noPods(): Promise<void> {
  for (const name of namespaces) expect(await list(podsPath(namespaceOf(name)))).toEqual([]);
}

/** Waits until the taint is gone that every new node has. */
async function areSettled(nodes: readonly Manifest[]): Promise<void> {
  for (const node of nodes) {
    const { spec } = await call({ method: 'GET', path: `/api/v1/nodes/${nameOf(node)}` });
    const present = asArray(asRecord(spec)['taints']).map((taint) => String(asRecord(taint)['key']));
    // Cordoning brings a taint of its own.
    const isCordoned = asRecord(node['spec'])['unschedulable'] === true;
    const wanted = asArray(asRecord(node['spec'])['taints']).map((taint) => String(asRecord(taint)['key']));
    expect(present.sort()).toEqual([...wanted, ...(isCordoned ? ['node.kubernetes.io/unschedulable'] : [])].sort());
  }
}

async function ask(probes: readonly Probe[]): Promise<readonly Observed[]> {
  const uids: string[] = [];
  for (const { pod } of probes) {
    const made = asRecord(
      await post(podsPath(namespaceIn(pod)), { ...pod, spec: { ...asRecord(pod['spec']), schedulerName } }),
    );
    uids.push(asString(asRecord(made['metadata'])['uid']) ?? '');
  }
  let messages = new Map<string, string>();
  const allAnswered = async (): Promise<void> => {
    messages = await messagesOf(claimsNamespace);
    expect(uids.filter((uid) => !messages.has(uid))).toEqual([]);
  };
  await vi.waitFor(allAnswered, { timeout: 20_000, interval: 50 });
  return uids.map((uid) => ({
    feasible: [...(scheduler?.nodesFor(uid) ?? [])].sort(),
    reasons: readReasons(messages.get(uid) ?? ''),
  }));
}

/** What the scheduler wrote into the pods that it could not place, by their UIDs. */
async function messagesOf(namespace: string): Promise<Map<string, string>> {
  const messages = new Map<string, string>();
  for (const pod of await list(podsPath(namespace))) {
    for (const condition of asArray(asRecord(pod['status'])['conditions']).map(asRecord)) {
      const { type, status, message } = condition;
      if (type !== 'PodScheduled' || status !== 'False') continue;
      messages.set(asString(asRecord(pod.metadata)['uid']) ?? '', String(message));
    }
  }
  return messages;
}

/** Reads `0/4 nodes are available: 1 Insufficient cpu, 3 node(s) were unschedulable.` */
function readReasons(message: string): ReadonlyMap<string, number> {
  const said = /^0\/\d+ nodes are available: (.*)\.$/s.exec(message)?.[1] ?? message;
  const counted = said.split(', ').map((part) => /^(\d+) (.*)$/s.exec(part));
  if (counted.some((part) => part === null)) return new Map([[said, 0]]);
  return new Map(counted.flatMap((part) => (part === null ? [] : [[part[2] ?? '', Number(part[1])]])));
}

/** Our answer in the scheduler's form. */
function inItsForm(answer: readonly NodeFeasibility[], isOfAll: boolean): Observed {
  const reasons = new Map<string, number>();
  const count = (reason: string): void => void reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  for (const { feasible, reason } of answer) {
    if (feasible === true) count(takenOut);
    else for (const part of (reason ?? '').split(', ')) count(part);
  }
  if (isOfAll) for (const reason of reasons.keys()) reasons.set(reason, 0);
  return {
    feasible: answer
      .filter(({ feasible }) => feasible === true)
      .map(({ node }) => node)
      .sort(),
    reasons,
  };
}

const isSame = (one: Observed, other: Observed): boolean =>
  one.feasible.join() === other.feasible.join() &&
  JSON.stringify([...one.reasons].sort()) === JSON.stringify([...other.reasons].sort());

/** A case: what was asked, and both answers. */
interface Case {
  readonly world: World;
  readonly probe: Probe;
  readonly answer: readonly NodeFeasibility[];
  readonly observed: Observed;
}

function judge(world: World, { pod }: Probe, omitted?: string): readonly NodeFeasibility[] {
  const state = readSchedulerState({ ...declared, nodes: world.nodes, pods: world.pods });
  const plugins = schedulerPlugins.filter(({ name }) => name !== omitted);
  return judgeNodes(readPod(pod), state, plugins);
}

let declared: {
  readonly claims: readonly Manifest[];
  readonly volumes: readonly Manifest[];
  readonly storageClasses: readonly Manifest[];
  readonly namespaces: readonly Manifest[];
};

describe(`feasibleNodes and kube-scheduler, seed ${seed}`, () => {
  const cases: Case[] = [];

  it(
    `agree on ${worlds * probesEach} pods`,
    async () => {
      declared = {
        claims: await list(`/api/v1/namespaces/${claimsNamespace}/persistentvolumeclaims`),
        volumes: (await list('/api/v1/persistentvolumes')).filter((one) => nameOf(one).startsWith(run)),
        storageClasses,
        namespaces: namespaceObjects,
      };
      const disagreements: string[] = [];
      for (let index = 0; index < worlds; index += 1) {
        const names: Names = { node: (of) => `${run}-${index}-${of}`, namespace: namespaceOf };
        const [world] = fc.sample(worldsOf(probesEach, index * probesEach, names), { seed: seed + index, numRuns: 1 });
        if (world === undefined) throw new Error('nothing was drawn');
        let observed = await observe(world);
        const answers = world.probes.map((probe) => judge(world, probe));
        const differ = (position: number): boolean => {
          const seen = observed[position];
          const answer = answers[position] ?? [];
          return seen === undefined || !isSame(seen, inItsForm(answer, [...seen.reasons.values()].includes(0)));
        };
        // A scheduler that had not seen all objects yet is asked once more.
        if (world.probes.some((_, position) => differ(position))) observed = await observe(world);
        world.probes.forEach((probe, position) => {
          const seen = observed[position];
          const answer = answers[position];
          if (seen === undefined || answer === undefined) return;
          cases.push({ world, probe, answer, observed: seen });
          if (differ(position)) disagreements.push(describeCase(seed + index, probe, seen, answer));
        });
      }
      expect(disagreements).toEqual([]);
    },
    20 * 60_000,
  );

  it('cover every feature, both ways', () => {
    const rows = features.map(({ name, plugin }) => {
      const answers = cases
        .filter(({ probe }) => probe.features.some((one) => one.name === name))
        .flatMap(({ answer }) => answer);
      return {
        feature: name,
        plugin,
        feasible: answers.filter(({ feasible }) => feasible === true).length,
        infeasible: answers.filter((one) => one.feasible === false && one.plugin === plugin).length,
      };
    });
    console.table(rows);
    const least = readSize() === 'full' ? 50 : 1;
    expect(rows.filter(({ feasible, infeasible }) => feasible < least || infeasible < least)).toEqual([]);
  });

  it('leave hardly anything open', () => {
    const open = cases.filter(({ answer }) => answer.some(({ feasible }) => feasible === undefined));
    console.log(`not known: ${open.length} of ${cases.length}`);
    expect(open.length).toBeLessThan(cases.length * 0.02);
  });

  it.each(schedulerPlugins.filter(({ name }) => !unseen.has(name)).map(({ name }) => name))(
    'would disagree without %s',
    (omitted) => {
      const differing = cases.filter(({ world, probe, observed }) => {
        const answer = judge(world, probe, omitted);
        return !isSame(observed, inItsForm(answer, [...observed.reasons.values()].includes(0)));
      });
      console.log(`without ${omitted}: ${differing.length} of ${cases.length} differ`);
      expect(differing.length).toBeGreaterThan(0);
    },
  );
});

/** Pods with gates never come to filters, one that names its node passes the scheduler by, and devices are not looked at. */
const unseen = new Set(['SchedulingGates', 'NodeName', 'DynamicResources']);

function describeCase(
  seed: number,
  { pod, features }: Probe,
  seen: Observed,
  answer: readonly NodeFeasibility[],
): string {
  return [
    `MODELYARD_SEED=${seed}: ${features.map(({ name }) => name).join(', ')}`,
    `the scheduler: feasible ${seen.feasible.join(' ')}; ${JSON.stringify([...seen.reasons])}`,
    `ours: ${answer.map(({ node, feasible, plugin, reason }) => `${node} ${String(feasible)} ${plugin ?? ''} ${reason ?? ''}`).join('; ')}`,
    JSON.stringify(pod),
  ].join('\n');
}
