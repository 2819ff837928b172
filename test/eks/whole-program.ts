import { AddOns, Cluster, GpuNodePool, Network, NodePool, ObjectStore, Registry } from '../../lib/eks';
import { ChartsOnCluster, type Moves } from '../../lib/pulumi';
import { wholeCharts, type Places } from '../pulumi/whole-charts';

/** What a test changes of the program: where constructs stand, and what is said of that. */
export interface Changes {
  readonly places?: Places | undefined;
  readonly moved?: Moves | undefined;
}

/** A program that has one of everything, as a team would write it for EKS. */
export function wholeProgram({ places, moved }: Changes = {}): void {
  const network = new Network('ml', { cidr: '10.20.0.0/16', zones: ['us-east-1a', 'us-east-1b'] });
  const cluster = new Cluster('ml', {
    network,
    kubernetes: '1.34',
    access: {
      creator: 'admin',
      entries: { team: { principal: 'arn:aws:iam::123456789012:role/team', policy: 'edit', namespaces: ['chat'] } },
    },
  });
  new NodePool('cpu', { cluster, machine: 'm7i.2xlarge', nodes: { min: 1, max: 5 } });
  const l4 = new GpuNodePool('l4', {
    cluster,
    accelerator: { kind: 'gpu', model: 'L4', count: 1 },
    nodes: { min: 0, max: 6 },
    capacity: { kind: 'spot' },
  });
  new GpuNodePool('fabric', {
    cluster,
    machine: 'p4d.24xlarge',
    nodes: { min: 0, max: 2 },
    zones: ['us-east-1a'],
    fabric: { kind: 'efa' },
  });
  const images = new Registry('models', { repositories: ['chat', 'train'] });
  images.grantPull(cluster);
  const weights = new ObjectStore('weights', { cluster });
  new AddOns('ml', {
    cluster,
    autoscaler: { kind: 'cluster-autoscaler' },
    metricsServer: {},
    devicePlugin: {},
    keda: { http: {} },
    gateway: { name: 'public', controller: 'traefik' },
    certManager: {},
    externalSecrets: { secrets: ['arn:aws:secretsmanager:us-east-1:123456789012:secret:hub-a1b2c3'] },
  });
  new ChartsOnCluster('models', { cluster, charts: wholeCharts({ pool: l4, images, weights }, places), moved });
}
