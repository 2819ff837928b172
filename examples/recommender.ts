/** A recommender that reads its password from an external store, and scales by requests and by memory. */
import { Chart } from 'cdk8s';
import { ExternalSecret, ModelService, unpinned, type App } from 'modelyard';

export function recommender(app: App): ModelService {
  const chart = new Chart(app, 'recommender', { namespace: 'models' });
  const redis = new ExternalSecret(chart, 'redis', {
    store: { kind: 'ClusterSecretStore', name: 'vault' },
    data: { password: { key: 'models/redis', property: 'password' } },
  });

  const service = new ModelService(chart, 'recommender', {
    runtime: {
      kind: 'http',
      image: unpinned('myuser/recommender:v1', 'an example: nobody has published it'),
      port: 8000,
      healthPath: '/health',
      metricsPath: '/metrics',
    },
    resources: { cpu: 1, memory: '2Gi' },
    scaling: {
      kind: 'autoscale',
      min: 2,
      max: 20,
      on: [
        { kind: 'request-rate', perReplica: 50 },
        { kind: 'memory', target: '80%' },
      ],
    },
    config: { env: { LOG_LEVEL: 'info' }, files: { '/etc/recommender/features.json': '{"candidates": 500}\n' } },
    env: {
      REDIS_HOST: 'redis.data.svc',
      REDIS_PASSWORD: { kind: 'secret', secret: redis, key: 'password' },
    },
  });
  service.allowFrom({ kind: 'namespace', name: 'shop' });
  return service;
}
