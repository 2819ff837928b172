/** A network, a cluster, pools of nodes, and models on them: all by one `pulumi up`. */
import { secret, type Output } from '@pulumi/pulumi';
import type { TargetCluster } from 'modelyard';
import { AddOns, Cluster, GpuNodePool, Network, NodePool, ObjectStore, Registry } from 'modelyard/aks';
import { ChartsOnCluster } from 'modelyard/pulumi';
import { models } from './models';
import { readSettings } from './settings';

const { administrator, administratorType, creatorType, kubernetes, addresses, cpuNodes, gpuNodes, keepContents, host } =
  readSettings();

const network = new Network('ml', { cidr: addresses });
const cluster = new Cluster('ml', {
  network,
  kubernetes,
  access: {
    // Who runs this program deploys to the cluster as well.
    creator: 'admin',
    creatorType,
    ...(administrator !== '' && {
      entries: {
        administrator: { principal: administrator, type: administratorType, policy: 'cluster-admin' },
      },
    }),
  },
});

const cpu = new NodePool('cpu', { cluster, machine: 'Standard_D8s_v5', nodes: { min: 1, max: cpuNodes } });
const inference = new GpuNodePool('inference', {
  cluster,
  accelerator: { kind: 'gpu', model: 'A100-80GB', count: 1 },
  nodes: { min: 0, max: gpuNodes },
  capacity: { kind: 'spot' },
});
const training = new GpuNodePool('training', {
  cluster,
  accelerator: { kind: 'gpu', model: 'A100-80GB', count: 4 },
  nodes: { min: 0, max: gpuNodes },
});

const whenDestroyed = keepContents ? 'refuse' : 'delete-contents';
const images = new Registry('models', { repositories: ['sentiment', 'vllm'], whenDestroyed });
images.grantPull(cluster);
const weights = new ObjectStore('weights', { cluster, whenDestroyed });

// After the pools, whose GPUs decide what the device plugin is told; the charts wait for all of it.
new AddOns('ml', {
  cluster,
  devicePlugin: {},
  keda: { http: {} },
  gateway: { name: 'public', controller: 'traefik', reach: 'internet' },
});

new ChartsOnCluster('models', {
  cluster,
  charts: (app) => {
    models(app, { cpu, inference, training, weights, host });
  },
});

export const endpoint: string = `http://${host}`;
/** Where images are pushed to. */
export const push: Readonly<Record<string, Output<string>>> = images.repositoryUrls;
export const kubeconfig: Output<string> = secret(cluster.kubeconfig);
/** For programs that only make manifests: `pulumi stack output target --json > cluster.json`. */
export const target: TargetCluster = cluster.target;
