import { Chart } from 'cdk8s';
import { ModelService, Namespace, unpinned, type App, type NodePool } from 'modelyard';

/** Where models run, and under which name they answer. */
export interface Places {
  readonly cpu: NodePool;
  readonly inference: NodePool;
  readonly training: NodePool;
  readonly host: string;
}

export function models(app: App, { cpu }: Places): void {
  const chart = new Chart(app, 'models', { namespace: 'models' });
  new Namespace(chart, 'namespace', { name: 'models' });
  new ModelService(chart, 'sentiment', {
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
}
