/** A user's program, the same as a module and as CommonJS: own objects of cdk8s and cdk8s-plus beside a model service. */
import { ApiObject, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { App, ModelService, unpinned } from 'modelyard';

const app = new App();
const chart = new Chart(app, 'beside', { namespace: 'models' });

// What a team hands through from its own optional settings.
const version: string | undefined = undefined;

const service = new ModelService(chart, 'sentiment', {
  runtime: {
    kind: 'http',
    image: unpinned('myuser/sentiment:v1', 'nobody has published it'),
    port: 5000,
    healthPath: '/health',
  },
  resources: { cpu: '500m', memory: '1Gi' },
  scaling: { kind: 'fixed', replicas: 3 },
  version,
});

new kplus.NetworkPolicy(chart, 'from-clients', {
  selector: service,
  ingress: {
    rules: [
      {
        peer: kplus.Pods.select(chart, 'clients', { labels: { client: 'true' } }),
        ports: [kplus.NetworkPolicyPort.tcp(5000)],
      },
    ],
  },
});

const reader = new kplus.Role(chart, 'reader', {
  rules: [{ verbs: ['get'], resources: [kplus.ApiResource.CONFIG_MAPS] }],
});
reader.bind(service);

new ApiObject(chart, 'monitor', {
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'ServiceMonitor',
  spec: { selector: { matchLabels: service.matchLabels } },
});

app.synth();
