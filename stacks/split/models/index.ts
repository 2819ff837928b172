/** Models on the cluster of another stack: what is known of it comes from a file, how to reach it from that stack. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Config, StackReference } from '@pulumi/pulumi';
import { Chart } from 'cdk8s';
import { loadTargetCluster, ModelService, Namespace, unpinned } from 'modelyard';
import { ChartsOnCluster, existingCluster } from 'modelyard/pulumi';

// What decides about objects must be known before any output is: `pulumi stack output target --json > cluster.json`.
const target = loadTargetCluster(JSON.parse(readFileSync(join(__dirname, 'cluster.json'), 'utf8')));
const stack = new StackReference(new Config().require('clusterStack'));
const cluster = existingCluster('ml', { target, kubeconfig: stack.requireOutput('kubeconfig') });

new ChartsOnCluster('models', {
  cluster,
  charts: (app) => {
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
      scaling: { kind: 'fixed', replicas: 2 },
    });
  },
});
