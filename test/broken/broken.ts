import {
  App,
  ConfigError,
  nodePool,
  targetCluster,
  warningsOf,
  type NodePool,
  type TargetCluster,
  type TargetClusterProps,
} from 'modelyard';

import { existingOf, notKnownOf } from '../../lib/core';
import { verify, type Facts, type Manifest } from '../../lib/verify';

/** Manifests for a cluster, that of `production` unless another is given. */
export interface Manifests {
  readonly manifests: readonly Manifest[];
  readonly cluster?: TargetCluster | undefined;
  readonly facts?: Facts | undefined;
}

/** Manifests, or a program that adds constructs to an app, which is bound to `production`. */
export type Configuration = readonly Manifest[] | Manifests | ((app: App) => void);

/** A mistake, beside the same configuration without it. */
export interface Broken {
  /** The mistake, in words. */
  readonly what: string;
  /** The rules of the handbook that it breaks. */
  readonly rules: readonly string[];
  /** A thread that the handbook cites for it. */
  readonly thread?: string | undefined;
  readonly broken: Configuration;
  readonly mended: Configuration;
  readonly code: string;
  /** Where it is found: `Deployment chat spec.replicas`, or the path of a construct and its prop. */
  readonly at: string;
  readonly severity?: 'warning' | undefined;
}

/** What is said of a configuration. */
export interface Said {
  readonly severity: 'error' | 'warning' | 'not-known';
  readonly code: string;
  readonly at: string;
}

const cpu = nodePool('cpu', { machine: 'm7i.4xlarge', nodes: { min: 1, max: 6 }, diskGib: 200 });
const l4 = nodePool('l4', { machine: 'g6.12xlarge', nodes: { min: 1, max: 2 }, diskGib: 200 });
const h100 = nodePool('h100', { machine: 'p5.48xlarge', nodes: { min: 1, max: 2 }, diskGib: 1000 });
const t4 = nodePool('t4', { machine: 'g4dn.12xlarge', nodes: { min: 1, max: 2 }, diskGib: 200 });

const smallDisk = nodePool('small-disk', { machine: 'g6.12xlarge', nodes: { min: 1, max: 2 }, diskGib: 20 });

/** The pools of `production`. */
export const pools: Readonly<Record<'cpu' | 'l4' | 'h100' | 't4' | 'smallDisk', NodePool>> = {
  cpu,
  l4,
  h100,
  t4,
  smallDisk,
};

/** Of `production` all that a description of a cluster can say. */
export const whole: TargetClusterProps = {
  name: 'production',
  cloud: 'eks',
  region: 'eu-west-1',
  kubernetes: '1.34',
  nodePools: Object.values(pools),
  storageClasses: [
    {
      name: 'gp3',
      provisioner: 'ebs.csi.aws.com',
      isDefault: true,
      accessModes: ['ReadWriteOnce', 'ReadWriteOncePod'],
    },
    { name: 'efs', provisioner: 'efs.csi.aws.com', isDefault: false, accessModes: ['ReadWriteMany', 'ReadWriteOnce'] },
  ],
  addOns: {
    keda: {
      version: '2.21',
      namespace: 'keda',
      http: { version: '0.15.0', proxy: { namespace: 'keda', service: 'keda-http-proxy', port: 8080 } },
    },
    prometheus: { address: 'http://prometheus.monitoring:9090', scrapeNamespace: 'monitoring' },
    gateways: [{ name: 'public', namespace: 'default', version: '1.4', controller: 'example.com/gateway' }],
    ingressClasses: [{ name: 'nginx', controller: 'k8s.io/ingress-nginx' }],
    kueue: { queues: [{ name: 'training', namespace: 'default' }] },
  },
  customResources: [
    { group: 'gateway.networking.k8s.io', kind: 'Gateway', versions: ['v1'] },
    { group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', versions: ['v1'] },
    { group: 'gateway.networking.k8s.io', kind: 'ReferenceGrant', versions: ['v1beta1'] },
    { group: 'keda.sh', kind: 'ScaledObject', versions: ['v1alpha1'] },
    { group: 'leaderworkerset.x-k8s.io', kind: 'LeaderWorkerSet', versions: ['v1'] },
  ],
};

/** The cluster that configurations are for. */
export const production: TargetCluster = targetCluster(whole);

/** The same cluster with something else in its description. */
export function clusterWith(changes: Partial<TargetClusterProps>): TargetCluster {
  return targetCluster({ ...whole, ...changes });
}

/** All that is said of a configuration, by constructs and by the built-in rules. */
export function saidOf(configuration: Configuration): readonly Said[] {
  if (typeof configuration === 'function') return saidOfProgram(configuration);
  const given: Manifests = isList(configuration) ? { manifests: configuration } : configuration;
  const { manifests, cluster = production, facts } = given;
  return saidOfManifests(manifests, cluster, facts);
}

function isList(configuration: readonly Manifest[] | Manifests): configuration is readonly Manifest[] {
  return Array.isArray(configuration);
}

function saidOfManifests(manifests: readonly Manifest[], cluster: TargetCluster, facts: Facts | undefined): Said[] {
  return verify(manifests, { cluster, facts }).map(({ severity, code, object, path }) => ({
    severity,
    code,
    at: `${object.kind} ${object.name} ${path}`,
  }));
}

function saidOfProgram(program: (app: App) => void): readonly Said[] {
  const app = new App({ cluster: production });
  program(app);
  const constructs = app.node.findAll();
  const of = (
    severity: Said['severity'],
    issues: readonly { readonly code: string; readonly path: string; readonly property?: string | undefined }[],
  ): Said[] => issues.map(({ code, path, property = '' }) => ({ severity, code, at: `${path} ${property}`.trim() }));
  const warnings = constructs.flatMap((construct) =>
    of(
      'warning',
      warningsOf(construct).map((warning) => ({ ...warning, path: construct.node.path })),
    ),
  );
  const open = constructs.flatMap((construct) =>
    of(
      'not-known',
      notKnownOf(construct).map((question) => ({ ...question, path: construct.node.path })),
    ),
  );
  try {
    const existing = constructs.flatMap((construct) => existingOf(construct));
    const found = saidOfManifests(app.synthObjects(), production, { existing });
    return [...warnings, ...open, ...found];
  } catch (error) {
    if (!ConfigError.is(error)) throw error;
    return [...of('error', error.issues), ...warnings, ...open];
  }
}
