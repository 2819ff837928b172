/** What a user's own test asks of a chart, with no test runner: the objects, and none written. */
import { Chart } from 'cdk8s';
import { App, ModelService, unpinned } from 'modelyard';
import { findObject, synth } from 'modelyard/testing';

const app = new App();
new ModelService(new Chart(app, 'own-test'), 'sentiment', {
  runtime: { kind: 'http', image: unpinned('myuser/sentiment:v1', 'a test'), port: 5000, healthPath: '/health' },
  resources: { cpu: '500m', memory: '1Gi' },
  scaling: { kind: 'fixed', replicas: 3 },
});

const { replicas } = findObject(synth(app), 'Deployment', 'sentiment').spec;
if (replicas !== 3) throw new Error(`3 replicas became ${replicas ?? 'none'}`);
