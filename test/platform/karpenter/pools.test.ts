import { Chart } from 'cdk8s';
import fc from 'fast-check';
import {
  App,
  bindCluster,
  karpenter,
  ModelService,
  nodePoolAllocatable,
  nodeTaintsAndLabels,
  parseTargetCluster,
  targetCluster,
} from 'modelyard';
import { describe, expect, it } from 'vitest';
import { issuesOf } from '../../../lib/core';
import { machineOf, machineResources } from '../../../lib/hardware';
import { feasibleNodes, nodesOfCluster } from '../../../lib/verify';
import { image, manifestsOf, type Manifest } from '../../serving/one-service';
import { drawnPools } from './drawn-pools';
import { onAks, onEks, OnePool } from './one-pool';

const runs = { numRuns: 1000 };

const requirementsOf = (manifest: Manifest): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    manifest.spec.template.spec.requirements.map(({ key, operator, values }: Manifest) => {
      expect(operator).toBe('In');
      return [key, values];
    }),
  );

describe('any pool', () => {
  it('has nothing wrong in it, and is of one name', () => {
    fc.assert(
      fc.property(drawnPools, (drawn) => {
        const one = new OnePool(drawn);
        expect(one.issues).toEqual([]);
        const { name } = one.pool;
        expect(one.objects.map(({ metadata }) => metadata.name)).toEqual([name, name]);
        const { group, kind, name: ref } = one.nodePool.spec.template.spec.nodeClassRef;
        const [ownGroup] = one.nodeClass.apiVersion.split('/');
        expect([group, kind, ref]).toEqual([ownGroup, one.nodeClass.kind, name]);
      }),
      runs,
    );
  });

  it('requires of its nodes what pods are told that they have', () => {
    fc.assert(
      fc.property(drawnPools, (drawn) => {
        const { pool, nodePool } = new OnePool(drawn);
        const { template } = nodePool.spec;
        const requirements = requirementsOf(nodePool);
        const { labels, taints } = nodeTaintsAndLabels(pool, drawn.props.region);
        const sure = Object.entries(requirements).flatMap(([key, values]) =>
          values.length === 1 ? [[key, values[0]]] : [],
        );
        // Each is a label of every node, as the library tells it; and what is told beside them, the provider sets.
        expect(labels).toMatchObject(Object.fromEntries(sure));
        const set = { ...template.metadata?.labels, ...Object.fromEntries(sure), 'karpenter.sh/nodepool': pool.name };
        const others = Object.keys(labels).filter((key) => set[key] !== labels[key]);
        expect(others.filter((key) => !ofProvider.test(key))).toEqual([]);
        const plain = (list: readonly Manifest[]): unknown[] =>
          list.map(({ key, value = '', effect }) => [key, value, effect]);
        expect(plain(template.spec.taints ?? [])).toEqual(plain([...taints]));
      }),
      runs,
    );
  });

  it('has limits for as many of its machines as it may have nodes, and for no other', () => {
    fc.assert(
      fc.property(drawnPools, (drawn) => {
        const { pool, nodePool } = new OnePool(drawn);
        const machine = machineOf(pool);
        if (machine === undefined) throw new Error('there is no machine');
        const { max } = drawn.props.nodes;
        const each = { nodes: 1, cpu: machine.vcpu, ...machineResources(machine) };
        const limits = Object.entries(each).map(([resource, amount]) => [resource, String(max * amount)]);
        expect(nodePool.spec.limits).toEqual(Object.fromEntries(limits));
        expect(pool.nodes).toEqual({ min: 0, max });
      }),
      runs,
    );
  });

  it('is plain data for a target cluster, which a file can hold', () => {
    fc.assert(
      fc.property(drawnPools, (drawn) => {
        const { pool } = new OnePool(drawn);
        const props = { name: 'production', cloud: drawn.props.cloud, kubernetes: '1.34', nodePools: [pool] } as const;
        const target = targetCluster(props);
        expect(target.issues).toEqual([]);
        const read = parseTargetCluster(JSON.parse(JSON.stringify(target)));
        if (!('value' in read)) throw new Error(JSON.stringify(read));
        const [same] = read.value.nodePools;
        expect(same).toEqual(pool.toJSON());
        expect(same && nodePoolAllocatable(same, '1.34')).toEqual(nodePoolAllocatable(pool, '1.34'));
      }),
      { numRuns: 300 },
    );
  });
});

/** What Karpenter's providers set of the machine and the cluster beside. */
const ofProvider =
  /^(?:karpenter\.k8s\.aws\/|karpenter\.azure\.com\/|kubernetes\.azure\.com\/|topology\.kubernetes\.io\/region$)/;

