import { ApiObject, Chart, type ApiObjectProps } from 'cdk8s';
import { describe, expect, test } from 'vitest';
import { bindCluster, decisionsOf, nodePool, targetCluster, type TargetCluster } from '../../lib';
import { DeployedApp } from '../../lib/app';
import { planDeployment, type PlannedResource } from '../../lib/pulumi/deployment-plan';
import { asRecord } from '../../lib/verify';

const target = targetCluster({ name: 'production', cloud: 'other', kubernetes: '1.34' });

/** Plans what is made in a chart of a namespace, without rules: what is planned need not be right. */
function plan(
  charts: (app: DeployedApp, chart: Chart) => void,
  { cluster = target, moved = {} }: { readonly cluster?: TargetCluster; readonly moved?: Record<string, string> } = {},
): readonly PlannedResource[] {
  const app = new DeployedApp({ cluster, rules: [] });
  charts(app, new Chart(app, 'chat', { namespace: 'chat' }));
  return planDeployment(app.deployed().objects, cluster, moved);
}

function thing(chart: Chart, id: string, kind: string, props: Partial<ApiObjectProps> = {}): ApiObject {
  return new ApiObject(chart, id, { apiVersion: 'v1', kind, metadata: { name: id }, ...props });
}

const labels = { app: 'server' };

interface PodParts {
  readonly spec?: object;
  readonly pod?: object;
}

function deployment(
  chart: Chart,
  { spec = {}, pod = {} }: PodParts = {},
  props: Partial<ApiObjectProps> = {},
): ApiObject {
  return thing(chart, 'server', 'Deployment', {
    apiVersion: 'apps/v1',
    spec: { template: { metadata: { labels }, spec: { containers: [], ...pod } }, ...spec },
    ...props,
  });
}

const service = (chart: Chart, spec: object = {}): ApiObject =>
  thing(chart, 'service', 'Service', { spec: { selector: labels, ...spec } });

function planned(resources: readonly PlannedResource[], name: string): PlannedResource {
  const found = resources.find((resource) => resource.name === `chat/${name}`);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
}

const annotationsOf = ({ manifest }: PlannedResource): object => asRecord(asRecord(manifest.metadata)['annotations']);
const readyWithin = (resources: readonly PlannedResource[], name: string): number | undefined =>
  planned(resources, name).timeouts.ready;
const isSkipped = (resources: readonly PlannedResource[], name: string): boolean =>
  Object.hasOwn(annotationsOf(planned(resources, name)), 'pulumi.com/skipAwait');

