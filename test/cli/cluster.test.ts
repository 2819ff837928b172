import { nodePool, nodePoolAllocatable, parseTargetCluster, type NodePool, type TargetCluster } from 'modelyard';
import { asRecord, verify, type Manifest, type PlainRecord } from 'modelyard/verify';
import { expect, test } from 'vitest';
import { runCommand } from '../../lib/cli';
import type { ClusterReader } from '../../lib/cli/kubectl';
import { describeLiveCluster } from '../../lib/cli/live-cluster';
import { aksNodes, eksNodes, node, ownNodes } from './recorded-nodes';

type Objects = Readonly<Record<string, readonly PlainRecord[]>>;

/** A cluster that has these objects, and refuses to show others. */
function readerOf(objects: Objects): ClusterReader {
  return {
    version: () => '1.34',
    get: (resource, option, selection) => {
      const items = objects[resource];
      if (items === undefined) return { failure: `${resource} is forbidden` };
      return { items: items.filter((item) => isSelected(asRecord(item['metadata']), option, selection)) };
    },
  };
}

function isSelected(metadata: PlainRecord, option: string | undefined, selection = ''): boolean {
  const [key = '', value] = selection.split('=');
  if (option === '--field-selector') return metadata['name'] === value;
  return option !== '--selector' || asRecord(metadata['labels'])[key] === value;
}

/** Describes a cluster, and reads what is written of it back as `check` does. */
function describe(objects: Objects): { readonly cluster: TargetCluster; readonly notes: readonly string[] } {
  const { cluster, notes } = describeLiveCluster(readerOf(objects), 'live');
  const { issues, ...written } = cluster;
  expect(issues).toEqual([]);
  const parsed = parseTargetCluster(JSON.parse(JSON.stringify(written)));
  if ('issues' in parsed) throw new Error(JSON.stringify(parsed.issues));
  expect(parsed.value).toEqual(cluster);
  return { cluster, notes };
}

function pod(spec: PlainRecord): Manifest {
  const container = { name: 'a', image: 'a:1', resources: spec['resources'] };
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: { ...spec, containers: [container] } };
}

/** What the proof says of a pod on a cluster. */
function verdictOf(cluster: TargetCluster, spec: PlainRecord): string {
  const finding = verify([pod(spec)], { cluster }).find(({ code }) => /unschedulable|not-known-schedulable/.test(code));
  return finding === undefined ? 'fits' : finding.severity === 'error' ? 'does not fit' : 'not known';
}

