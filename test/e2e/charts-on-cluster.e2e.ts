import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalWorkspace, type Stack } from '@pulumi/pulumi/automation/index.js';
import * as pulumi from '@pulumi/pulumi';
import { ApiObject, Chart } from 'cdk8s';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ModelService, Namespace, targetCluster, unpinned, type ModelServiceProps } from '../../lib';
import { ChartsOnCluster, existingCluster } from '../../lib/pulumi';
import { openCluster, waitFor, type Cluster, type SimulatedNodes } from '../../lib/testing';
import { asArray, asRecord, type PlainRecord } from '../../lib/verify';
import { nodesOfKwok } from './simulated-nodes';

// Charts live their whole life on the real API server, through the real engine of Pulumi: what is made, awaited, changed,
// moved and removed, and that nobody reads a secret on the way.

const run = randomBytes(3).toString('hex');
const namespace = `charts-${run}`;
/** What must be readable in the cluster, and nowhere else. */
const password = `pass-${randomBytes(9).toString('hex')}`;

const target = targetCluster({ name: 'production', cloud: 'other', kubernetes: '1.34' });

let cluster: Cluster;
let simulated: SimulatedNodes | undefined;
let folder: string;
let stack: Stack;
/** Everything that any operation printed. */
let printed = '';
/** What the program is to deploy. */
let program: () => void = () => undefined;

const hasPulumi = spawnSync('pulumi', ['version']).error === undefined;

beforeAll(async () => {
  if (!hasPulumi) return;
  cluster = await openCluster();
  simulated = await nodesOfKwok(cluster);
  await simulated?.add('charts', {
    labels: { charts: run },
    taints: [],
    allocatable: { cpu: '16', memory: '64Gi', pods: '100' },
  });
  folder = mkdtempSync(join(tmpdir(), 'charts-on-cluster-'));
  stack = await LocalWorkspace.createStack(
    { stackName: 'dev', projectName: 'shop', program: async () => program() },
    {
      workDir: folder,
      envVars: {
        PULUMI_BACKEND_URL: `file://${folder}`,
        PULUMI_CONFIG_PASSPHRASE: 'of no worth',
        PULUMI_SKIP_UPDATE_CHECK: 'true',
      },
    },
  );
  await stack.setAllConfig({});
});

afterAll(async () => {
  if (!hasPulumi) return;
  await simulated?.remove();
  await cluster.close();
  rmSync(folder, { recursive: true });
});

beforeEach((context) => {
  context.skip(!hasPulumi, 'because pulumi is not on the PATH');
  context.skip(simulated === undefined, 'because nothing simulates nodes in this cluster');
});

const onOutput = (text: string): void => {
  printed += text;
};

/** The operations of an update or a preview, by what they do: `{ create: 9 }`. */
async function preview(): Promise<Readonly<Record<string, number>>> {
  const { changeSummary } = await stack.preview({ onOutput, onError: onOutput, diff: true });
  return changeSummary;
}

async function up(): Promise<Readonly<Record<string, number>>> {
  const { summary } = await stack.up({ onOutput, onError: onOutput });
  return summary.resourceChanges ?? {};
}

function kubectl(...args: readonly string[]): string {
  return execFileSync('kubectl', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function live(kind: string, name: string): PlainRecord {
  return asRecord(JSON.parse(kubectl('--namespace', namespace, 'get', kind, name, '--output', 'json')));
}

function replicasOf(name: string): unknown {
  return asRecord(live('deployment', name)['spec'])['replicas'];
}

function uidOf(kind: string, name: string): unknown {
  return asRecord(live(kind, name)['metadata'])['uid'];
}

interface Definition {
  readonly greeting?: string | undefined;
  readonly chart?: string | undefined;
  readonly moved?: Readonly<Record<string, string>> | undefined;
  readonly wrong?: boolean | undefined;
}

/** Two services, what they read, a kind of their own, and values that Pulumi alone knows. */
function define({ greeting = 'hello', chart: id = 'chat', moved, wrong = false }: Definition): void {
  program = () => {
    const onCluster = existingCluster('production', { target, kubeconfig: String(process.env['KUBECONFIG']) });
    // Made outside of the charts, as the outputs of a cluster are.
    const greetingLater = pulumi.output(greeting);
    const secretLater = pulumi.secret(password);
    new ChartsOnCluster('models', {
      cluster: onCluster,
      moved,
      charts: (app) => {
        const base = new Chart(app, 'base');
        new Namespace(base, 'namespace', { name: namespace });
        new ApiObject(base, 'kind', {
          apiVersion: 'apiextensions.k8s.io/v1',
          kind: 'CustomResourceDefinition',
          ...prompts,
        });
        const chart = new Chart(app, id, { namespace });
        const settings = new ApiObject(chart, 'settings', {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'settings' },
          data: { greeting: greetingLater, motd: pulumi.interpolate`${greetingLater}, world` },
        });
        new ApiObject(chart, 'keys', {
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { name: 'keys', labels: wrong ? { greeting: Object(greetingLater) } : {} },
          stringData: { plain: password, later: secretLater },
        });
        new ApiObject(chart, 'prompt', {
          apiVersion: `${run}.example.dev/v1`,
          kind: 'Prompt',
          metadata: { name: 'prompt' },
          spec: { text: greetingLater },
        });
        const fixed = serviceIn(chart, 'fixed', {
          scaling: { kind: 'fixed', replicas: 2 },
          env: { GREETING: greetingLater, PASSWORD: secretLater },
        });
        fixed.node.addDependency(settings);
        serviceIn(chart, 'scaled', {
          scaling: { kind: 'autoscale', min: 2, max: 4, on: [{ kind: 'cpu', target: '60%' }] },
          env: { GREETING: greetingLater },
        });
      },
    });
  };
}

function serviceIn(chart: Chart, id: string, props: Partial<ModelServiceProps>): ModelService {
  return new ModelService(chart, id, {
    runtime: { kind: 'http', image: unpinned('example.com/server:v1', 'never fetched'), port: 8000, healthPath: '/up' },
    resources: { cpu: '100m', memory: '64Mi' },
    rollout: { kind: 'rolling', maxSurge: '100%', maxUnavailable: 0, readyFor: '1s', preStopSleep: '1s' },
    transformPod: (pod) => ({ ...pod, spec: { ...pod.spec, nodeSelector: { charts: run } } }),
    ...props,
  });
}

const prompts = {
  metadata: { name: `prompts.${run}.example.dev` },
  spec: {
    group: `${run}.example.dev`,
    scope: 'Namespaced',
    names: { kind: 'Prompt', plural: 'prompts', singular: 'prompt' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: { spec: { type: 'object', properties: { text: { type: 'string' } } } },
          },
        },
      },
    ],
  },
};