describe('the order', () => {
  const names = (resources: readonly PlannedResource[]): readonly string[] => resources.map(({ name }) => name);
  const before = (resources: readonly PlannedResource[], name: string): readonly string[] =>
    planned(resources, name).dependsOn.map((place) => resources[place]?.name ?? '');

  test('puts namespaces and definitions of kinds first, and what lives by them after them', () => {
    const resources = plan((app, chart) => {
      thing(chart, 'prompt', 'Prompt', { apiVersion: 'example.dev/v1' });
      thing(chart, 'settings', 'ConfigMap');
      thing(chart, 'elsewhere', 'ConfigMap', { metadata: { name: 'elsewhere', namespace: 'other' } });
      const base = new Chart(app, 'base');
      thing(base, 'chat', 'Namespace');
      thing(base, 'kind', 'CustomResourceDefinition', {
        apiVersion: 'apiextensions.k8s.io/v1',
        spec: { group: 'example.dev', names: { kind: 'Prompt' } },
      });
    });
    expect(names(resources)).toEqual(['base/chat', 'base/kind', 'chat/prompt', 'chat/settings', 'chat/elsewhere']);
    expect(before(resources, 'prompt')).toEqual(['base/chat', 'base/kind']);
    expect(before(resources, 'settings')).toEqual(['base/chat']);
    expect(before(resources, 'elsewhere')).toEqual([]);
  });

  test('leaves what lives in no namespace alone, though its chart has one', () => {
    const resources = plan((_, chart) => {
      thing(chart, 'chat', 'Namespace');
      thing(chart, 'role', 'ClusterRole', { apiVersion: 'rbac.authorization.k8s.io/v1' });
    });
    expect(before(resources, 'role')).toEqual([]);
  });

  test('follows what was said of constructs and of charts', () => {
    const resources = plan((app, chart) => {
      const later = thing(chart, 'later', 'ConfigMap');
      later.addDependency(thing(chart, 'sooner', 'ConfigMap'));
      const other = new Chart(app, 'other');
      thing(other, 'one', 'ConfigMap');
      thing(other, 'two', 'ConfigMap');
      chart.addDependency(other);
    });
    expect(before(resources, 'sooner')).toEqual(['other/one', 'other/two']);
    expect(before(resources, 'later')).toEqual(['other/one', 'other/two', 'chat/sooner']);
  });

  test('lets no object wait for itself, where a construct depends on a part of it', () => {
    const resources = plan((_, chart) => {
      const part = thing(chart, 'part', 'ConfigMap');
      thing(chart, 'rest', 'ConfigMap');
      chart.node.addDependency(part);
    });
    expect(before(resources, 'part')).toEqual([]);
    expect(before(resources, 'rest')).toEqual(['chat/part']);
  });

  test('lets pods come after what they cannot start without', () => {
    const resources = plan((_, chart) => {
      deployment(chart, {
        pod: {
          serviceAccountName: 'account',
          containers: [
            {
              envFrom: [{ configMapRef: { name: 'variables' } }],
              env: [{ name: 'KEY', valueFrom: { secretKeyRef: { name: 'keys', key: 'a' } } }],
            },
          ],
          volumes: [
            { configMap: { name: 'files' } },
            { secret: { secretName: 'certificate' } },
            { persistentVolumeClaim: { claimName: 'disk' } },
          ],
        },
      });
      thing(chart, 'account', 'ServiceAccount');
      thing(chart, 'variables', 'ConfigMap');
      thing(chart, 'files', 'ConfigMap');
      thing(chart, 'unread', 'ConfigMap');
      thing(chart, 'keys', 'Secret');
      thing(chart, 'certificate', 'Secret');
      thing(chart, 'disk', 'PersistentVolumeClaim');
    });
    expect([...before(resources, 'server')].sort()).toEqual(
      ['account', 'certificate', 'disk', 'files', 'keys', 'variables'].map((name) => `chat/${name}`),
    );
  });

  test('keeps what was said where what follows from the objects goes round in a circle', () => {
    const resources = plan((_, chart) => {
      const settings = thing(chart, 'settings', 'ConfigMap');
      settings.addDependency(deployment(chart, { pod: { volumes: [{ configMap: { name: 'settings' } }] } }));
    });
    expect(before(resources, 'settings')).toEqual(['chat/server']);
    expect(before(resources, 'server')).toEqual([]);
  });
});

