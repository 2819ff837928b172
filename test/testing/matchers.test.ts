import 'modelyard/testing/vitest';
import { App as PlainApp, Chart } from 'cdk8s';
import {
  App,
  ConfigError,
  ModelService,
  Namespace,
  nodePool,
  targetCluster,
  unpinned,
  type ModelServiceProps,
} from 'modelyard';
import { synth, type Cluster, type Verdict } from 'modelyard/testing';
import { builtInRules } from 'modelyard/verify';
import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../lib/verify';

const production = targetCluster({
  name: 'production',
  cloud: 'eks',
  region: 'eu-central-1',
  kubernetes: '1.34',
  nodePools: [
    nodePool('cpu', { machine: 'm7i.4xlarge', nodes: { min: 1, max: 2 } }),
    nodePool('l4', { machine: 'g6.xlarge', nodes: { min: 0, max: 2 } }),
  ],
});

/** A service in a namespace of the app, which somebody may call. */
function appOf(props: Partial<ModelServiceProps> = {}, cluster = true): App {
  const app = new App(cluster ? { cluster: production } : {});
  const chart = new Chart(app, 'models', { namespace: 'models' });
  new Namespace(chart, 'models');
  new ModelService(chart, 'chat', {
    runtime: { kind: 'http', image: unpinned('myuser/chat:v1', 'a test'), port: 8000, healthPath: '/health' },
    resources: { cpu: 1, memory: '2Gi' },
    scaling: { kind: 'fixed', replicas: 2 },
    ...props,
  }).allowFrom({ kind: 'addresses', cidr: '10.0.0.0/8' });
  return app;
}

const app = appOf();

/** The one line of this file that constructs are made on, whichever it is. */
const withoutLines = (text: string): string => text.replace(/(matchers\.test\.ts):\d+/g, '$1:LINE');

/** What is thrown, as its message. */
function failureOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(Error);
    return withoutLines(error instanceof Error ? error.message : String(error));
  }
  throw new Error('nothing was thrown');
}

async function laterFailureOf(run: () => Promise<unknown>): Promise<string> {
  const failure = await run().then(
    () => new Error('nothing was thrown'),
    (error: unknown) => error,
  );
  return failure instanceof Error ? failure.message : String(failure);
}

describe('toBeSchedulableOn', () => {
  const tooLarge = synth(appOf({ gpus: 2 }, false));
  const none = targetCluster({ name: 'new', cloud: 'other', kubernetes: '1.34', nodePools: [] });
  const peak = synth(
    appOf({ gpus: 1, scaling: { kind: 'autoscale', min: 1, max: 3, on: [{ kind: 'cpu', target: '70%' }] } }, false),
  );

  it('holds of an app and of its objects', () => {
    expect(app).toBeSchedulableOn(production);
    expect(synth(app)).toBeSchedulableOn(production);
    expect(tooLarge).not.toBeSchedulableOn(production);
  });

  it('says which pods find no node', () => {
    expect(failureOf(() => expect(tooLarge).toBeSchedulableOn(production))).toMatchInlineSnapshot(`
      "not every pod is sure of a node of cluster production:
        Deployment models/chat: no node of cluster production can take its pods: pool cpu: a pod asks for 2 nvidia.com/gpu, and a node has none. pool l4: a pod asks for 2 nvidia.com/gpu, and a node has 1 nvidia.com/gpu
          verify/unschedulable; write less to ask for, the labels and tolerations of a pool that is there, or a pool that suits"
    `);
  });

  it('says that all pods find one', () => {
    expect(failureOf(() => expect(app).not.toBeSchedulableOn(production))).toMatchInlineSnapshot(
      `"every pod is sure of a node of cluster production"`,
    );
  });

  it('takes what may be, and says so', () => {
    expect(peak).not.toBeSchedulableOn(production);
    expect(peak).toBeSchedulableOn(production, { allow: ['waiting-at-peak'] });
    expect(
      failureOf(() => expect(peak).not.toBeSchedulableOn(production, { allow: ['waiting-at-peak', 'not-known'] })),
    ).toMatchInlineSnapshot(
      `"every pod is sure of a node of cluster production, but for what allow: ['waiting-at-peak', 'not-known'] lets pass"`,
    );
  });

  it('fails either way where it is not known', () => {
    const failure = failureOf(() => expect(synth(app)).toBeSchedulableOn(none));
    expect(failure).toMatchInlineSnapshot(`
      "not every pod is sure of a node of cluster new:
        Deployment models/chat: whether a node has room for its pods is not known: no node pool of cluster new is declared
          verify/not-known-schedulable; allow: ['not-known'] lets it pass"
    `);
    expect(failureOf(() => expect(synth(app)).not.toBeSchedulableOn(none))).toBe(failure);
  });

  it('fails either way where there are no pods, and where the app does not synthesise', () => {
    const empty = 'there are no pods to place on the nodes of cluster production';
    expect(failureOf(() => expect(new App()).toBeSchedulableOn(production))).toBe(empty);
    expect(failureOf(() => expect(new App()).not.toBeSchedulableOn(production))).toBe(empty);
    expect(() => expect(appOf({ gpus: 2 })).not.toBeSchedulableOn(production)).toThrow(ConfigError);
  });
});

