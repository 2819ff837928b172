import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { ModelService, Namespace, unpinned, type App } from '../../lib';
import type { NodePool } from '../../lib/hardware';

/** What constructs are called in the program. */
export interface Places {
  readonly chart: string;
  readonly server: string;
}

/** The charts of the whole programs: a namespace, and a service on a pool. */
export function wholeCharts(
  pool: NodePool,
  { chart: id, server }: Places = { chart: 'chat', server: 'server' },
): (app: App) => void {
  return (app) => {
    new Namespace(new Chart(app, 'namespaces'), 'chat');
    const chart = new Chart(app, id, { namespace: 'chat' });
    // A construct of the team's own around the service, which can be renamed as well.
    new ModelService(new Construct(chart, 'models'), server, {
      runtime: { kind: 'http', image: unpinned('example.com/chat:v1', 'a test'), port: 8000, healthPath: '/up' },
      resources: { cpu: 1, memory: '1Gi' },
      placement: pool,
      gpus: 1,
    });
  };
}