describe('the wait', () => {
  test.each([
    ['a rollout of one step', { progressDeadlineSeconds: 1210, replicas: 1 }, 1270],
    ['one that is short', { progressDeadlineSeconds: 300, replicas: 1 }, undefined],
    ['four pods by a quarter', { progressDeadlineSeconds: 1000, replicas: 4 }, 2060],
    [
      'pod by pod',
      {
        progressDeadlineSeconds: 1000,
        replicas: 4,
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
      },
      4060,
    ],
    ['all at once', { progressDeadlineSeconds: 1000, replicas: 4, strategy: { type: 'Recreate' } }, 1060],
  ])('fits %s', (_, spec, seconds) => {
    const resources = plan((__, chart) => {
      deployment(chart, { spec });
      service(chart);
    });
    expect(readyWithin(resources, 'server')).toBe(seconds);
    expect(readyWithin(resources, 'service')).toBe(seconds);
  });

  test('goes by the most that an autoscaler may start', () => {
    const resources = plan((_, chart) => {
      deployment(chart, { spec: { progressDeadlineSeconds: 1000 } });
      autoscaler(chart, { minReplicas: 1, maxReplicas: 10 });
    });
    // A quarter of ten pods more, and a quarter less: five at a time.
    expect(readyWithin(resources, 'server')).toBe(2060);
  });

  test.each<[string, object]>([['an autoscaler may leave no pod', { minReplicas: 0, maxReplicas: 2 }]])(
    'is left out where %s',
    (_, range) => {
      const resources = plan((__, chart) => {
        deployment(chart);
        service(chart);
        autoscaler(chart, range);
      });
      expect([isSkipped(resources, 'server'), isSkipped(resources, 'service')]).toEqual([true, true]);
    },
  );

  test('is left out where KEDA scales from zero, which it does unless told', () => {
    const scaled = (least?: number): boolean => {
      const resources = plan((_, chart) => {
        deployment(chart);
        thing(chart, 'scaler', 'ScaledObject', {
          apiVersion: 'keda.sh/v1alpha1',
          spec: { scaleTargetRef: { name: 'server' }, ...(least === undefined ? {} : { minReplicaCount: least }) },
        });
      });
      return isSkipped(resources, 'server');
    };
    expect([scaled(), scaled(0), scaled(1)]).toEqual([true, true, false]);
  });

  test('is left out where pods need nodes that are not there for sure', () => {
    const pool = (min: number, capacity: 'on-demand' | 'spot'): TargetCluster =>
      targetCluster({
        name: 'production',
        cloud: 'eks',
        kubernetes: '1.34',
        nodePools: [
          nodePool('general', { machine: 'm7i.xlarge', nodes: { min: 1, max: 1 } }),
          nodePool('l4', { machine: 'g6.xlarge', nodes: { min, max: 2 }, capacity: { kind: capacity } }),
        ],
      });
    const skipped = (cluster: TargetCluster, pod: object): boolean => {
      const resources = plan((_, chart) => void deployment(chart, { pod }), { cluster });
      return isSkipped(resources, 'server');
    };
    const gpu = {
      containers: [{ name: 'server', resources: { limits: { 'nvidia.com/gpu': 1 } } }],
      tolerations: [{ operator: 'Exists' }],
    };
    expect(
      [pool(0, 'on-demand'), pool(1, 'spot'), pool(1, 'on-demand')].map((cluster) => skipped(cluster, gpu)),
    ).toEqual([true, true, false]);
    expect(skipped(pool(0, 'on-demand'), { containers: [{ name: 'server' }] })).toBe(false);
  });

  test('is left out of Jobs that start when a queue lets them, and fits those with a deadline', () => {
    const resources = plan((_, chart) => {
      const job = (id: string, spec: object, metadata: object = {}): void => {
        thing(chart, id, 'Job', {
          apiVersion: 'batch/v1',
          metadata: { name: id, ...metadata },
          spec: { template: { spec: {} }, ...spec },
        });
      };
      job('suspended', { suspend: true });
      job('queued', {}, { labels: { 'kueue.x-k8s.io/queue-name': 'gpus' } });
      job('bounded', { activeDeadlineSeconds: 3600 });
      job('open', {});
    });
    expect([isSkipped(resources, 'suspended'), isSkipped(resources, 'queued')]).toEqual([true, true]);
    expect([readyWithin(resources, 'bounded'), readyWithin(resources, 'open')]).toEqual([3660, undefined]);
  });

  test('gives each pod of a StatefulSet the time that its probes give it', () => {
    const resources = plan((_, chart) => {
      thing(chart, 'server', 'StatefulSet', {
        apiVersion: 'apps/v1',
        spec: {
          replicas: 2,
          template: { spec: { containers: [{ startupProbe: { periodSeconds: 10, failureThreshold: 60 } }] } },
        },
      });
    });
    expect(readyWithin(resources, 'server')).toBe(1800);
  });

  test('of a load balancer is for its address alone, where nothing waits for its pods', () => {
    const resources = plan((_, chart) => {
      deployment(chart, { spec: { replicas: 0 } });
      service(chart, { type: 'LoadBalancer' });
    });
    expect(annotationsOf(planned(resources, 'service'))).toEqual({
      'pulumi.com/waitFor': 'jsonpath={.status.loadBalancer.ingress}',
    });
  });

  test('of a Service is left out where others run its pods, and the provider’s where it has none', () => {
    const resources = plan((_, chart) => {
      service(chart);
      thing(chart, 'headless', 'Service', { spec: { clusterIP: 'None', selector: labels } });
      thing(chart, 'external', 'Service', { spec: { type: 'ExternalName', externalName: 'db.example.com' } });
    });
    expect(['service', 'headless', 'external'].map((name) => isSkipped(resources, name))).toEqual([true, false, false]);
  });

  test('of an Ingress is that of the Services behind it', () => {
    const resources = plan((_, chart) => {
      deployment(chart, { spec: { progressDeadlineSeconds: 1200 } });
      service(chart);
      thing(chart, 'ingress', 'Ingress', {
        apiVersion: 'networking.k8s.io/v1',
        spec: { rules: [{ http: { paths: [{ backend: { service: { name: 'service' } } }] } }] },
      });
    });
    expect(readyWithin(resources, 'ingress')).toBe(1260);
  });

  test('is what the user said, where the user said it', () => {
    const annotations = { 'pulumi.com/timeoutSeconds': '30' };
    const resources = plan((_, chart) => {
      deployment(chart, { spec: { progressDeadlineSeconds: 5000 } }, { metadata: { name: 'server', annotations } });
    });
    expect(readyWithin(resources, 'server')).toBeUndefined();
    expect(annotationsOf(planned(resources, 'server'))).toEqual(annotations);
  });

  test('for pods to go is as long as they may take', () => {
    const deleted = (seconds: number): number | undefined => {
      const resources = plan((_, chart) => void deployment(chart, { pod: { terminationGracePeriodSeconds: seconds } }));
      return planned(resources, 'server').timeouts.deleted;
    };
    expect([deleted(480), deleted(900)]).toEqual([undefined, 1020]);
  });

  test('is recorded as a decision, with its reason', () => {
    const { construct, decisions } = planned(
      plan((_, chart) => void deployment(chart, { spec: { progressDeadlineSeconds: 1210 } })),
      'server',
    );
    expect(decisions).toEqual([
      {
        field: 'Deployment wait of pulumi up',
        value: '1270s',
        reason: 'its rollout fails by itself after 1210 s without progress',
        override: 'the annotations pulumi.com/skipAwait, waitFor, timeoutSeconds',
      },
    ]);
    expect(decisionsOf(construct)).toEqual([]);
  });
});

