/** One language model on two nodes: too large for the GPUs of one, it is served by groups of two pods. */
import { Chart } from 'cdk8s';
import {
  bindCluster,
  existingClaim,
  ModelService,
  models,
  nodePool,
  targetCluster,
  unpinned,
  type App,
} from 'modelyard';

const h100 = nodePool('h100', {
  machine: 'p5.48xlarge',
  nodes: { min: 0, max: 4 },
  diskGib: 500,
  driver: { from: 'node-image', version: '580.95.05' },
});

const production = targetCluster({
  name: 'production',
  cloud: 'eks',
  region: 'us-east-1',
  kubernetes: '1.34',
  nodePools: [h100],
  customResources: [{ group: 'leaderworkerset.x-k8s.io', kind: 'LeaderWorkerSet', versions: ['v1'] }],
});

export function multiNodeLanguageModel(app: App): ModelService {
  const chart = new Chart(app, 'multi-node-llm', { namespace: 'chat' });
  bindCluster(chart, production);

  const chat = new ModelService(chart, 'large-chat', {
    model: {
      source: {
        kind: 'claim',
        claim: existingClaim('weights', { accessModes: ['ReadOnlyMany'] }),
        path: 'llama-3.1-405b',
      },
      architecture: models.llama31_405b,
    },
    runtime: {
      kind: 'vllm',
      image: unpinned('vllm/vllm-openai:v0.33.0', 'an example: pin the digest that your registry shows'),
      tensorParallel: 8,
      pipelineParallel: 2,
      nodes: 2,
      contextLength: 32_768,
    },
    load: { concurrency: 8, tokensPerRequest: 8_192 },
    scaling: { kind: 'fixed', replicas: 2 },
    placement: h100,
  });
  chat.allowFrom({ kind: 'namespace', name: 'frontend' });
  return chat;
}
