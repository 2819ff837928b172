import { Chart } from 'cdk8s';
import {
  BatchTrainingJob,
  models as known,
  ModelService,
  Namespace,
  unpinned,
  type App,
  type NodePool,
  type ObjectStore,
} from 'modelyard';

/** Where models run, what they are made of, and under which name they answer. */
export interface Places {
  readonly cpu: NodePool;
  readonly inference: NodePool;
  readonly training: NodePool;
  readonly weights: ObjectStore;
  readonly host: string;
}

/** A small model that is always there and trained anew each week, and a language model that has no node while nobody asks. */
export function models(app: App, { cpu, inference, training, weights, host }: Places): void {
  const chart = new Chart(app, 'models', { namespace: 'models' });
  new Namespace(chart, 'namespace', { name: 'models' });

  const sentiment = new ModelService(chart, 'sentiment', {
    runtime: {
      kind: 'http',
      image: unpinned('myuser/sentiment:v1', 'an example: nobody has published it'),
      port: 5000,
      healthPath: '/health',
    },
    resources: { cpu: '500m', memory: '1Gi' },
    placement: cpu,
    scaling: { kind: 'fixed', replicas: 2 },
  });
  // The namespace lets nobody in. Who is let in here comes beside the gateway, and the interceptor of KEDA's HTTP add-on.
  sentiment.allowFrom({ kind: 'namespace', name: 'models' });
  sentiment.exposeVia({ kind: 'gateway', host, path: '/sentiment' });

  const chat = new ModelService(chart, 'chat', {
    model: { source: weights.at('llama-3.1-8b/'), architecture: known.llama31_8b, precision: 'bf16' },
    runtime: {
      kind: 'vllm',
      image: unpinned('vllm/vllm-openai:v0.33.0', 'an example: pin the digest that your registry shows'),
      contextLength: 8192,
    },
    placement: inference,
    scaling: {
      kind: 'scale-to-zero',
      max: 4,
      wake: { kind: 'http-add-on', concurrency: 16 },
      idleFor: '15m',
      clientTimeout: '30m',
    },
  });
  weights.grantRead(chat);
  chat.allowFrom({ kind: 'namespace', name: 'models' });
  chat.exposeVia({ kind: 'gateway', host: `chat.${host}` });

  const retraining = new BatchTrainingJob(chart, 'sentiment-training', {
    image: unpinned('myuser/sentiment-training:v1', 'an example: nobody has published it'),
    command: ['train.py', '--data=/inputs/reviews', '--checkpoints=/checkpoints', '--out=/outputs/model'],
    copyWith: unpinned('rclone/rclone:1.76.0', 'an example: pin the digest that your registry shows'),
    placement: training,
    gpus: 4,
    schedule: { cron: '0 2 * * 0', timeZone: 'Etc/UTC' },
    inputs: { reviews: weights.at('reviews/') },
    outputs: { model: weights.at('sentiment/') },
    checkpoints: { kind: 'store', at: weights.at('checkpoints/'), every: '15m' },
  });
  weights.grantWrite(retraining);
}
