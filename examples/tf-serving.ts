/** TensorFlow Serving with `my_model` on a volume that several nodes can mount. */
import { Chart } from 'cdk8s';
import { existingClaim, ModelService, unpinned, type App } from 'modelyard';

export function tensorFlowServing(app: App): ModelService {
  const chart = new Chart(app, 'tf-serving', { namespace: 'models' });
  const models = existingClaim('models', { accessModes: ['ReadOnlyMany'] });

  return new ModelService(chart, 'tf-serving', {
    runtime: {
      kind: 'tensorflow-serving',
      image: unpinned('tensorflow/serving', 'the tutorial names no version; pin the one you tested'),
      modelName: 'my_model',
      models: { kind: 'claim', claim: models },
    },
    resources: { cpu: 2, memory: '4Gi' },
    scaling: { kind: 'fixed', replicas: 2 },
  });
}
