/** One model in three environments: the definition stays, and the cluster decides what follows from it. */
import { Chart } from 'cdk8s';
import {
  bindCluster,
  ModelService,
  models,
  nodePool,
  targetCluster,
  unpinned,
  type App,
  type ModelServiceProps,
  type TargetCluster,
} from 'modelyard';

const driver = { from: 'node-image', version: '580.95.05' } as const;

const development = targetCluster({
  name: 'development',
  cloud: 'other',
  kubernetes: '1.34',
  nodePools: [
    nodePool('laptop', {
      custom: { cpu: 8, memory: '32Gi', pods: 110, ephemeralStorage: '100Gi' },
      nodes: { min: 1, max: 1 },
    }),
  ],
});

const staging = targetCluster({
  name: 'staging',
  cloud: 'aks',
  region: 'eastus',
  kubernetes: '1.34',
  nodePools: [
    nodePool('a10', {
      machine: 'Standard_NV36ads_A10_v5',
      nodes: { min: 0, max: 2 },
      capacity: { kind: 'spot' },
      driver,
    }),
  ],
});

const production = targetCluster({
  name: 'production',
  cloud: 'eks',
  region: 'us-east-1',
  kubernetes: '1.34',
  nodePools: [nodePool('l40s', { machine: 'g6e.4xlarge', nodes: { min: 2, max: 6 }, diskGib: 200, driver })],
});

export function environments(app: App): readonly ModelService[] {
  return [
    assistant(new Chart(app, 'environments-development', { namespace: 'assistant' }), development, {
      runtime: {
        kind: 'vllm',
        device: 'cpu',
        image: unpinned('vllm/vllm-openai-cpu:v0.33.0-x86_64', 'an example: pin the digest that your registry shows'),
        contextLength: 4_096,
      },
      resources: { cpu: 6, memory: '24Gi' },
      // The laptop has no room for a second one.
      rollout: { kind: 'rolling', maxSurge: 0, maxUnavailable: 1 },
    }),
    assistant(new Chart(app, 'environments-staging', { namespace: 'assistant' }), staging),
    assistant(new Chart(app, 'environments-production', { namespace: 'assistant' }), production, {
      scaling: { kind: 'fixed', replicas: 4 },
    }),
  ];
}

/** The assistant as it is in every environment, but for what one of them needs otherwise. */
function assistant(chart: Chart, cluster: TargetCluster, otherwise: Partial<ModelServiceProps> = {}): ModelService {
  bindCluster(chart, cluster);
  return new ModelService(chart, 'assistant', {
    model: {
      source: { kind: 'claim', claim: { name: 'weights', accessModes: ['ReadOnlyMany'], declared: true } },
      architecture: models.qwen25_3b,
    },
    runtime: {
      kind: 'vllm',
      image: unpinned('vllm/vllm-openai:v0.33.0', 'an example: pin the digest that your registry shows'),
      contextLength: 16_384,
    },
    load: { concurrency: 8, tokensPerRequest: 4_096 },
    ...(otherwise.runtime === undefined ? { gpus: 1 } : {}),
    ...otherwise,
  });
}
