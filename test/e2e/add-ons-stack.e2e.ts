import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AddOns, Cluster, GpuNodePool, Network, type AddOnsProps } from '../../lib/eks';
import { missingStandIn, type LogEntry } from './stand-in-clouds';
import { StandInStack } from './stand-in-stack';

const missing = missingStandIn('aws');
if (missing !== undefined) console.error(`add-ons-stack: ${missing}`);

/** What a test changes between two updates of one stack. */
type Choices = Pick<AddOnsProps, 'keda' | 'autoscaler'> & { readonly replicas: number };

const first: Choices = { keda: { http: {} }, autoscaler: { kind: 'karpenter' }, replicas: 4 };

let choices = first;

function program(): Promise<Record<string, unknown>> {
  const network = new Network('ml', { cidr: '10.20.0.0/16', zones: ['us-east-1a', 'us-east-1b'], nat: 'one' });
  const cluster = new Cluster('ml', { network, kubernetes: '1.34', access: { creator: 'admin' } });
  const sharing = { kind: 'time-sliced', replicas: choices.replicas, renamed: true } as const;
  new GpuNodePool('l4', { cluster, machine: 'g6.xlarge', nodes: { min: 0, max: 4 }, sharing });
  new AddOns('ml', {
    cluster,
    autoscaler: choices.autoscaler,
    keda: choices.keda,
    devicePlugin: {},
    metricsServer: {},
    loadBalancer: {},
    gateway: { name: 'public', controller: 'traefik' },
    externalSecrets: { secrets: ['arn:aws:secretsmanager:us-east-1:123456789012:secret:hub-a1b2c3'] },
    certManager: {},
  });
  return Promise.resolve({ target: cluster.target });
}

let deployed: StandInStack;

const release = 'kubernetes:helm.sh/v3:Release';
const done = (log: readonly LogEntry[], type: string): readonly string[] =>
  log.filter((entry) => entry.type === type).map(({ op, name }) => `${op} ${name ?? ''}`);

/** Updates the stack, and says what the cloud and Helm did for that. */
async function up(next: Choices): Promise<readonly LogEntry[]> {
  choices = next;
  const from = deployed.cloud.log().length;
  await deployed.stack.up({ onOutput: () => undefined });
  return deployed.cloud.log(from);
}

/** Says of pairs of resources, by the ends of their types and their names, that the first was done before the other. */
function inOrder(log: readonly LogEntry[], op: LogEntry['op'], pairs: readonly (readonly [string, string])[]): void {
  const done = log
    .filter((entry) => entry.op === op)
    .map(({ type, name }) => `${type.split(':').at(-1) ?? ''} ${name ?? ''}`);
  for (const [before, after] of pairs) {
    expect(done).toContain(before);
    expect(done).toContain(after);
    expect([before, after, done.indexOf(before) < done.indexOf(after)]).toEqual([before, after, true]);
  }
}

const order = [
  ['NodeGroup ml-system', 'Release ml-load-balancer-controller'],
  ['PodIdentityAssociation ml-load-balancer-controller', 'Release ml-load-balancer-controller'],
  ['PodIdentityAssociation ml-external-secrets', 'Release ml-external-secrets'],
  ['PodIdentityAssociation ml-karpenter', 'Release ml-karpenter'],
  ['AccessEntry ml-karpenter-nodes', 'Release ml-karpenter'],
  ['RolePolicy ml-karpenter', 'Release ml-karpenter'],
  ['Release ml-karpenter-definitions', 'Release ml-karpenter'],
  ['Release ml-load-balancer-controller', 'Release ml-traefik'],
  ['Release ml-gateway-definitions', 'Release ml-traefik'],
  ['Namespace ml-keda', 'Release ml-keda'],
  ['Release ml-keda', 'Release ml-keda-http'],
] as const;

describe.skipIf(missing !== undefined)('add-ons of a cluster, with the real engine and a stand-in for Helm', () => {
  beforeAll(async () => {
    deployed = await StandInStack.open(
      'aws',
      program,
      { 'aws:region': 'us-east-1' },
      { kubernetes: 'helm-provider.ts' },
    );
  });

  afterAll(async () => {
    await deployed.close();
  });

  it('are installed in an order that works', async () => {
    await deployed.stack.preview();
    const log = await up(first);
    inOrder(log, 'create', order);
    expect(log.filter(({ op }) => op !== 'create')).toEqual([]);
    expect(deployed.cloud.resources(release)).toHaveLength(11);
  });

  it('stay as they are the second time', async () => {
    const { changeSummary } = await deployed.stack.preview();
    expect(Object.keys(changeSummary)).toEqual(['same']);
  });

  it('change in place, and those alone that are meant', async () => {
    const log = await up({ ...first, keda: { values: { logging: { operator: { level: 'debug' } } }, http: {} } });
    expect(log.map(({ op, name }) => `${op} ${name ?? ''}`)).toEqual(['update ml-keda']);
    const cut = await up({ ...choices, replicas: 8 });
    expect(done(cut, release)).toEqual(['update ml-device-plugin']);
    expect(cut.filter(({ op }) => op === 'hazard' || op === 'delete')).toEqual([]);
  });

  it('go and come one by one, and finish after a failure in the middle', async () => {
    const without = await up({ ...choices, keda: undefined });
    expect(done(without, release)).toEqual(['delete ml-keda-http', 'delete ml-keda']);
    deployed.cloud.fail([
      { type: 'v3:Release', error: 'release keda failed, and has been uninstalled due to atomic being set' },
    ]);
    const from = deployed.cloud.log().length;
    await expect(up({ ...choices, keda: { http: {} } })).rejects.toThrow('release keda failed');
    expect(done(deployed.cloud.log(from), release)).toEqual([]);
    expect(done(await up(choices), release)).toEqual(['create ml-keda', 'create ml-keda-http']);
  });

  it('go in the reverse order, with nothing left behind and no hazard', async () => {
    const from = deployed.cloud.log().length;
    await deployed.stack.destroy();
    const log = deployed.cloud.log(from);
    inOrder(
      log,
      'delete',
      order.map(([before, after]) => [after, before] as const),
    );
    expect(log.filter(({ op }) => op === 'hazard')).toEqual([]);
    expect(deployed.cloud.resources()).toEqual([]);
  });
});
