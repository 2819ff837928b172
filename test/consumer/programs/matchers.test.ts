/** What a team tests with vitest, by its matchers. */
import 'modelyard/testing/vitest';
import { Chart } from 'cdk8s';
import { App, ModelService, Namespace, nodePool, targetCluster, unpinned } from 'modelyard';
import { reachCluster } from 'modelyard/testing';
import { expect, it } from 'vitest';

const production = targetCluster({
  name: 'production',
  cloud: 'eks',
  region: 'eu-central-1',
  kubernetes: '1.34',
  nodePools: [nodePool('l4', { machine: 'g6.xlarge', nodes: { min: 0, max: 2 } })],
});

function appOf(gpus: number): App {
  const app = new App({ cluster: production });
  const chart = new Chart(app, 'models', { namespace: 'models' });
  new Namespace(chart, 'models');
  new ModelService(chart, 'chat', {
    runtime: { kind: 'http', image: unpinned('myuser/chat:v1', 'a test'), port: 8000, healthPath: '/health' },
    gpus,
    placement: production.nodePools[0],
    resources: { cpu: 1, memory: '2Gi' },
    scaling: { kind: 'fixed', replicas: 2 },
  }).allowFrom({ kind: 'addresses', cidr: '10.0.0.0/8' });
  return app;
}

const app = appOf(1);

it('runs two servers, each on a GPU', () => {
  expect(app).toHaveObject('Deployment', 'chat', {
    spec: {
      replicas: 2,
      template: {
        spec: { containers: [{ image: 'myuser/chat:v1', resources: { limits: { 'nvidia.com/gpu': '1' } } }] },
      },
    },
  });
  expect(app).not.toHaveObject('Ingress', 'chat');
});

it('has room in production', () => {
  expect(app).toBeSchedulableOn(production);
});

it('leaves nothing to say', () => {
  expect(app).toHaveNoFindings();
});

it('is refused more GPUs than a node has', () => {
  expect(appOf(8)).toHaveFinding('workload/no-room-on-node');
});

it('is accepted by the API server', async ({ skip }) => {
  const reached = await reachCluster({ owner: 'team-search' });
  if (reached.kind === 'not-reached') return skip(reached.said);
  await expect(app).toBeAcceptedBy(reached.cluster);
  await reached.cluster.close();
});