describe('toHaveObject', () => {
  it('holds of an object with all the fields', () => {
    expect(app).toHaveObject('Deployment', 'chat');
    expect(app).toHaveObject('Deployment', 'chat', {});
    expect(app).toHaveObject('Deployment', 'chat', {
      metadata: { namespace: 'models' },
      spec: {
        replicas: 2,
        paused: undefined,
        selector: { matchLabels: expect.objectContaining({ 'app.kubernetes.io/instance': 'chat' }) },
        template: { spec: { containers: [{ image: expect.stringContaining('myuser/chat'), ports: [{}] }] } },
      },
    });
    expect(synth(app)).toHaveObject('Service', 'chat', { spec: { ports: [{ port: 80 }] } });
  });

  it('holds not of one that is absent, or has another value in one of the fields', () => {
    expect(app).not.toHaveObject('Ingress', 'chat');
    expect(app).not.toHaveObject('Deployment', 'chat', { spec: { replicas: 3 } });
    expect(app).not.toHaveObject('Deployment', 'chat', { spec: { replicas: undefined } });
    expect(app).not.toHaveObject('Deployment', 'chat', { spec: { template: { spec: { containers: [] } } } });
    expect(app).not.toHaveObject('Deployment', 'chat', { spec: { template: { spec: { containers: [{}, {}] } } } });
  });

  it('says what is there in the place of an object', () => {
    expect(failureOf(() => expect(app).toHaveObject('Deployment', 'chatt'))).toMatchInlineSnapshot(
      `"there is no Deployment/chatt; the app has Namespace/models, NetworkPolicy/default-deny-ingress, ServiceAccount/chat, Service/chat, Deployment/chat, PodDisruptionBudget/chat, NetworkPolicy/chat"`,
    );
    expect(failureOf(() => expect(app).not.toHaveObject('Deployment', 'chat'))).toMatchInlineSnapshot(
      `"there is Deployment models/chat"`,
    );
  });

  it('says of fields what is expected and what is there', () => {
    expect(
      failureOf(() =>
        expect(app).toHaveObject('Deployment', 'chat', {
          metadata: { labels: { 'app.kubernetes.io/version': 'v2', team: 'search' } },
          spec: {
            replicas: 3,
            selector: undefined,
            template: { spec: { containers: [{ image: expect.stringMatching(/:v2$/), ports: [] }] } },
          },
        }),
      ),
    ).toMatchInlineSnapshot(`
      "Deployment models/chat is not as expected:
        metadata.labels["app.kubernetes.io/version"]: "v2" expected, "v1" found
        metadata.labels.team: "search" expected, nothing found
        spec.replicas: 3 expected, 2 found
        spec.selector: nothing expected, {"matchLabels":{"app.kubernetes.io/component":"server","app.kubernetes.io/instance":"chat"}} found
        spec.template.spec.containers[0].image: StringMatching /:v2$/ expected, "myuser/chat:v1" found
        spec.template.spec.containers[0].ports.length: 0 expected, 1 found"
    `);
    expect(
      failureOf(() => expect(app).toHaveObject('Service', 'chat', { spec: { ports: [{ port: 80 }, { port: 81 }] } })),
    ).toMatchInlineSnapshot(`
      "Service models/chat is not as expected:
        spec.ports[1].port: 81 expected, nothing found"
    `);
  });

  it('says of fields what should not have been there', () => {
    expect(
      failureOf(() => expect(app).not.toHaveObject('Deployment', 'chat', { spec: { replicas: 2, paused: undefined } })),
    ).toMatchInlineSnapshot(`
      "Deployment models/chat is as it was expected not to be:
        spec.replicas: 2
        spec.paused: nothing"
    `);
  });

  it('fails either way for fields of what is absent, as the name may be wrong', () => {
    const failure = failureOf(() => expect(app).not.toHaveObject('Deployment', 'chatt', { spec: { replicas: 3 } }));
    expect(failure).toMatchInlineSnapshot(
      `"there is no Deployment/chatt; the app has Namespace/models, NetworkPolicy/default-deny-ingress, ServiceAccount/chat, Service/chat, Deployment/chat, PodDisruptionBudget/chat, NetworkPolicy/chat"`,
    );
    expect(failureOf(() => expect(app).toHaveObject('Deployment', 'chatt', { spec: { replicas: 3 } }))).toBe(failure);
  });

  const named = (namespace: string, data: Readonly<Record<string, string>>): Manifest => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'limits', namespace },
    data,
  });

  it('looks at every object of a name, and tells of each', () => {
    const both = [named('one', { rate: '1' }), named('two', { rate: '2' })];
    expect(both).toHaveObject('ConfigMap', 'limits', { data: { rate: '2' } });
    expect(failureOf(() => expect(both).toHaveObject('ConfigMap', 'limits', { data: { rate: '3' } })))
      .toMatchInlineSnapshot(`
      "ConfigMap one/limits is not as expected:
        data.rate: "3" expected, "1" found
      ConfigMap two/limits is not as expected:
        data.rate: "3" expected, "2" found"
    `);
    expect(failureOf(() => expect(both).not.toHaveObject('ConfigMap', 'limits'))).toMatchInlineSnapshot(
      `"there is ConfigMap one/limits and ConfigMap two/limits"`,
    );
  });

  it('shows where long texts differ', () => {
    const text = 'a line of a file\n'.repeat(20);
    expect(
      failureOf(() =>
        expect([named('one', { file: `${text}two\n${text}` })]).toHaveObject('ConfigMap', 'limits', {
          data: { file: `${text}one\n${text}` },
        }),
      ),
    ).toMatchInlineSnapshot(`
      "ConfigMap one/limits is not as expected:
        data.file: …"le\\na line of a file\\none\\na line of a file\\na line of a file\\na line of a file\\na line of a file\\na line o"… expected, …"le\\na line of a file\\ntwo\\na line of a file\\na line of a file\\na line of a file\\na line of a file\\na line o"… found"
    `);
  });

  it('shows nothing of a Secret, nor what looks like a credential elsewhere', () => {
    const secret = { ...named('one', { key: 'c2VjcmV0' }), kind: 'Secret' };
    const leaking = named('one', { url: 'https://user:hunter2@example.com', password: 'hunter2' });
    expect([
      failureOf(() => expect([secret]).toHaveObject('Secret', 'limits', { data: { key: 'b3RoZXI=', other: 'eA==' } })),
      failureOf(() => expect([secret]).not.toHaveObject('Secret', 'limits', { data: { key: 'c2VjcmV0' } })),
      failureOf(() =>
        expect([leaking]).toHaveObject('ConfigMap', 'limits', { data: { url: 'https://example.com', password: '' } }),
      ),
    ]).toMatchInlineSnapshot(`
      [
        "Secret one/limits is not as expected:
        data.key: (not shown) expected, (not shown) found
        data.other: (not shown) expected, nothing found",
        "Secret one/limits is as it was expected not to be:
        data.key: (not shown)",
        "ConfigMap one/limits is not as expected:
        data.url: "https://example.com" expected, (32 characters, not shown) found
        data.password: "" expected, (7 characters, not shown) found",
      ]
    `);
  });

  it('goes by the equality of the user', () => {
    expect.addEqualityTesters([
      (one: unknown, other: unknown) => (one === 'ninety' && other === 90 ? true : undefined),
    ]);
    expect([named('one', { rate: 'ninety' })]).toHaveObject('ConfigMap', 'limits', {
      data: { rate: expect.anything() },
    });
    const fields: object = { data: { rate: 90 } };
    expect([named('one', { rate: 'ninety' })]).toHaveObject('ConfigMap', 'limits', fields);
  });
});

