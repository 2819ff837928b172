import { App, Chart, Cron, Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { expect, test } from 'vitest';
import { verify, type Manifest } from '../../lib/verify';

/** A user's own charts, as the documentation of cdk8s-plus writes them. */
function render(build: (chart: Chart) => void, namespace?: string): readonly Manifest[] {
  const chart = new Chart(new App(), 'app', namespace === undefined ? {} : { namespace });
  build(chart);
  return chart.toJson() as readonly Manifest[];
}

const server = { image: 'registry.example/server', portNumber: 8080, securityContext: { user: 1000 } };

// The interfaces of cdk8s-plus take its own classes only without exactOptionalPropertyTypes, hence the assertions.
const charts: Record<string, (chart: Chart) => void> = {
  'a Deployment behind a Service and an Ingress'(chart) {
    const deployment = new kplus.Deployment(chart, 'web', { containers: [server] });
    deployment.exposeViaIngress('/', { ports: [{ port: 80, targetPort: 8080 }] });
  },
  'a Deployment behind a LoadBalancer'(chart) {
    const deployment = new kplus.Deployment(chart, 'web', { replicas: 3, containers: [server] });
    deployment.exposeViaService({
      serviceType: kplus.ServiceType.LOAD_BALANCER,
      ports: [{ port: 80, targetPort: 8080 }],
    });
  },
  'a Deployment with an autoscaler'(chart) {
    const target = new kplus.Deployment(chart, 'web', { containers: [server] });
    new kplus.HorizontalPodAutoscaler(chart, 'scaler', {
      target,
      maxReplicas: 10,
      metrics: [kplus.Metric.resourceCpu(kplus.MetricTarget.averageUtilization(70))],
    });
  },
  'a Deployment with configuration, secrets, probes and a hook'(chart) {
    const settings = new kplus.ConfigMap(chart, 'settings', { data: { MODE: 'fast' } }) as kplus.IConfigMap;
    const login = new kplus.Secret(chart, 'login', { stringData: { password: 'x' } }) as kplus.ISecret;
    const elsewhere = kplus.Secret.fromSecretName(chart, 'elsewhere', 'elsewhere');
    const deployment = new kplus.Deployment(chart, 'web', { terminationGracePeriod: Duration.seconds(60) });
    const container = deployment.addContainer({
      ...server,
      envVariables: {
        MODE: kplus.EnvValue.fromConfigMap(settings, 'MODE'),
        PASSWORD: kplus.EnvValue.fromSecretValue({ secret: login, key: 'password' }),
        TOKEN: elsewhere.envValue('token'),
        NODE: kplus.EnvValue.fromFieldRef(kplus.EnvFieldPaths.NODE_NAME),
      },
      envFrom: [kplus.Env.fromSecret(login)],
      liveness: kplus.Probe.fromHttpGet('/live', { port: 8080 }),
      readiness: kplus.Probe.fromTcpSocket({ port: 8080 }),
      startup: kplus.Probe.fromCommand(['true'], { failureThreshold: 30, periodSeconds: Duration.seconds(10) }),
      lifecycle: { preStop: kplus.Handler.fromCommand(['sleep', '15']) },
      resources: { cpu: { request: kplus.Cpu.millis(100) }, memory: { limit: Size.gibibytes(1) } },
    });
    container.mount('/etc/settings', kplus.Volume.fromConfigMap(chart, 'settings-volume', settings));
    container.mount('/etc/login', kplus.Volume.fromSecret(chart, 'login-volume', login));
    container.mount('/tmp', kplus.Volume.fromEmptyDir(chart, 'tmp', 'tmp', { sizeLimit: Size.gibibytes(1) }));
  },
  'a Deployment with init containers, a sidecar and a claim'(chart) {
    const claim = new kplus.PersistentVolumeClaim(chart, 'claim', {
      accessModes: [kplus.PersistentVolumeAccessMode.READ_WRITE_ONCE],
      storage: Size.gibibytes(10),
    }) as kplus.IPersistentVolumeClaim;
    const deployment = new kplus.Deployment(chart, 'web', {
      replicas: 1,
      strategy: kplus.DeploymentStrategy.recreate(),
      containers: [server, { name: 'logs', image: 'registry.example/logs' }],
      initContainers: [{ image: 'registry.example/init' }],
    });
    deployment.containers[0]?.mount('/data', kplus.Volume.fromPersistentVolumeClaim(chart, 'volume', claim));
  },
  'a StatefulSet'(chart) {
    new kplus.StatefulSet(chart, 'store', {
      replicas: 3,
      containers: [server],
      service: new kplus.Service(chart, 'stores', { clusterIP: 'None', ports: [{ port: 8080 }] }),
    });
  },
  'a DaemonSet'(chart) {
    new kplus.DaemonSet(chart, 'agent', { containers: [server] });
  },
  'a Job and a CronJob'(chart) {
    new kplus.Job(chart, 'once', {
      containers: [{ image: 'registry.example/job' }],
      ttlAfterFinished: Duration.hours(1),
    });
    new kplus.CronJob(chart, 'nightly', {
      schedule: Cron.schedule({ minute: '0', hour: '3' }),
      containers: [{ image: 'registry.example/job' }],
    });
  },
  'a Pod'(chart) {
    new kplus.Pod(chart, 'lone', { containers: [server] });
  },
  'a role, its binding, an account and a policy'(chart) {
    const account = new kplus.ServiceAccount(chart, 'account') as kplus.IServiceAccount;
    const pod = new kplus.Pod(chart, 'reader', { containers: [server], serviceAccount: account });
    const other = new kplus.Pod(chart, 'other', { containers: [server] });
    new kplus.Role(chart, 'role', { rules: [{ verbs: ['get'], resources: [kplus.ApiResource.PODS] }] }).bind(
      kplus.ServiceAccount.fromServiceAccountName(chart, 'reference', account.name),
    );
    new kplus.ClusterRole(chart, 'cluster-role').bind(kplus.User.fromName(chart, 'ann', 'ann'));
    pod.connections.allowTo(other);
    pod.connections.isolate();
  },
  'a namespace and Secrets of every type'(chart) {
    new kplus.Namespace(chart, 'prod', { metadata: { name: 'prod' } });
    new kplus.DockerConfigSecret(chart, 'registry', { data: { auths: {} } });
    new kplus.BasicAuthSecret(chart, 'basic', { username: 'a', password: 'b' });
    new kplus.TlsSecret(chart, 'tls', { tlsCert: 'a', tlsKey: 'b' });
    new kplus.ServiceAccountTokenSecret(chart, 'token', {
      serviceAccount: new kplus.ServiceAccount(chart, 'account') as kplus.IServiceAccount,
    });
  },
};

test.each(Object.entries(charts))('no rule calls %s wrong', (_, build) => {
  for (const namespace of [undefined, 'prod']) {
    const manifests = render(build, namespace);
    expect(manifests.length).toBeGreaterThan(0);
    expect(verify(manifests).filter(({ severity }) => severity === 'error')).toEqual([]);
  }
});

test('what is doubtful or not known about cdk8s-plus by default is said', () => {
  const said = (name: string): readonly string[] =>
    verify(render(charts[name] ?? (() => undefined))).map(
      ({ severity, code, object }) => `${severity} ${code} ${object.kind}`,
    );
  expect(said('a Deployment behind a Service and an Ingress')).toEqual([
    'not-known verify/not-known-schedulable Deployment',
    'not-known verify/not-known-ingress-class Ingress',
  ]);
  expect(said('a Deployment with configuration, secrets, probes and a hook')).toEqual([
    'warning verify/plain-text-secret Secret',
    'not-known verify/not-known-reference Deployment',
    'not-known verify/not-known-schedulable Deployment',
  ]);
  expect(said('a Job and a CronJob')).toEqual([
    'not-known verify/not-known-image-user Job',
    'not-known verify/not-known-schedulable Job',
    'not-known verify/not-known-image-user CronJob',
    'not-known verify/not-known-schedulable CronJob',
  ]);
});
