import { Chart } from 'cdk8s';
import { App, ModelService, unpinned } from 'modelyard';
import type { Workload } from './workload';

const id = 'zzidzz';

/** Renders the Deployment and the Service of `examples/sentiment.ts`, and a ConfigMap that they read, once as a workload. */
export function renderWorkload(): Workload {
  const app = new App();
  new ModelService(new Chart(app, 'sentiment', { namespace: 'models' }), `sentiment-${id}`, {
    runtime: { kind: 'http', image: unpinned('myuser/sentiment:v1', 'a benchmark'), port: 5000, healthPath: '/health' },
    resources: { cpu: '500m', memory: '1Gi' },
    scaling: { kind: 'fixed', replicas: 3 },
    config: {
      env: { LOG_LEVEL: 'info', WORKERS: '4', LABELS: 'positive,neutral,negative' },
      files: {
        '/etc/sentiment/server.conf': 'listen = 0.0.0.0:5000\nkeepalive = 75\n\n[model]\nthreshold = 0.5\nbatch = 16\n',
      },
    },
  });
  const kinds = ['Deployment', 'Service', 'ConfigMap'];
  const objects = app.synthObjects().filter(({ kind }) => kinds.includes(String(kind)));
  if (objects.length !== kinds.length) throw new Error(`the workload shall be ${kinds.join(', ')}`);
  return { objects: JSON.stringify(objects), id };
}