/** All resources: the objects, the provider, the component and the stack. */
const all = 18;

/** Those whose objects carry the name of their chart in a label. */
const moved = 9;

describe('charts through the real engine', () => {
  it('are previewed, deployed and awaited, namespaces and kinds first', async () => {
    define({});
    expect(await preview()).toEqual({ create: all });
    expect(await up()).toEqual({ create: all });
    expect(asRecord(live('deployment', 'fixed')['status'])['readyReplicas']).toBe(2);
    expect(live('configmap', 'settings')['data']).toEqual({ greeting: 'hello', motd: 'hello, world' });
    expect(asRecord(live(prompts.metadata.name, 'prompt')['spec'])['text']).toBe('hello');
    expect(live('secret', 'keys')['data']).toEqual({ plain: base64(password), later: base64(password) });
  });

  it('change nothing the second time', async () => {
    expect(await up()).toEqual({ same: all });
  });

  it('change in place, so that no pod finds its configuration missing', async () => {
    const before = uidOf('configmap', 'settings');
    define({ greeting: 'good morning' });
    expect(await preview()).toEqual({ update: 4, same: all - 4 });
    expect(await up()).toEqual({ update: 4, same: all - 4 });
    expect(uidOf('configmap', 'settings')).toBe(before);
    expect(live('configmap', 'settings')['data']).toEqual({ greeting: 'good morning', motd: 'good morning, world' });
  });

  it('go on after kubectl scale and an autoscaler have changed what they own', async () => {
    // The autoscaler's own least, which it goes to without any metric.
    await waitFor('the autoscaler to act', () => {
      if (replicasOf('scaled') !== 2) throw new Error(`there are ${String(replicasOf('scaled'))}`);
      return Promise.resolve();
    });
    kubectl('--namespace', namespace, 'scale', 'deployment', 'fixed', '--replicas', '1');
    kubectl('--namespace', namespace, 'scale', 'deployment', 'scaled', '--replicas', '3');
    define({ greeting: 'good evening' });
    expect(await up()).toEqual({ update: 4, same: all - 4 });
    expect([replicasOf('fixed'), replicasOf('scaled')]).toEqual([2, 3]);
  });

  it('keep their objects when they move, and would not otherwise', async () => {
    const before = uidOf('deployment', 'fixed');
    define({ greeting: 'good evening', chart: 'talk' });
    expect(Object.keys(await preview())).toContain('create');
    define({ greeting: 'good evening', chart: 'talk', moved: { chat: 'talk' } });
    expect(await preview()).toEqual({ update: moved, same: all - moved });
    await up();
    expect(uidOf('deployment', 'fixed')).toBe(before);
  });

  it('register nothing where anything is wrong, and name it', async () => {
    define({ greeting: 'good night', chart: 'talk', wrong: true });
    const refusal = await up().then(
      () => 'deployed',
      (error: unknown) => String(error),
    );
    expect(refusal).toContain('core/deferred-decides');
    expect(live('configmap', 'settings')['data']).toEqual({ greeting: 'good evening', motd: 'good evening, world' });
  });

  it('tell nobody a secret', async () => {
    // As it lies there: what Pulumi exports for its own programs is decrypted.
    const state = readFileSync(join(folder, '.pulumi/stacks/shop/dev.json'), 'utf8');
    expect(state).toContain('good evening');
    expect(printed).toContain('good evening');
    for (const text of [password, base64(password)]) {
      expect(state).not.toContain(text);
      expect(printed).not.toContain(text);
    }
  });

  it('leave nothing behind', async () => {
    await stack.destroy({ onOutput, onError: onOutput });
    expect(asArray(asRecord((await stack.exportStack()).deployment)['resources'])).toEqual([]);
    expect(kubectl('get', 'namespaces', namespace, '--ignore-not-found')).toBe('');
    expect(kubectl('get', 'customresourcedefinitions', prompts.metadata.name, '--ignore-not-found')).toBe('');
  });
});

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
