import * as pulumi from '@pulumi/pulumi';
import { Chart } from 'cdk8s';
import { ModelService, nodePool, targetCluster, unpinned } from 'modelyard';
import { ChartsOnCluster, existingCluster } from 'modelyard/pulumi';

const config = new pulumi.Config();
const network = new pulumi.StackReference('shop/network/production');

const l4 = nodePool('l4', { machine: 'g6.xlarge', nodes: { min: 0, max: 4 } });
const production = existingCluster('production', {
  target: targetCluster({
    name: 'production',
    cloud: 'eks',
    region: 'eu-central-1',
    kubernetes: '1.34',
    nodePools: [l4],
  }),
  kubeconfig: config.requireSecret('kubeconfig'),
});

const models = new ChartsOnCluster('models', {
  cluster: production,
  charts: (app) => {
    const chart = new Chart(app, 'chat', { namespace: 'chat' });
    new ModelService(chart, 'server', {
      runtime: {
        kind: 'http',
        image: unpinned('example.com/chat:v1', 'a first try'),
        port: 8000,
        healthPath: '/health',
      },
      resources: { cpu: 3, memory: '8Gi' },
      placement: l4,
      gpus: 1,
      env: {
        WEIGHTS: pulumi.interpolate`s3://${network.requireOutput('bucket')}/llama/`,
        API_KEY: config.requireSecret('apiKey'),
      },
    });
  },
});

/** How many objects are deployed. */
export const objects: number = models.resources.size;
