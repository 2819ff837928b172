import { Chart } from 'cdk8s';
import { ModelService, unpinned, type App } from 'modelyard';

/** The program whose error the README shows. */
export function broken(app: App): void {
  const chart = new Chart(app, 'prod', { namespace: 'models' });
  new ModelService(chart, 'chat', {
    runtime: { kind: 'http', image: unpinned('myuser/chat:v1', 'an example'), port: 5000, healthPath: '/health' },
    resources: { cpu: '500m', memory: '1Gi' },
    scaling: { kind: 'autoscale', min: 10, max: 3, on: [{ kind: 'cpu', target: '50%' }] },
    env: { REDIS_PASSWORD: 'correct horse battery staple' },
  });
}
