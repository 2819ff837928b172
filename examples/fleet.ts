/** Twenty models on eight kinds of server, which share a cache, its password, and a cluster. */
import { ApiObject, Chart } from 'cdk8s';
import {
  acknowledge,
  bindCluster,
  existingSecret,
  ModelService,
  models,
  nodePool,
  targetCluster,
  unpinned,
  type App,
  type ImageRef,
  type Model,
  type ModelServiceProps,
  type SecretReference,
} from 'modelyard';

const general = nodePool('general', { machine: 'm7i.4xlarge', nodes: { min: 2, max: 8 } });
const l4 = nodePool('l4', {
  machine: 'g6.4xlarge',
  nodes: { min: 0, max: 20 },
  diskGib: 200,
  driver: { from: 'node-image', version: '580.95.05' },
});
const cluster = targetCluster({
  name: 'fleet',
  cloud: 'eks',
  region: 'us-east-1',
  kubernetes: '1.34',
  nodePools: [general, l4],
});

export function fleet(app: App): readonly ModelService[] {
  const chart = new Chart(app, 'fleet', { namespace: 'fleet' });
  bindCluster(chart, cluster);
  acknowledge(
    chart,
    'serving/not-maintained',
    'two models are still archives of TorchServe, until they are exported anew',
  );
  const password = existingSecret('cache', { keys: ['password'] });
  addCache(chart, password);
  return Object.entries(services).map(
    ([name, props]) =>
      new ModelService(chart, name, {
        config: { env: { CACHE_HOST: 'cache', CACHE_PORT: '6379' } },
        env: { CACHE_PASSWORD: { kind: 'secret', secret: password, key: 'password' } },
        ...props(name),
      }),
  );
}

/** What serves each model: by its name, so that each finds its own files. */
const services: Readonly<Record<string, (name: string) => ModelServiceProps>> = {
  sentiment: onHttp,
  intent: onHttp,
  spelling: onHttp,
  ranking: onTensorFlowServing,
  similar: onTensorFlowServing,
  churn: onMlserver,
  fraud: onMlserver,
  demand: onMlserver,
  pricing: onMlserver,
  faces: onTriton,
  objects: onTriton,
  speech: onTriton,
  defects: onTorchserve,
  masks: onTorchserve,
  search: onTextEmbeddingsInference,
  reranker: onTextEmbeddingsInference,
  assistant: onVllm,
  summary: onVllm,
  translation: onSglang,
  moderation: onSglang,
};

const small = { cpu: '500m', memory: '2Gi' } as const;

function onHttp(name: string): ModelServiceProps {
  return {
    runtime: { kind: 'http', image: image(`myuser/${name}:v1`), port: 8000, healthPath: '/health' },
    resources: small,
    placement: general,
    scaling: { kind: 'autoscale', min: 2, max: 6, on: [{ kind: 'cpu', target: '70%' }] },
  };
}

function onTensorFlowServing(name: string): ModelServiceProps {
  return {
    runtime: {
      kind: 'tensorflow-serving',
      image: image('tensorflow/serving:2.19.1'),
      modelName: name,
      models: { kind: 'claim', claim: { name: 'models', accessModes: ['ReadOnlyMany'], declared: true } },
    },
    resources: small,
    placement: general,
  };
}

function onMlserver(name: string): ModelServiceProps {
  return {
    runtime: { kind: 'mlserver', image: image('seldonio/mlserver:1.7.1-sklearn') },
    model: downloaded(name),
    resources: { ...small, ephemeralStorage: '2Gi' },
    // What it would reserve instead is told, and changed by hand.
    verticalScaling: { mode: 'recommend' },
    placement: general,
  };
}

function onTriton(name: string): ModelServiceProps {
  return {
    runtime: { kind: 'triton', image: image('nvcr.io/nvidia/tritonserver:25.11-py3') },
    model: downloaded(name),
    gpus: 1,
  };
}

function onTorchserve(name: string): ModelServiceProps {
  return {
    runtime: { kind: 'torchserve', image: image('pytorch/torchserve:0.12.0-gpu') },
    model: downloaded(name),
    gpus: 1,
  };
}

function onTextEmbeddingsInference(name: string): ModelServiceProps {
  return {
    runtime: {
      kind: 'text-embeddings-inference',
      image: image('ghcr.io/huggingface/text-embeddings-inference:cpu-1.9.3'),
    },
    model: downloaded(name),
    resources: { cpu: 2, memory: '4Gi' },
    placement: general,
  };
}

function onVllm(name: string): ModelServiceProps {
  return {
    runtime: { kind: 'vllm', image: image('vllm/vllm-openai:v0.33.0'), contextLength: 16_384 },
    model: { ...downloaded(name), architecture: models.llama32_3b },
    gpus: 1,
  };
}

function onSglang(name: string): ModelServiceProps {
  return {
    runtime: {
      kind: 'sglang',
      image: image('lmsysorg/sglang:v0.5.23'),
      memoryUtilization: '85%',
      contextLength: 16_384,
    },
    model: { ...downloaded(name), architecture: models.qwen25_3b },
    gpus: 1,
  };
}

/** A model of the company's store, copied to the pod's disk before its server starts. */
function downloaded(name: string): Model {
  return {
    source: {
      kind: 'object-store',
      uri: `s3://fleet-models/${name}/`,
      access: {
        kind: 'service-account',
        annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/read-models' },
      },
      download: image('rclone/rclone:1.75.1'),
    },
  };
}

function image(name: string): ImageRef {
  return unpinned(name, 'an example: pin the digest that your registry shows');
}

/** Redis, of the team's own making: whatever else is in a chart is proven with it. */
function addCache(chart: Chart, password: SecretReference): void {
  const labels = { 'app.kubernetes.io/name': 'cache' };
  new ApiObject(chart, 'cache', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'cache', labels },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          automountServiceAccountToken: false,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 999,
            runAsGroup: 999,
            seccompProfile: { type: 'RuntimeDefault' },
          },
          containers: [
            {
              name: 'redis',
              image: 'redis:7.4-alpine',
              args: ['--requirepass', '$(PASSWORD)', '--save', '', '--maxmemory', '512mb'],
              env: [{ name: 'PASSWORD', valueFrom: { secretKeyRef: { name: password.name, key: 'password' } } }],
              ports: [{ name: 'redis', containerPort: 6379 }],
              readinessProbe: { tcpSocket: { port: 'redis' } },
              resources: { requests: { cpu: '250m', memory: '640Mi' }, limits: { memory: '640Mi' } },
              securityContext: {
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ['ALL'] },
              },
            },
          ],
        },
      },
    },
  });
  new ApiObject(chart, 'cache-service', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'cache', labels },
    spec: { selector: labels, ports: [{ name: 'redis', port: 6379, targetPort: 'redis' }] },
  });
}