test('of EKS, node groups and pools of Karpenter are told, with their machines where they are as known', () => {
  const { cluster, notes } = describe({ nodes: eksNodes });
  expect(cluster).toMatchInlineSnapshot(`
    {
      "addOns": {},
      "cloud": "eks",
      "issues": [],
      "kind": "TargetCluster",
      "kubernetes": "1.34",
      "name": "live",
      "nodePools": [
        {
          "capacity": {
            "kind": "on-demand",
          },
          "custom": {
            "cpu": "1930m",
            "ephemeralStorage": "17814714Ki",
            "memory": "7220000Ki",
            "pods": 29,
          },
          "issues": [],
          "kind": "NodePool",
          "labels": {
            "eks.amazonaws.com/nodegroup-image": "ami-0",
            "node.kubernetes.io/instance-type": "m5.large",
            "team": "search",
          },
          "manager": "eks-managed-node-group",
          "name": "web",
          "nodes": {
            "max": 2,
            "min": 2,
          },
          "taints": [],
          "zones": [
            "us-east-1a",
            "us-east-1b",
          ],
        },
        {
          "capacity": {
            "kind": "spot",
          },
          "custom": {
            "accelerator": {
              "count": 1,
              "kind": "gpu",
              "model": "L4",
            },
            "cpu": "3920m",
            "memory": "14500000Ki",
            "pods": 58,
          },
          "issues": [],
          "kind": "NodePool",
          "labels": {
            "node.kubernetes.io/instance-type": "g6.xlarge",
            "nvidia.com/gpu.present": "true",
          },
          "manager": "eks-karpenter",
          "name": "gpus",
          "nodes": {
            "max": 1,
            "min": 1,
          },
          "taints": [
            {
              "effect": "NoSchedule",
              "key": "nvidia.com/gpu",
              "value": "present",
            },
          ],
          "zones": [
            "us-east-1a",
          ],
        },
      ],
      "region": "us-east-1",
    }
  `);
  expect(notes).toMatchInlineSnapshot(`
    [
      "node leaving: left out, as it takes no pods just now (cordoned)",
      "node fargate-1: left out, as it is of Fargate, for one pod alone",
      "pool gpus: its nodes have other room for pods than is known of g6.xlarge, and are described as they are",
      "node pools have as many nodes as there are now: widen nodes.max where an autoscaler adds some",
      "custom resources, and add-ons that have some: not read, as customresourcedefinitions is forbidden",
      "storage classes: not read, as storageclasses is forbidden",
      "ingress classes: not read, as ingressclasses is forbidden",
    ]
  `);
  expect(verdictOf(cluster, { resources: { requests: { cpu: '1900m' } } })).toBe('fits');
  expect(verdictOf(cluster, { resources: { requests: { cpu: '2' } } })).toBe('does not fit');
  const gpu = { resources: { limits: { 'nvidia.com/gpu': 1 } } };
  expect(verdictOf(cluster, { ...gpu, nodeSelector: { 'karpenter.sh/capacity-type': 'spot' } })).toBe('fits');
  expect(verdictOf(cluster, { ...gpu, nodeSelector: { 'karpenter.sh/capacity-type': 'on-demand' } })).toBe(
    'does not fit',
  );
});

test('of AKS, node pools are told, with what their cloud labels by itself left to it', () => {
  const { cluster, notes } = describe({ nodes: aksNodes });
  expect(cluster.nodePools).toMatchInlineSnapshot(`
    [
      {
        "capacity": {
          "kind": "on-demand",
        },
        "custom": {
          "cpu": "3860m",
          "memory": "12000000Ki",
          "pods": 110,
        },
        "issues": [],
        "kind": "NodePool",
        "labels": {
          "agentpool": "system",
          "node.kubernetes.io/instance-type": "Standard_D4s_v5",
        },
        "manager": "aks-node-pool",
        "name": "system",
        "nodes": {
          "max": 1,
          "min": 1,
        },
        "system": true,
        "taints": [
          {
            "effect": "NoSchedule",
            "key": "CriticalAddonsOnly",
            "value": "true",
          },
        ],
        "zones": [],
      },
      {
        "capacity": {
          "kind": "spot",
        },
        "custom": {
          "accelerator": {
            "count": 1,
            "kind": "gpu",
            "model": "T4",
          },
          "cpu": "3860m",
          "memory": "1048576Ki",
          "pods": 110,
        },
        "issues": [],
        "kind": "NodePool",
        "labels": {
          "agentpool": "t4",
          "node.kubernetes.io/instance-type": "Standard_NC4as_T4_v3",
          "nvidia.com/gpu.present": "false",
        },
        "manager": "aks-node-pool",
        "name": "t4",
        "nodes": {
          "max": 1,
          "min": 1,
        },
        "taints": [],
        "zones": [
          "2",
        ],
      },
    ]
  `);
  expect(notes).toMatchInlineSnapshot(`
    [
      "pool system: its nodes have other room for pods than is known of Standard_D4s_v5, and are described as they are",
      "pool t4: its nodes have other room for pods than is known of Standard_NC4as_T4_v3, and are described as they are",
      "node pools have as many nodes as there are now: widen nodes.max where an autoscaler adds some",
      "custom resources, and add-ons that have some: not read, as customresourcedefinitions is forbidden",
      "storage classes: not read, as storageclasses is forbidden",
      "ingress classes: not read, as ingressclasses is forbidden",
    ]
  `);
});