describe('a pool of GPUs on EKS', () => {
  const one = OnePool.gpu({ ...onEks, accelerator: { kind: 'gpu', model: 'L4', count: 1 } });

  it('keeps its nodes until they are empty, and drains them within a day', () => {
    expect(one.nodePool.spec.disruption).toEqual({
      consolidationPolicy: 'WhenEmpty',
      consolidateAfter: '5m',
      budgets: [
        { nodes: '1', reasons: ['Drifted', 'Underutilized'] },
        { nodes: '100%', reasons: ['Empty'] },
      ],
    });
    expect(one.nodePool.spec.template.spec).toMatchObject({ expireAfter: '720h', terminationGracePeriod: '24h' });
  });

  it('encrypts its disk, gives no pod the credentials of its node, and names its image', () => {
    expect(one.nodeClass.spec).toMatchObject({
      amiSelectorTerms: [{ alias: 'al2023@v20260714' }],
      blockDeviceMappings: [{ deviceName: '/dev/xvda', ebs: { encrypted: true, volumeSize: '200Gi' } }],
      metadataOptions: { httpTokens: 'required', httpPutResponseHopLimit: 1 },
      instanceStorePolicy: 'RAID0',
      role: 'production-nodes',
    });
    // What EKS itself tags; nobody tags a security group for Karpenter.
    expect(one.nodeClass.spec).toMatchObject({
      subnetSelectorTerms: [{ tags: { 'karpenter.sh/discovery': 'production' } }],
      securityGroupSelectorTerms: [{ tags: { 'aws:eks:cluster-name': 'production' } }],
    });
  });

  it('has the label by which the device plugin of AddOns finds its nodes, unless somebody else installs one', () => {
    const labelOf = (pool: OnePool): unknown => pool.pool.labels['nvidia.com/device-plugin.config'];
    const gpus = { ...onEks, machine: 'g6.xlarge' };
    expect(labelOf(OnePool.gpu(gpus))).toBe('whole');
    expect(OnePool.gpu(gpus).nodePool.spec.template.metadata.labels).toHaveProperty(
      ['nvidia.com/device-plugin.config'],
      'whole',
    );
    expect(labelOf(OnePool.gpu({ ...gpus, devicePlugin: 'yourself' }))).toBeUndefined();
    const bottlerocket = { family: 'bottlerocket', release: 'v1.20.4' };
    expect(labelOf(OnePool.gpu({ ...gpus, image: bottlerocket }))).toBeUndefined();
    const operated = OnePool.gpu({ ...onAks, machine: 'Standard_NC4as_T4_v3', driver: 'gpu-operator' });
    expect([labelOf(operated), operated.pool.devicePlugin]).toEqual([undefined, 'gpu-operator']);
    expect(labelOf(OnePool.plain({ ...onEks, machine: 'm7i.large' }))).toBeUndefined();
  });

  it('records each decision, with the prop that overrides it', () => {
    expect(one.decisions).toEqual({
      'EC2NodeClass spec.blockDeviceMappings[].ebs.encrypted': true,
      'EC2NodeClass spec.blockDeviceMappings[].ebs.volumeSize': 200,
      'EC2NodeClass spec.metadataOptions.httpPutResponseHopLimit': 1,
      'NodePool spec.disruption.budgets': 'one node at a time, and all that are empty',
      'NodePool spec.disruption.consolidateAfter': '5m',
      'NodePool spec.disruption.consolidationPolicy': 'WhenEmpty',
      'NodePool spec.limits': '4 nodes',
      'NodePool spec.template.spec.expireAfter': '720h',
      'NodePool spec.template.spec.terminationGracePeriod': '24h',
    });
  });

  it('takes nodes from a reservation, and from nowhere else', () => {
    const reserved = OnePool.gpu({
      ...onEks,
      machine: 'p5.48xlarge',
      zones: ['us-east-1a'],
      capacity: { kind: 'reservation', id: 'cr-0123456789abcdef0', type: 'capacity-block' },
    });
    expect(reserved.issues).toEqual([]);
    expect(reserved.nodeClass.spec.capacityReservationSelectorTerms).toEqual([{ id: 'cr-0123456789abcdef0' }]);
    expect(requirementsOf(reserved.nodePool)['karpenter.sh/capacity-type']).toEqual(['reserved']);
  });

  it('has the data disk of Bottlerocket, whose image has the device plugin', () => {
    const bottlerocket = OnePool.gpu({
      ...onEks,
      machine: 'g6.xlarge',
      image: { family: 'bottlerocket', release: 'v1.20.4' },
    });
    expect(bottlerocket.issues).toEqual([]);
    expect(bottlerocket.nodeClass.spec.blockDeviceMappings).toMatchObject([
      { deviceName: '/dev/xvda', ebs: { volumeSize: '4Gi' } },
      { deviceName: '/dev/xvdb', ebs: { volumeSize: '200Gi' } },
    ]);
    expect(bottlerocket.pool.devicePlugin).toBe('node-image');
  });

  it('takes a machine with fabric adapters where they are asked for', () => {
    const accelerator = { kind: 'gpu', model: 'H100', count: 8 } as const;
    const near = OnePool.gpu({
      ...onEks,
      accelerator,
      fabric: { kind: 'efa' },
      zones: ['us-east-1a'],
      placementGroup: 'near',
    });
    expect(near.issues).toEqual([]);
    expect(machineOf(near.pool)?.fabric?.kind).toBe('efa');
    expect(near.nodeClass.spec.placementGroupSelector).toEqual({ name: 'near' });
  });
});

