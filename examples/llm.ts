/** A language model on four GPUs, which runs only while somebody asks: whether it fits, and can be woken, is proven first. */
import { Chart } from 'cdk8s';
import { bindCluster, ModelService, models, nodePool, targetCluster, unpinned, type App } from 'modelyard';

const l4 = nodePool('l4', {
  machine: 'g6.12xlarge',
  nodes: { min: 0, max: 6 },
  diskGib: 200,
  capacity: { kind: 'spot' },
  driver: { from: 'node-image', version: '580.95.05' },
});

const production = targetCluster({
  name: 'production',
  cloud: 'eks',
  region: 'us-east-1',
  kubernetes: '1.34',
  nodePools: [l4],
  addOns: {
    keda: {
      version: '2.21',
      namespace: 'keda',
      http: {
        version: '0.14',
        proxy: { namespace: 'keda', service: 'keda-add-ons-http-interceptor-proxy', port: 8080 },
      },
    },
    gateways: [{ name: 'public', namespace: 'gateways', version: '1.4', controller: 'example.com/gateway' }],
  },
});

export function languageModel(app: App): ModelService {
  const chart = new Chart(app, 'llm', { namespace: 'chat' });
  bindCluster(chart, production);

  const chat = new ModelService(chart, 'chat', {
    model: {
      source: {
        kind: 'object-store',
        uri: 's3://weights/llama-3.1-8b/',
        access: {
          kind: 'service-account',
          annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/read-weights' },
        },
      },
      architecture: models.llama31_8b,
    },
    runtime: {
      kind: 'vllm',
      image: unpinned('vllm/vllm-openai:v0.33.0', 'an example: pin the digest that your registry shows'),
      tensorParallel: 4,
      contextLength: 32_768,
    },
    load: { concurrency: 16, tokensPerRequest: 8_192 },
    placement: l4,
    scaling: {
      kind: 'scale-to-zero',
      max: 6,
      wake: { kind: 'http-add-on', concurrency: 16 },
      idleFor: '15m',
      clientTimeout: '30m',
    },
  });
  chat.exposeVia({ kind: 'gateway', host: 'chat.example.com' });
  return chat;
}