test('nodes of no cloud are one pool where machine, labels and taints are the same', () => {
  const { cluster } = describe({ nodes: ownNodes });
  expect(cluster.cloud).toBe('other');
  expect(cluster.nodePools).toMatchInlineSnapshot(`
    [
      {
        "capacity": {
          "kind": "on-demand",
        },
        "custom": {
          "cpu": "16000m",
          "memory": "67108864Ki",
          "pods": 110,
        },
        "issues": [],
        "kind": "NodePool",
        "labels": {
          "rack": "a",
        },
        "manager": "other",
        "name": "nodes",
        "nodes": {
          "max": 2,
          "min": 2,
        },
        "taints": [],
        "zones": [],
      },
      {
        "capacity": {
          "kind": "on-demand",
        },
        "custom": {
          "accelerator": {
            "count": 2,
            "kind": "custom",
            "resource": "example.com/card",
          },
          "architecture": "arm64",
          "cpu": "16000m",
          "memory": "67108864Ki",
          "pods": 110,
        },
        "issues": [],
        "kind": "NodePool",
        "labels": {
          "rack": "b",
        },
        "manager": "other",
        "name": "nodes-2",
        "nodes": {
          "max": 1,
          "min": 1,
        },
        "taints": [
          {
            "effect": "NoExecute",
            "key": "example.com/card",
          },
        ],
        "zones": [],
      },
    ]
  `);
});

test('a node group of two machines is two pools, each with the labels of the group', () => {
  const large = eksNodes.slice(0, 1);
  const other = node({
    name: 'web-c',
    labels: {
      'node.kubernetes.io/instance-type': 'm5a.large',
      'eks.amazonaws.com/nodegroup': 'web',
      'eks.amazonaws.com/capacityType': 'ON_DEMAND',
    },
    allocatable: { cpu: '1930m', memory: '7000000Ki', pods: '29' },
  });
  const { cluster } = describe({ nodes: [...large, other] });
  expect(
    cluster.nodePools.map(({ name, manager, labels }) => ({
      name,
      manager,
      group: labels['eks.amazonaws.com/nodegroup'],
    })),
  ).toEqual([
    { name: 'web-m5.large', manager: 'other', group: 'web' },
    { name: 'web-m5a.large', manager: 'other', group: 'web' },
  ]);
});

test('a pool is of a machine where its nodes have what is known of it', () => {
  const known = nodePool('gpus', {
    machine: 'g6.xlarge',
    manager: 'eks-karpenter',
    maxPods: 58,
    nodes: { min: 1, max: 1 },
  });
  const room = nodePoolAllocatable(known, '1.34');
  const allocatable = {
    cpu: `${room?.cpuMilli}m`,
    memory: `${Math.ceil(room?.memoryMib.atLeast ?? 0)}Mi`,
    pods: '58',
    'nvidia.com/gpu': '1',
  };
  const labels = { 'karpenter.sh/nodepool': 'gpus', 'node.kubernetes.io/instance-type': 'g6.xlarge' };
  const poolOf = (has: Readonly<Record<string, string>>): NodePool | undefined =>
    describe({ nodes: [node({ name: 'a', provider: 'aws', labels, allocatable: has })] }).cluster.nodePools[0];
  expect(poolOf(allocatable)).toMatchObject({ machine: 'g6.xlarge', maxPods: 58, manager: 'eks-karpenter' });
  expect(poolOf({ ...allocatable, cpu: '1' })).toMatchObject({
    custom: { cpu: '1000m', accelerator: { model: 'L4' } },
  });
  expect(poolOf({ ...allocatable, memory: '1Gi' })).toHaveProperty('custom');
  // The device plugin has not come yet, or is not there.
  expect(poolOf({ ...allocatable, 'nvidia.com/gpu': '0' })?.custom).not.toHaveProperty('accelerator');
});

const definition = (group: string, plural: string, kind: string, annotations: PlainRecord = {}): PlainRecord => ({
  metadata: { name: `${plural}.${group}`, annotations },
  spec: {
    group,
    names: { kind },
    versions: [
      { name: 'v1', served: true },
      { name: 'v1alpha1', served: false },
    ],
  },
});

