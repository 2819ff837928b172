/** What a team tests of its own, here with no test runner: objects, the nodes that take them, and a runtime. */
import { Chart } from 'cdk8s';
import { App, defineRuntime, ModelService, nodePool, targetCluster, unpinned, type ImageRef } from 'modelyard';
import { expectSchedulable, findObject, findObjects, runtimeChecks, synth } from 'modelyard/testing';

const production = targetCluster({
  name: 'production',
  cloud: 'eks',
  region: 'eu-central-1',
  kubernetes: '1.34',
  nodePools: [nodePool('general', { machine: 'm7i.4xlarge', nodes: { min: 1, max: 4 } })],
});

const ours = defineRuntime<{ readonly image: ImageRef }>({
  name: 'ours',
  describe: ({ image }) => ({
    image,
    ports: [{ name: 'http', port: 8080 }],
    health: { port: 'http', started: '/ready', ready: '/ready', alive: '/live' },
    startsWithin: '10m',
    drain: '30s',
    user: { user: 1000, group: 1000, reason: "the image's own user" },
    writable: ['/tmp'],
  }),
});

const runtime = ours({ image: unpinned('myuser/sentiment:v1', 'a test') });
const app = new App();
new ModelService(new Chart(app, 'models', { namespace: 'models' }), 'sentiment', {
  runtime,
  resources: { cpu: '500m', memory: '1Gi' },
  scaling: { kind: 'fixed', replicas: 3 },
});

const manifests = synth(app);
const { replicas } = findObject(manifests, 'Deployment', 'sentiment').spec;
if (replicas !== 3) throw new Error(`3 replicas became ${replicas ?? 'none'}`);
const services = findObjects(manifests, { kind: 'Service', namespace: 'models' });
if (services.length !== 1) throw new Error(`there are ${services.length} Services`);

expectSchedulable(app, production);

for (const { name, run } of runtimeChecks({ runtime: () => runtime })) {
  run();
  console.log(`ours ${name}`);
}