describe('toHaveFinding', () => {
  const dangling: readonly Manifest[] = [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'front', namespace: 'web' },
      spec: { selector: { app: 'none' }, ports: [{ port: 80 }] },
    },
  ];

  it('holds of what synthesis refuses, warns of and cannot tell', () => {
    expect(appOf({ gpus: 2 })).toHaveFinding('workload/no-pool');
    expect(app).not.toHaveFinding('workload/no-pool');
    expect(appOf({}, false)).toHaveFinding('verify/not-known-schedulable');
  });

  it('holds of what verify finds, by what is given', () => {
    expect(dangling).toHaveFinding('verify/selects-no-pods');
    expect(dangling).not.toHaveFinding('verify/selects-no-pods', { rules: [] });
  });

  it('says what is found instead', () => {
    expect(failureOf(() => expect(appOf({ gpus: 2 })).toHaveFinding('verify/unschedulable'))).toMatchInlineSnapshot(`
      "verify/unschedulable is not found; what is:

      error   workload/no-pool   models/chat   test/testing/matchers.test.ts:LINE
        placement { kind: 'any-pool' }: no pool of cluster production can take a pod: cpu, its nodes have no nvidia.com/gpu; l4, each of its nodes has 1 nvidia.com/gpu
        write  a pool that has what the server asks for, or less to ask for"
    `);
    expect(failureOf(() => expect(app).toHaveFinding('workload/no-pool'))).toMatchInlineSnapshot(
      `"workload/no-pool is not found; nothing is"`,
    );
    expect(failureOf(() => expect(dangling).not.toHaveFinding('verify/selects-no-pods'))).toMatchInlineSnapshot(`
      "verify/selects-no-pods is found:

      warning   verify/selects-no-pods   Service web/front
        spec.selector: no pod that the app makes in this namespace has these labels
        write  labels of the pods that are meant"
    `);
  });

  it('judges an app by its own rules only', () => {
    // @ts-expect-error: an app takes none, and says so also where types do not tell
    expect(failureOf(() => expect(app).toHaveFinding('a/b', { rules: [], facts: {} }))).toMatchInlineSnapshot(
      `"an App is judged by what it has itself: give rules, facts to it, or ask about synth(app)"`,
    );
  });

  it('needs objects to find anything in', () => {
    expect(failureOf(() => expect([]).not.toHaveFinding('verify/selects-no-pods'))).toBe(
      'there are no objects to judge',
    );
    expect(failureOf(() => expect(new App()).toHaveNoFindings())).toBe('there are no objects to judge');
  });
});