const apiService = (group: string, service?: PlainRecord): PlainRecord => ({
  metadata: { name: `v1.${group}` },
  spec: { group, version: 'v1', ...(service && { service }) },
});
const otherServer = { namespace: 'kube-system', name: 'other' };

test.each<{ where: string; apiservices?: readonly PlainRecord[]; notes: readonly string[] }>([
  {
    where: 'another server serves some',
    apiservices: [apiService('apps'), apiService('calico.example', otherServer), apiService('b.example', otherServer)],
    notes: [
      'custom resources: left out, as other servers serve calico.example/v1, b.example/v1, and their kinds are not read',
    ],
  },
  {
    where: 'whether another server serves some cannot be read',
    notes: [
      'APIs of other servers: not read, as apiservices is forbidden',
      'custom resources: left out, as other servers may serve kinds besides',
    ],
  },
])('custom resources are left out where $where', ({ apiservices, notes }) => {
  const described = describe({
    nodes: [],
    customresourcedefinitions: [definition('example.com', 'engines', 'Engine')],
    storageclasses: [],
    ingressclasses: [],
    ...(apiservices && { apiservices }),
  });
  expect(described.cluster).not.toHaveProperty('customResources');
  expect(described.notes).toEqual(notes);
});

test('custom resources are told where other servers tell but metrics', () => {
  const { cluster, notes } = describe({
    nodes: [],
    customresourcedefinitions: [definition('example.com', 'engines', 'Engine')],
    storageclasses: [],
    ingressclasses: [],
    apiservices: [apiService('apps'), ...metrics.map((group) => apiService(group, otherServer))],
  });
  expect(cluster.customResources).toEqual([{ group: 'example.com', kind: 'Engine', versions: ['v1'] }]);
  expect(notes).toEqual([]);
});

const metrics = ['metrics.k8s.io', 'custom.metrics.k8s.io', 'external.metrics.k8s.io'];

