import {
  nodePool,
  targetCluster,
  type Accelerator,
  type CustomResourceKind,
  type NodePool,
  type TargetCluster,
} from '../../lib';
import type { ClusterDescription } from './app-description';

/** What the nodes of a generated app can have: an accelerator of each kind. */
export const sampleAccelerators: readonly Accelerator[] = [
  { kind: 'gpu', count: 8 },
  { kind: 'mig', profile: '1g.5gb', count: 8 },
  { kind: 'time-sliced', count: 8 },
  { kind: 'neuron', unit: 'device', count: 8 },
  { kind: 'neuron', unit: 'core', count: 8 },
  { kind: 'custom', resource: 'example.com/device', count: 8 },
];

const capacities = ['on-demand', 'spot', 'reservation'] as const;
const architectures = ['amd64', 'arm64'] as const;

function poolWith(accelerator: Accelerator, capacity: number, architecture: number): NodePool {
  const unit = accelerator.kind === 'neuron' ? `-${accelerator.unit}` : '';
  const name = `${accelerator.kind}${unit}-${capacity}-${architecture}`;
  return nodePool(name, {
    custom: {
      cpu: 1_000_000,
      // Room for whatever is drawn; and half of it, as a pod's share, is not yet what the API server warns of.
      memory: '15Pi',
      pods: 1000,
      accelerator,
      architecture: architectures[architecture] ?? 'amd64',
    },
    // As many as there can be replicas.
    nodes: { min: 0, max: 2_147_483_647 },
    capacity: { kind: capacities[capacity] ?? 'on-demand' },
    labels: { 'example.com/pool': name },
    taints: [{ key: 'example.com/taint', value: name, effect: 'NoSchedule' }],
  });
}

/** Pools that between them have each accelerator, in each way to pay and on each architecture. */
export const samplePools: readonly NodePool[] = sampleAccelerators.flatMap((accelerator) =>
  capacities.flatMap((_, capacity) =>
    architectures.map((_name, architecture) => poolWith(accelerator, capacity, architecture)),
  ),
);

/** The class of its Ingresses. */
export const sampleClass = 'nginx';
/** The gateway of its routes. */
export const sampleGateway = { name: 'public', namespace: 'gateways' };

/** The kinds of custom resources that generated apps have. */
export const kinds: readonly CustomResourceKind[] = [
  { group: 'external-secrets.io', kind: 'ExternalSecret', versions: ['v1'] },
  { group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', versions: ['v1'] },
  { group: 'gateway.networking.k8s.io', kind: 'ReferenceGrant', versions: ['v1beta1'] },
  { group: 'keda.sh', kind: 'ScaledObject', versions: ['v1alpha1'] },
  { group: 'http.keda.sh', kind: 'HTTPScaledObject', versions: ['v1alpha1'] },
  { group: 'http.keda.sh', kind: 'InterceptorRoute', versions: ['v1beta1'] },
  { group: 'autoscaling.k8s.io', kind: 'VerticalPodAutoscaler', versions: ['v1'] },
  { group: 'leaderworkerset.x-k8s.io', kind: 'LeaderWorkerSet', versions: ['v1'] },
  { group: 'karpenter.sh', kind: 'NodePool', versions: ['v1'] },
  { group: 'karpenter.k8s.aws', kind: 'EC2NodeClass', versions: ['v1'] },
  { group: 'karpenter.azure.com', kind: 'AKSNodeClass', versions: ['v1beta1'] },
];

/** The cluster of a generated app: with room for whatever is drawn. */
export function sampleClusterOf({ kubernetes, declaresKinds, keda, prometheus }: ClusterDescription): TargetCluster {
  return targetCluster({
    name: 'sample',
    cloud: 'other',
    kubernetes,
    nodePools: samplePools,
    ...(declaresKinds ? { customResources: kinds } : {}),
    addOns: {
      keda,
      prometheus,
      gateways: [{ ...sampleGateway, version: '1.4', controller: 'example.com/gateway', from: { namespace: 'envoy' } }],
      ingressClasses: [
        {
          name: sampleClass,
          controller: 'k8s.io/ingress-nginx',
          from: { namespace: 'ingress', podLabels: { 'app.kubernetes.io/name': 'ingress-nginx' } },
        },
      ],
    },
  });
}

/** A sample pool that has an accelerator; any of them where none is asked for. */
export function samplePoolWith(accelerator: Accelerator | undefined, pick: number): NodePool {
  const fitting = samplePools.filter(
    ({ custom }) => accelerator === undefined || isOfKind(custom?.accelerator, accelerator),
  );
  const [first = samplePools[0]] = fitting;
  const pool = fitting[pick % Math.max(1, fitting.length)] ?? first;
  if (pool === undefined) throw new Error('there are no sample pools');
  return pool;
}

function isOfKind(has: Accelerator | undefined, wanted: Accelerator): boolean {
  if (has?.kind !== wanted.kind) return false;
  return has.kind !== 'neuron' || wanted.kind !== 'neuron' || has.unit === wanted.unit;
}