describe('toHaveNoFindings', () => {
  it('holds of an app of which all is proven, and of its objects by the same', () => {
    expect(app).toHaveNoFindings();
    expect(synth(app)).toHaveNoFindings({ cluster: production, rules: builtInRules, allow: ['not-known'] });
  });

  it('says all that is found, and what may let it pass', () => {
    expect(failureOf(() => expect(appOf({ gpus: 2 })).toHaveNoFindings())).toMatchInlineSnapshot(`
      "1 finding:

      error   workload/no-pool   models/chat   test/testing/matchers.test.ts:LINE
        placement { kind: 'any-pool' }: no pool of cluster production can take a pod: cpu, its nodes have no nvidia.com/gpu; l4, each of its nodes has 1 nvidia.com/gpu
        write  a pool that has what the server asks for, or less to ask for"
    `);
    const doubtful = new App({ cluster: production });
    new ModelService(new Chart(doubtful, 'models', { namespace: 'models' }), 'chat', {
      runtime: { kind: 'http', image: unpinned('myuser/chat:v1', 'a test'), port: 8000, healthPath: '/health' },
      resources: { cpu: 1, memory: '2Gi' },
    });
    expect(failureOf(() => expect(doubtful).toHaveNoFindings())).toMatchInlineSnapshot(`
      "1 finding (allow: ['not-known'] lets pass what is no error):

      not-known   verify/not-known-namespace   models/chat/ServiceAccount   test/testing/matchers.test.ts:LINE
        metadata.namespace models: whether the namespace models exists is not known: the app does not make it, and it is not declared
        write  the fact, existing: [{ kind: 'Namespace', name: 'models' }], or make the Namespace in the app"
    `);
    expect(doubtful).toHaveNoFindings({ allow: ['not-known', 'warning'] });
    expect(failureOf(() => expect(doubtful).toHaveNoFindings({ allow: ['warning'] }))).toMatchInlineSnapshot(`
      "1 finding (allow: ['not-known'] lets pass what is no error):

      not-known   verify/not-known-namespace   models/chat/ServiceAccount   test/testing/matchers.test.ts:LINE
        metadata.namespace models: whether the namespace models exists is not known: the app does not make it, and it is not declared
        write  the fact, existing: [{ kind: 'Namespace', name: 'models' }], or make the Namespace in the app"
    `);
  });

  it('says that nothing is found', () => {
    expect(failureOf(() => expect(app).not.toHaveNoFindings())).toMatchInlineSnapshot(`"nothing is found"`);
    expect(failureOf(() => expect(app).not.toHaveNoFindings({ allow: ['warning'] }))).toMatchInlineSnapshot(
      `"nothing is found, but for what allow: ['warning'] lets pass"`,
    );
  });
});

