/** A model behind a cloud's load balancer, scaled between one replica and ten by the processor time that it uses. */
import { Chart } from 'cdk8s';
import { ModelService, unpinned, type App } from 'modelyard';

export function mlModel(app: App): ModelService {
  const chart = new Chart(app, 'ml-model', { namespace: 'models' });

  const service = new ModelService(chart, 'ml-model', {
    runtime: {
      kind: 'http',
      image: unpinned('myuser/ml-model:v1', 'an example: nobody has published it'),
      port: 5000,
      healthPath: '/health',
    },
    resources: { cpu: '500m', memory: '1Gi' },
    scaling: { kind: 'autoscale', min: 1, max: 10, on: [{ kind: 'cpu', target: '50%' }] },
    names: { service: 'ml-model-service', autoscaler: 'ml-model-hpa' },
  });
  service.exposeVia({ kind: 'load-balancer' });
  return service;
}
