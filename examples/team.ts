/** A namespace of a team, what its company decided once for all pods in it, and a model that one other team may call. */
import { Chart } from 'cdk8s';
import {
  existingConfigMap,
  existingSecret,
  ModelService,
  Namespace,
  setPlatformDefaults,
  unpinned,
  type App,
} from 'modelyard';

export function team(app: App): ModelService {
  const platform = new Chart(app, 'team-platform');
  const vision = new Namespace(platform, 'vision', {
    quota: { 'requests.nvidia.com/gpu': 8, 'requests.memory': '512Gi', pods: 100 },
    limits: { max: { memory: '128Gi' } },
    egress: { kind: 'deny', dns: true },
  });

  const chart = new Chart(app, 'team', { namespace: vision.name });
  setPlatformDefaults(chart, {
    registryMirror: { 'docker.io': 'mirror.example.com/hub' },
    imagePullSecrets: [existingSecret('mirror')],
    labels: { 'example.com/cost-centre': '4711' },
    proxy: { httpsProxy: 'http://proxy.example.com:3128' },
    caBundle: { kind: 'config-map', configMap: existingConfigMap('company-ca', { keys: ['ca.pem'] }), key: 'ca.pem' },
  });
  const service = new ModelService(chart, 'detector', {
    runtime: {
      kind: 'http',
      image: unpinned('myuser/detector:v1', 'an example: nobody has published it'),
      port: 8000,
      healthPath: '/health',
    },
    resources: { cpu: 2, memory: '4Gi' },
  });
  service.allowFrom({ kind: 'namespace', name: 'web' });
  return service;
}
