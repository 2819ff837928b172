/** A model trained on four nodes of eight GPUs each, on spot, in a queue that admits all four at once or none. */
import { Chart } from 'cdk8s';
import {
  BatchTrainingJob,
  bindCluster,
  models,
  nodePool,
  targetCluster,
  unpinned,
  type App,
  type NodePool,
  type StoreLocation,
  type TargetCluster,
} from 'modelyard';

/** Five nodes of eight H100 each: one more than a run takes. */
export const h100: NodePool = nodePool('h100', {
  machine: 'p5.48xlarge',
  nodes: { min: 0, max: 5 },
  capacity: { kind: 'spot' },
});

export function trainingCluster(): TargetCluster {
  return targetCluster({
    name: 'training',
    cloud: 'eks',
    region: 'us-east-1',
    kubernetes: '1.34',
    nodePools: [h100],
    addOns: { kueue: { queues: [{ name: 'research', namespace: 'research' }] } },
  });
}

/** The store lets the account of the job in, by the identity that AWS gives it. */
function at(path: string): StoreLocation {
  return {
    kind: 'object-store',
    uri: `s3://research/${path}`,
    region: 'us-east-1',
    access: { kind: 'service-account' },
  };
}

export function distributedTraining(app: App): BatchTrainingJob {
  const chart = new Chart(app, 'distributed-training', { namespace: 'research' });
  bindCluster(chart, trainingCluster());

  return new BatchTrainingJob(chart, 'translator', {
    image: unpinned('myuser/translator-training:v1', 'an example: nobody has published it'),
    command: ['train.py', '--data=/inputs/corpus', '--checkpoints=/checkpoints', '--out=/outputs/model'],
    copyWith: unpinned('rclone/rclone:1.76.0', 'an example: no digest of it has been read'),
    model: {
      architecture: models.llama31_8b,
      batch: { sequences: 2, tokens: 8192 },
      activations: 'checkpointed',
      spread: { kind: 'fsdp' },
    },
    topology: { kind: 'torchrun', nodes: 4 },
    placement: h100,
    gpus: 8,
    sharedMemory: '64Gi',
    queue: { name: 'research' },
    inputs: { corpus: at('corpus/') },
    outputs: { model: at('models/translator/') },
    checkpoints: { kind: 'store', at: at('checkpoints/translator/'), every: '15m' },
    deadline: '3d',
  });
}