function autoscaler(chart: Chart, range: object): void {
  thing(chart, 'autoscaler', 'HorizontalPodAutoscaler', {
    apiVersion: 'autoscaling/v2',
    spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'server' }, ...range },
  });
}

describe('replicas', () => {
  test('that the manifest gives are taken back from whoever else set them', () => {
    const resources = plan((_, chart) => void deployment(chart, { spec: { replicas: 3 } }));
    const { ignoreChanges } = planned(resources, 'server');
    expect(annotationsOf(planned(resources, 'server'))).toEqual({ 'pulumi.com/patchForce': 'true' });
    expect(ignoreChanges).toEqual([]);
  });

  test('that an autoscaler owns are left to it', () => {
    const resources = plan((_, chart) => {
      deployment(chart);
      autoscaler(chart, { minReplicas: 1, maxReplicas: 2 });
    });
    expect(annotationsOf(planned(resources, 'server'))).toEqual({});
    expect(planned(resources, 'server').ignoreChanges).toEqual(['spec.replicas']);
  });

  test('are nobody’s where an autoscaler of another namespace has the same name for its target', () => {
    const resources = plan((app, chart) => {
      deployment(chart);
      autoscaler(new Chart(app, 'other', { namespace: 'other' }), { minReplicas: 1, maxReplicas: 2 });
    });
    expect(planned(resources, 'server').ignoreChanges).toEqual([]);
  });
});

test('what moved, and all below it, has the names that it had', () => {
  const resources = plan(
    (app) => {
      const serving = new Chart(app, 'serving');
      thing(serving, 'chat', 'ConfigMap');
      thing(serving, 'chatter', 'ConfigMap');
    },
    { moved: { 'models/llama': 'serving/chat', models: 'serving' } },
  );
  expect(resources.map(({ name, formerNames }) => [name, formerNames])).toEqual([
    ['serving/chat', ['models/llama', 'models/chat']],
    ['serving/chatter', ['models/chatter']],
  ]);
});

test('what a chart renders in its own way has a name for each object', () => {
  class Own extends Chart {
    override toJson(): unknown[] {
      return [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'b' } }];
    }
  }
  const made = plan((app) => {
    new Own(app, 'own');
  });
  expect(made.map(({ name }) => name)).toEqual(['own/ConfigMap/b/a']);
});

test('charts for another cluster are refused', () => {
  const other = targetCluster({ name: 'staging', cloud: 'other', kubernetes: '1.34' });
  expect(() =>
    plan((_, chart) => {
      bindCluster(chart, other);
      thing(chart, 'settings', 'ConfigMap');
    }),
  ).toThrow(
    [
      'modelyard: 1 problem, nothing was written',
      '',
      'pulumi/other-cluster   chat/settings',
      '  it is made for the cluster staging, and deployed to production',
      '  write  ChartsOnCluster for each cluster, and no bindCluster in its charts',
    ].join('\n'),
  );
});