describe('toBeAcceptedBy', () => {
  /** A cluster whose API server has said something already. */
  const clusterThatSays = (...said: readonly Partial<Verdict>[]): Cluster => {
    const verdicts = said.map((verdict) => ({ outcome: 'accepted', warnings: [], message: '', ...verdict }));
    // A cast: no more of a cluster is asked.
    return { version: 'v1.34.4', inNamespace: async () => verdicts } as unknown as Cluster;
  };
  const accepts = clusterThatSays({ object: 'Deployment chat' }, { object: 'Pod of Deployment chat' });
  const refuses = clusterThatSays(
    { object: 'Deployment chat' },
    { object: 'Pod of Deployment chat', outcome: 'rejected', message: '403 violates PodSecurity' },
  );
  const warns = clusterThatSays({ object: 'Deployment chat', warnings: ['unknown field "spec.replcias"'] });
  const lacks = clusterThatSays({ object: 'ScaledObject chat', outcome: 'not-installed', message: 'no such kind' });

  it('holds of what is accepted', async () => {
    await expect(app).toBeAcceptedBy(accepts);
    await expect(app).not.toBeAcceptedBy(refuses);
    await expect(app).not.toBeAcceptedBy(lacks);
    await expect(app).toBeAcceptedBy(warns, { allow: ['warnings'] });
    await expect(app).toBeAcceptedBy(lacks, { allow: ['not-installed'] });
  });

  it('says what the API server says', async () => {
    expect(await laterFailureOf(() => expect(app).toBeAcceptedBy(refuses))).toMatchInlineSnapshot(`
      "Kubernetes v1.34.4 does not accept 1 of 2 objects and pods:
        Pod of Deployment chat: 403 violates PodSecurity"
    `);
    expect(await laterFailureOf(() => expect(app).not.toBeAcceptedBy(accepts))).toMatchInlineSnapshot(
      `"Kubernetes v1.34.4 accepts 2 of 2 objects and pods"`,
    );
    expect(
      await laterFailureOf(() => expect(app).not.toBeAcceptedBy(warns, { allow: ['warnings'] })),
    ).toMatchInlineSnapshot(
      `"Kubernetes v1.34.4 accepts 1 of 1 objects and pods, but for what allow: ['warnings'] lets pass"`,
    );
  });

  it('fails either way where there are warnings only', async () => {
    const failure = await laterFailureOf(() => expect(app).toBeAcceptedBy(warns));
    expect(failure).toMatchInlineSnapshot(`
      "Kubernetes v1.34.4 does not accept 1 of 1 objects and pods:
        Deployment chat: it warns: unknown field "spec.replcias" (allow: ['warnings'] lets it pass)"
    `);
    expect(await laterFailureOf(() => expect(app).not.toBeAcceptedBy(warns))).toBe(failure);
  });
});

describe('what is no app', () => {
  it('is named, by every matcher, either way', () => {
    const untyped = (value: unknown): ReturnType<typeof expect<App>> => expect(value as App);
    expect(failureOf(() => untyped(new PlainApp()).toHaveNoFindings())).toMatchInlineSnapshot(
      `"toHaveNoFindings is asked about an App of modelyard or a list of objects, as synth(app) or cdk8s's Testing.synth(chart) gives it, and this is an object of class App"`,
    );
    expect(failureOf(() => untyped(undefined).not.toHaveObject('Deployment', 'chat'))).toMatchInlineSnapshot(
      `"toHaveObject is asked about an App of modelyard or a list of objects, as synth(app) or cdk8s's Testing.synth(chart) gives it, and this is undefined"`,
    );
    expect(failureOf(() => untyped([1]).not.toBeSchedulableOn(production))).toMatchInlineSnapshot(
      `"toBeSchedulableOn is asked about an App of modelyard or a list of objects, as synth(app) or cdk8s's Testing.synth(chart) gives it, and this is a list of something else"`,
    );
    expect(failureOf(() => untyped(Object.create(null)).toHaveFinding('a/b'))).toMatchInlineSnapshot(
      `"toHaveFinding is asked about an App of modelyard or a list of objects, as synth(app) or cdk8s's Testing.synth(chart) gives it, and this is an object of no class"`,
    );
  });
});

it('can stand in an expectation of a larger whole', () => {
  // As vitest types what asserts, and not what stands for a value.
  const standing: { toHaveObject(kind: string, name: string): unknown } = expect;
  expect({ app }).toEqual({ app: standing.toHaveObject('Deployment', 'chat') });
  expect({ app }).not.toEqual({ app: standing.toHaveObject('Ingress', 'chat') });
});
