import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { ModelService, Namespace, type App } from '../../lib';
import type { ImageRegistry } from '../../lib/clouds';
import type { ObjectStore } from '../../lib/data';
import type { NodePool } from '../../lib/hardware';

/** What constructs are called in the program. */
export interface Places {
  readonly chart: string;
  readonly server: string;
}

/** What the charts use of the rest of the program. */
export interface Used {
  readonly pool: NodePool;
  readonly images: ImageRegistry;
  readonly weights: ObjectStore;
}

/** The charts of the whole programs: a namespace, and a service on a pool, which may read from a store. */
export function wholeCharts(
  { pool, images, weights }: Used,
  { chart: id, server }: Places = { chart: 'chat', server: 'server' },
): (app: App) => void {
  return (app) => {
    new Namespace(new Chart(app, 'namespaces'), 'chat');
    const chart = new Chart(app, id, { namespace: 'chat' });
    // A construct of the team's own around the service, which can be renamed as well.
    const service = new ModelService(new Construct(chart, 'models'), server, {
      runtime: {
        kind: 'http',
        image: images.image('chat', `sha256:${'ab'.repeat(32)}`, 'v1'),
        port: 8000,
        healthPath: '/up',
      },
      resources: { cpu: 1, memory: '1Gi' },
      placement: pool,
      gpus: 1,
      // As it is, wherever the service is in the program: whom it acts as goes by this name.
      names: { serviceAccount: 'chat' },
    });
    weights.grantRead(service);
  };
}
