/** A language model on GPUs of which there are none until somebody asks it: Karpenter makes their nodes, and takes them away. */
import { Chart } from 'cdk8s';
import { bindCluster, karpenter, ModelService, models, targetCluster, unpinned, type App } from 'modelyard';

export function karpenterPool(app: App): ModelService {
  const nodes = new Chart(app, 'karpenter-nodes');
  const l4 = new karpenter.GpuNodePool(nodes, 'l4', {
    cloud: 'eks',
    cluster: 'production',
    role: 'production-nodes',
    image: { family: 'al2023', release: 'v20260714' },
    accelerator: { kind: 'gpu', model: 'L4', count: 1 },
    nodes: { max: 2 },
    capacity: { kind: 'spot' },
    devicePlugin: 'yourself',
    nodeBoot: '4m',
  });

  const chart = new Chart(app, 'karpenter', { namespace: 'chat' });
  bindCluster(
    chart,
    targetCluster({
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
      },
    }),
  );
  return new ModelService(chart, 'chat', {
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
      contextLength: 8_192,
    },
    load: { concurrency: 2, tokensPerRequest: 4_096 },
    placement: l4,
    scaling: {
      kind: 'scale-to-zero',
      max: 2,
      wake: { kind: 'http-add-on', concurrency: 2 },
      idleFor: '15m',
      clientTimeout: '30m',
    },
  });
}
