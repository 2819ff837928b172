import {
  existingClaim,
  models,
  nodePool,
  targetCluster,
  unpinned,
  type IssueDetails,
  type Model,
  type ModelServiceProps,
  type NodePool,
  type StoreLocation,
  type UnpinnedImage,
} from 'modelyard';
import { notKnownOf } from '../../lib/core';
import { OneService } from './one-service';

/** Pools of machines that are known, by their GPU. */
export const pools: Readonly<Record<'t4' | 'v100' | 'l4' | 'h100' | 'cpu', NodePool>> = {
  t4: nodePool('t4', {
    machine: 'g4dn.12xlarge',
    nodes: { min: 0, max: 6 },
    driver: { from: 'node-image', version: '570.86.15' },
  }),
  v100: nodePool('v100', { machine: 'p3.8xlarge', nodes: { min: 0, max: 6 } }),
  l4: nodePool('l4', { machine: 'g6.12xlarge', nodes: { min: 0, max: 6 }, diskGib: 200 }),
  h100: nodePool('h100', { machine: 'p5.48xlarge', nodes: { min: 0, max: 6 }, diskGib: 200 }),
  cpu: nodePool('cpu', { machine: 'm7i.4xlarge', nodes: { min: 0, max: 6 }, diskGib: 200 }),
};

const cluster = targetCluster({
  name: 'production',
  cloud: 'eks',
  kubernetes: '1.34',
  nodePools: Object.values(pools),
});

/** Where a service of a server without GPUs runs. */
export const onCpu: Pick<ModelServiceProps, 'placement' | 'resources'> = {
  placement: pools.cpu,
  resources: { cpu: 4, memory: '8Gi' },
};

export const commit = '0123456789abcdef0123456789abcdef01234567';

/** A model in a folder, whose sizes are known. */
export const onClaim: Model = {
  source: { kind: 'claim', claim: existingClaim('weights', { accessModes: ['ReadOnlyMany'] }) },
  architecture: models.llama31_8b,
};

/** A model in a store that its server reads from. */
export function inStore(location: Partial<StoreLocation>): Model {
  return {
    ...onClaim,
    source: { kind: 'object-store', uri: 's3://weights/llama', access: { kind: 'ambient' }, ...location },
  };
}

/** A model in a repository of Hugging Face. */
export const onHub: Model = {
  ...onClaim,
  source: { kind: 'hugging-face', repository: 'meta-llama/Llama-3.1-8B', revision: commit },
};

export function imageOf(text: string): UnpinnedImage {
  return unpinned(text, 'a test');
}

/** A service of a model in a folder, in the pool of known machines that it is placed in. */
export function served(props: Partial<ModelServiceProps>): OneService {
  return new OneService({ resources: undefined, model: onClaim, placement: pools.l4, ...props }, undefined, cluster);
}

/** The arguments of the server, its command included. */
export function commandLine({ server }: OneService): readonly string[] {
  return [...(server.command ?? []), ...(server.args ?? [])];
}

/** The value of a variable of the server, or where it comes from. */
export function variable({ server }: OneService, name: string): unknown {
  const found = server.env?.find((one: { readonly name: string }) => one.name === name);
  return found?.value ?? found?.valueFrom;
}

/** What the server is asked about its health, and where. */
export function probes({ server }: OneService): unknown {
  return {
    started: server.startupProbe.httpGet,
    ready: server.readinessProbe.httpGet,
    alive: server.livenessProbe.httpGet,
  };
}

/** What was found, without where in the source. */
export function found(issues: readonly IssueDetails[]): IssueDetails[] {
  return issues.map(({ code, property, given, message, fix }) => ({ code, property, given, message, fix }));
}

/** The questions that stay open. */
export function openIn(built: OneService): IssueDetails[] {
  return found(notKnownOf(built.service));
}
