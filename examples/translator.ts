/** A model behind a Gateway of the cluster: the gateway, the Ingress class and who is let in follow from the cluster. */
import { Chart } from 'cdk8s';
import { bindCluster, ModelService, targetCluster, unpinned, type App } from 'modelyard';

const production = targetCluster({
  name: 'production',
  cloud: 'eks',
  region: 'us-east-1',
  kubernetes: '1.34',
  addOns: {
    gateways: [
      {
        name: 'public',
        namespace: 'gateways',
        version: '1.4',
        controller: 'gateway.envoyproxy.io/gatewayclass-controller',
        from: { namespace: 'envoy-gateway-system' },
      },
    ],
    ingressClasses: [{ name: 'alb', controller: 'ingress.k8s.aws/alb' }],
  },
});

export function translator(app: App): ModelService {
  const chart = new Chart(app, 'translator', { namespace: 'models' });
  bindCluster(chart, production);
  const service = new ModelService(chart, 'translator', {
    runtime: {
      kind: 'http',
      image: unpinned('myuser/translator:v1', 'an example: nobody has published it'),
      port: 8000,
      healthPath: '/health',
    },
    resources: { cpu: 2, memory: '4Gi' },
    scaling: { kind: 'fixed', replicas: 2 },
  });
  service.exposeVia({ kind: 'gateway', host: ['translate.example.com', 'translate.example.org'], path: '/v1' });
  service.exposeVia({ kind: 'ingress', host: 'translate.internal.example.com' });
  service.allowFrom({ kind: 'namespace', name: 'shop' }, { kind: 'addresses', cidr: '10.20.0.0/16' });
  return service;
}