test('classes, gateways, KEDA, Prometheus and queues are told where objects tell of them', () => {
  const { cluster, notes } = describe({
    nodes: [],
    storageclasses: [
      {
        metadata: { name: 'gp3', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
        provisioner: 'ebs.csi.aws.com',
      },
      { metadata: { name: 'efs' }, provisioner: 'efs.csi.aws.com' },
    ],
    ingressclasses: [{ metadata: { name: 'nginx' }, spec: { controller: 'k8s.io/ingress-nginx' } }],
    customresourcedefinitions: [
      definition('gateway.networking.k8s.io', 'gateways', 'Gateway', {
        'gateway.networking.k8s.io/bundle-version': 'v1.4.0',
      }),
      definition('keda.sh', 'scaledobjects', 'ScaledObject'),
      definition('http.keda.sh', 'httpscaledobjects', 'HTTPScaledObject'),
      definition('monitoring.coreos.com', 'prometheuses', 'Prometheus'),
      definition('kueue.x-k8s.io', 'localqueues', 'LocalQueue'),
    ],
    apiservices: [],
    'gateways.gateway.networking.k8s.io': [
      { metadata: { name: 'public', namespace: 'edge' }, spec: { gatewayClassName: 'envoy' } },
      { metadata: { name: 'lost', namespace: 'edge' }, spec: { gatewayClassName: 'gone' } },
    ],
    'gatewayclasses.gateway.networking.k8s.io': [
      { metadata: { name: 'envoy' }, spec: { controllerName: 'gateway.envoyproxy.io/gatewayclass-controller' } },
    ],
    'deployments.apps': [
      {
        metadata: {
          name: 'keda-operator',
          namespace: 'keda',
          labels: { 'app.kubernetes.io/name': 'keda-operator', 'app.kubernetes.io/version': '2.17.2' },
        },
      },
    ],
    services: [
      {
        metadata: {
          name: 'keda-add-ons-http-interceptor-proxy',
          namespace: 'keda',
          labels: { 'app.kubernetes.io/component': 'interceptor', 'app.kubernetes.io/version': '0.11.0' },
        },
        spec: { ports: [{ name: 'proxy', port: 8080 }] },
      },
      {
        metadata: { name: 'prometheus-operated', namespace: 'monitoring', labels: {} },
        spec: { ports: [{ name: 'web', port: 9090 }] },
      },
    ],
    'localqueues.kueue.x-k8s.io': [{ metadata: { name: 'research', namespace: 'models' } }],
  });
  expect({ ...cluster, nodePools: [] }).toMatchInlineSnapshot(`
    {
      "addOns": {
        "gateways": [
          {
            "controller": "gateway.envoyproxy.io/gatewayclass-controller",
            "name": "public",
            "namespace": "edge",
            "version": "1.4.0",
          },
        ],
        "ingressClasses": [
          {
            "controller": "k8s.io/ingress-nginx",
            "name": "nginx",
          },
        ],
        "keda": {
          "http": {
            "proxy": {
              "namespace": "keda",
              "port": 8080,
              "service": "keda-add-ons-http-interceptor-proxy",
            },
            "version": "0.11.0",
          },
          "namespace": "keda",
          "version": "2.17.2",
        },
        "kueue": {
          "queues": [
            {
              "name": "research",
              "namespace": "models",
            },
          ],
        },
        "prometheus": {
          "address": "http://prometheus-operated.monitoring.svc:9090",
          "scrapeNamespace": "monitoring",
        },
      },
      "cloud": "other",
      "customResources": [
        {
          "group": "gateway.networking.k8s.io",
          "kind": "Gateway",
          "versions": [
            "v1",
          ],
        },
        {
          "group": "keda.sh",
          "kind": "ScaledObject",
          "versions": [
            "v1",
          ],
        },
        {
          "group": "http.keda.sh",
          "kind": "HTTPScaledObject",
          "versions": [
            "v1",
          ],
        },
        {
          "group": "monitoring.coreos.com",
          "kind": "Prometheus",
          "versions": [
            "v1",
          ],
        },
        {
          "group": "kueue.x-k8s.io",
          "kind": "LocalQueue",
          "versions": [
            "v1",
          ],
        },
      ],
      "issues": [],
      "kind": "TargetCluster",
      "kubernetes": "1.34",
      "name": "live",
      "nodePools": [],
      "storageClasses": [
        {
          "isDefault": true,
          "name": "gp3",
          "provisioner": "ebs.csi.aws.com",
        },
        {
          "isDefault": false,
          "name": "efs",
          "provisioner": "efs.csi.aws.com",
        },
      ],
    }
  `);
  expect(notes).toMatchInlineSnapshot(`
    [
      "gateway edge/lost: left out, as its class is not there",
    ]
  `);
});

test('what cannot be read is left out, and said', () => {
  const { cluster, notes } = describe({});
  expect(cluster).toEqual({
    kind: 'TargetCluster',
    name: 'live',
    cloud: 'other',
    kubernetes: '1.34',
    nodePools: [],
    addOns: {},
    issues: [],
  });
  expect(notes).toMatchInlineSnapshot(`
    [
      "node pools: not read, as nodes is forbidden",
      "custom resources, and add-ons that have some: not read, as customresourcedefinitions is forbidden",
      "storage classes: not read, as storageclasses is forbidden",
      "ingress classes: not read, as ingressclasses is forbidden",
    ]
  `);
});

test('without kubectl it says so', () => {
  const path = process.env['PATH'];
  process.env['PATH'] = '';
  try {
    let said = '';
    const status = runCommand(['cluster'], { out: () => expect.fail(), error: (text) => (said += text) });
    expect({ status, said }).toEqual({
      status: 2,
      said: 'modelyard: kubectl is not there: install it, and sign in to the cluster\n',
    });
  } finally {
    process.env['PATH'] = path;
  }
});
