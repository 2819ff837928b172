import type { Taint } from '../../lib/hardware';
import type { SimulatedNodes } from '../../lib/testing/cluster/simulated-nodes';
import { asArray, asRecord, asString } from '../../lib/verify';
import type { CloudResource, StandInCloud } from './stand-in-clouds';

/** What a cloud says of the nodes of a pool that it was told to make. */
interface CloudPool {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
}

const effects: Readonly<Record<string, Taint['effect']>> = {
  NO_SCHEDULE: 'NoSchedule',
  NO_EXECUTE: 'NoExecute',
  PREFER_NO_SCHEDULE: 'PreferNoSchedule',
};

function nodeGroup({ properties }: CloudResource): CloudPool {
  const name = String(properties['nodeGroupName']);
  const taints = asArray(properties['taints']).map(asRecord);
  return {
    name,
    labels: { ...stringsOf(properties['labels']), 'eks.amazonaws.com/nodegroup': name },
    taints: taints.map(({ key, value, effect }) => ({
      key: String(key),
      value: asString(value) ?? '',
      effect: effects[String(effect)] ?? 'NoSchedule',
    })),
  };
}

function agentPool({ properties }: CloudResource): CloudPool {
  const name = String(properties['name'] ?? properties['agentPoolName']);
  return {
    name,
    labels: { ...stringsOf(properties['nodeLabels']), 'kubernetes.azure.com/agentpool': name },
    taints: asArray(properties['nodeTaints']).map((text) => {
      const [, key = '', value = '', effect = ''] = /^([^=:]+)(?:=([^:]*))?:(.+)$/.exec(String(text)) ?? [];
      return { key, value, effect: effect as Taint['effect'] };
    }),
  };
}

function stringsOf(labels: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(asRecord(labels)).map(([key, value]) => [key, String(value)]));
}

/** What a kubelet says of its node by itself. */
const ofKubelet = {
  'kubernetes.io/arch': 'amd64',
  'kubernetes.io/os': 'linux',
  'topology.kubernetes.io/zone': 'zone-a',
};

const allocatable = { cpu: '90', memory: '700Gi', pods: '100', 'ephemeral-storage': '900Gi', 'nvidia.com/gpu': '8' };

/** The pools of nodes that a cloud has, as its own state tells them. */
function poolsOf(cloud: StandInCloud): readonly CloudPool[] {
  return [...cloud.resources(':NodeGroup').map(nodeGroup), ...cloud.resources(':AgentPool').map(agentPool)];
}

/**
 * Stands for the machines of a cloud, and for its autoscaler, while an operation runs: for each pool that the cloud is told to
 * make, one node comes to the real API server, with the labels and taints that the cloud was told.
 */
export async function withNodesOf<T>(cloud: StandInCloud, nodes: SimulatedNodes, operation: Promise<T>): Promise<T> {
  const known = new Set<string>();
  let isOver = false;
  const over = operation.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    for (const { name, labels, taints } of poolsOf(cloud)) {
      if (known.has(name)) continue;
      known.add(name);
      await nodes.add(name, { labels: { ...labels, ...ofKubelet }, taints, allocatable });
    }
    await Promise.race([over.catch(() => undefined), new Promise((wake) => setTimeout(wake, 500))]);
  }
  return over;
}
