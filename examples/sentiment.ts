/** A sentiment model behind HTTP: three replicas, a Service, and an Ingress to `/predict`. */
import { Chart } from 'cdk8s';
import { ModelService, unpinned, type App } from 'modelyard';

export function sentiment(app: App, version = 'v1'): ModelService {
  const chart = new Chart(app, 'sentiment', { namespace: 'models' });

  const service = new ModelService(chart, 'sentiment', {
    runtime: {
      kind: 'http',
      image: unpinned(`myuser/sentiment:${version}`, 'an example: nobody has published it'),
      port: 5000,
      healthPath: '/health',
    },
    resources: { cpu: '500m', memory: '1Gi' },
    scaling: { kind: 'fixed', replicas: 3 },
    names: { deployment: 'sentiment-deployment', service: 'sentiment-service' },
  });
  service.exposeVia({ kind: 'ingress', host: 'sentiment.example.com', path: '/predict' });
  return service;
}
