import { Chart } from 'cdk8s';
import {
  App,
  bindCluster,
  ConfigError,
  ModelService,
  type ModelServiceProps,
  nodePool,
  type Scaling,
  type TargetCluster,
  targetCluster,
  unpinned,
} from 'modelyard';
import { expectSchedulable, findObjects, synth } from 'modelyard/testing';
import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../lib/verify';

const production = targetCluster({
  name: 'production',
  cloud: 'eks',
  region: 'eu-central-1',
  kubernetes: '1.34',
  nodePools: [
    nodePool('cpu', { machine: 'm7i.4xlarge', nodes: { min: 1, max: 2 } }),
    nodePool('l4', { machine: 'g6.xlarge', nodes: { min: 0, max: 2 } }),
  ],
});

const plain: ModelServiceProps = {
  runtime: { kind: 'http', image: unpinned('myuser/chat:v1', 'a test'), port: 8000, healthPath: '/health' },
  resources: { cpu: 1, memory: '2Gi' },
};

/** A user's app: one service, on a cluster that it is not told of. */
function app(gpus: number | undefined, scaling?: Scaling): App {
  const made = new App({ outdir: 'never-written' });
  new ModelService(new Chart(made, 'models', { namespace: 'models' }), 'chat', { ...plain, gpus, scaling });
  return made;
}

describe('an app of which every pod finds a node', () => {
  it('passes, by itself and as objects', () => {
    expectSchedulable(app(undefined), production);
    expectSchedulable(app(1), production);
    expectSchedulable(app(1).synthObjects(), production);
  });
});

it('leaves out the charts that are bound to another cluster, and none that is bound to this or to none', () => {
  const staging = targetCluster({
    name: 'staging',
    cloud: 'eks',
    kubernetes: '1.34',
    nodePools: [nodePool('l4', { machine: 'g6.12xlarge', nodes: { min: 0, max: 1 } })],
  });
  const all = new App({ outdir: 'never-written' });
  const serve = (id: string, gpus: number | undefined, cluster: TargetCluster | undefined): void => {
    const chart = new Chart(all, id, { namespace: id });
    if (cluster !== undefined) bindCluster(chart, cluster);
    const pool = cluster?.nodePools.find(({ name }) => name === 'l4');
    new ModelService(chart, 'chat', { ...plain, gpus, placement: gpus === undefined ? undefined : pool });
  };
  serve('staging', 4, staging);
  serve('production', 1, production);
  // A copy of the description is the same cluster.
  serve('copy', undefined, { ...production });
  expectSchedulable(all, production);
  expectSchedulable(all, staging);
  serve('anywhere', 2, undefined);
  expect(() => expectSchedulable(all, production)).toThrow('Deployment anywhere/chat: no node of cluster production');
  expect(findObjects(synth(all, production), { kind: 'Deployment' }).map(({ metadata }) => metadata.namespace)).toEqual(
    ['production', 'copy', 'anywhere'],
  );
  expect(findObjects(synth(all), { kind: 'Deployment' })).toHaveLength(4);
});

describe('an app of which one finds none', () => {
  it('fails, and says whose pods and why', () => {
    expect(() => expectSchedulable(app(2), production)).toThrow(
      new Error(
        [
          'not every pod is sure of a node of cluster production:',
          '  Deployment models/chat: no node of cluster production can take its pods: pool cpu: a pod asks for 2 nvidia.com/gpu, and a node has none. pool l4: a pod asks for 2 nvidia.com/gpu, and a node has 1 nvidia.com/gpu',
          '    verify/unschedulable; write less to ask for, the labels and tolerations of a pool that is there, or a pool that suits',
        ].join('\n'),
      ),
    );
  });

  it('fails where there is no room for all at once', () => {
    expect(() => expectSchedulable(app(1, { kind: 'fixed', replicas: 3 }), production)).toThrow(
      new Error(
        [
          'not every pod is sure of a node of cluster production:',
          '  Deployment models/chat: not all pods have room at once: Deployment models/chat (3) ask for 3 nvidia.com/gpu, and pool l4 can have 2 nvidia.com/gpu',
          '    verify/no-room-together; write fewer replicas, less for each to ask for, or larger pools',
        ].join('\n'),
      ),
    );
  });

  it('fails where there is none at the peak, unless that may be', () => {
    const peak = app(1, { kind: 'autoscale', min: 1, max: 3, on: [{ kind: 'cpu', target: '70%' }] });
    expect(() => expectSchedulable(peak, production)).toThrow(
      new Error(
        [
          'not every pod is sure of a node of cluster production:',
          '  Deployment models/chat: not all pods have room at once when autoscalers are at their most and Jobs run: Deployment models/chat (3) ask for 3 nvidia.com/gpu, and pool l4 can have 2 nvidia.com/gpu',
          "    verify/no-room-together; write lower maxima, larger pools, or nothing where that never comes at the same time; allow: ['waiting-at-peak'] lets it pass",
        ].join('\n'),
      ),
    );
    expectSchedulable(peak, production, { allow: ['waiting-at-peak'] });
  });
});

describe('an app of which that is not known', () => {
  const undeclared: TargetCluster = targetCluster({ name: 'new', cloud: 'other', kubernetes: '1.34', nodePools: [] });

  it('fails, unless that may be', () => {
    expect(() => expectSchedulable(app(1), undeclared)).toThrow(
      new Error(
        [
          'not every pod is sure of a node of cluster new:',
          '  Deployment models/chat: whether a node has room for its pods is not known: no node pool of cluster new is declared',
          "    verify/not-known-schedulable; allow: ['not-known'] lets it pass",
        ].join('\n'),
      ),
    );
    expect(() => expectSchedulable(app(1), undeclared, { allow: ['waiting-at-peak'] })).toThrow('is not known');
    expectSchedulable(app(1), undeclared, { allow: ['not-known'] });
  });
});

it('fails of an app without pods, whose test would say nothing', () => {
  const none: readonly Manifest[] = [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' } }];
  expect(() => expectSchedulable(none, production)).toThrow(
    new Error('there are no pods to place on the nodes of cluster production'),
  );
});

it('takes a bare Pod for one', () => {
  const pod: Manifest = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'chat' },
    spec: { containers: [{ name: 'main', image: 'chat', resources: { requests: { cpu: '200' } } }] },
  };
  expect(() => expectSchedulable([pod], production)).toThrow('no node of cluster production can take its pods');
});

it('raises what is wrong in the app as synthesis does', () => {
  const wrong = new App({ outdir: 'never-written' });
  new ModelService(new Chart(wrong, 'models'), 'chat', {
    runtime: { kind: 'http', image: unpinned('myuser/chat:v1', 'a test'), port: 80_000, healthPath: '/health' },
    resources: { cpu: 1, memory: '2Gi' },
  });
  expect(() => expectSchedulable(wrong, production)).toThrow(ConfigError);
});