describe('a pool on AKS', () => {
  it('has an image and a disk, and as many pods a node as is reckoned with', () => {
    const one = OnePool.gpu({ ...onAks, accelerator: { kind: 'gpu', model: 'T4', count: 1 } });
    expect(one.issues).toEqual([]);
    expect(one.nodeClass).toMatchObject({
      apiVersion: 'karpenter.azure.com/v1beta1',
      kind: 'AKSNodeClass',
      spec: { imageFamily: 'Ubuntu', osDiskSizeGB: 256, maxPods: 110, gpu: { mode: 'Driver' } },
    });
    expect(one.pool.maxPods).toBe(110);
    expect(one.decisions['AKSNodeClass spec.maxPods']).toBe(110);
  });

  it('writes zones as AKS labels its nodes', () => {
    const one = OnePool.plain({ ...onAks, machine: 'Standard_D4s_v5', zones: ['1', '3'], region: 'westeurope' });
    expect(requirementsOf(one.nodePool)['topology.kubernetes.io/zone']).toEqual(['westeurope-1', 'westeurope-3']);
  });

  it('has no driver where the operator brings it', () => {
    const one = OnePool.gpu({ ...onAks, machine: 'Standard_NC4as_T4_v3', driver: 'gpu-operator' });
    expect(one.nodeClass.spec.gpu).toEqual({ mode: 'None' });
    expect(one.pool.driver).toEqual({ from: 'gpu-operator' });
  });
});

describe('a service that is placed on a pool', () => {
  it('comes to its nodes, and to no others', () => {
    const app = new App();
    const nodes = new Chart(app, 'nodes');
    const l4 = new karpenter.GpuNodePool(nodes, 'l4', {
      ...onEks,
      accelerator: { kind: 'gpu', model: 'L4', count: 1 },
    });
    const a100 = new karpenter.GpuNodePool(nodes, 'a100', { ...onEks, machine: 'p4d.24xlarge' });
    const cpu = new karpenter.NodePool(nodes, 'cpu', { ...onEks, machine: 'm7i.2xlarge' });
    const chart = new Chart(app, 'chat');
    const target = targetCluster({ name: 'production', cloud: 'eks', kubernetes: '1.34', nodePools: [cpu, l4, a100] });
    bindCluster(chart, target);
    new ModelService(chart, 'chat', {
      runtime: { kind: 'http', image, port: 8000, healthPath: '/' },
      resources: { cpu: 2, memory: '8Gi' },
      gpus: 1,
      placement: l4,
    });
    app.synthObjects();
    const deployment = manifestsOf(chart).find(({ kind }) => kind === 'Deployment');
    const pod = { metadata: {}, spec: deployment.spec.template.spec };
    expect(pod.spec.nodeSelector).toEqual({ 'kubernetes.io/arch': 'amd64', 'karpenter.sh/nodepool': 'l4' });
    const possible = nodesOfCluster(target, { nodes: 'one-a-zone', room: 'least' });
    const feasible = feasibleNodes({ pod, nodes: possible.map(({ node }) => node) });
    expect(feasible.map(({ feasible: fits }, index) => [possible[index]?.pool.name, fits])).toEqual([
      ['cpu', false],
      ['l4', true],
      ['a100', false],
    ]);
  });

  it('raises no second error where the pool has none', () => {
    const app = new App();
    const nodes = new Chart(app, 'nodes');
    const none = new karpenter.GpuNodePool(nodes, 'none', { ...onEks, machine: 'g6.huge' });
    const chart = new Chart(app, 'chat');
    const target = targetCluster({ name: 'production', cloud: 'eks', kubernetes: '1.34', nodePools: [none] });
    bindCluster(chart, target);
    const service = new ModelService(chart, 'chat', {
      runtime: { kind: 'http', image, port: 8000, healthPath: '/' },
      resources: { cpu: 2, memory: '8Gi' },
      placement: none,
    });
    expect(issuesOf(none).map(({ code }) => code)).toEqual(['hardware/unknown-machine']);
    expect([...issuesOf(service), ...issuesOf(chart)]).toEqual([]);
    expect(manifestsOf(nodes)).toEqual([]);
  });
});
