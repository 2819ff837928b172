import * as pulumi from '@pulumi/pulumi';
import { Provider } from '@pulumi/kubernetes/provider.js';
import { ApiObject, Chart, JsonPatch } from 'cdk8s';
import { describe, expect, test } from 'vitest';
import { ModelService, targetCluster, unpinned, type App, type ModelServiceProps } from '../../lib';
import { ConfigError } from '../../lib/core';
import { ChartsOnCluster, existingCluster, type ChartsOnClusterArgs } from '../../lib/pulumi';
import { resourceClass } from '../../lib/pulumi/resource-class';
import { asRecord } from '../../lib/verify';
import { secret, unknown, withMocks, type Cloud, type Registered } from '../pulumi-mocks';

const target = targetCluster({ name: 'production', cloud: 'other', kubernetes: '1.34' });

/** Something of a cloud whose address nobody knows before it is made. */
class Bucket extends pulumi.CustomResource {
  declare readonly arn: pulumi.Output<string>;

  constructor(name: string) {
    super('cloud:index:Bucket', name, { arn: undefined });
  }
}

/** Stands in for a cloud in which all that is made gets an address. */
const cloud: Cloud = { outputs: (_, name) => ({ arn: `arn-of-${name}` }) };

async function registeredBy(program: () => void, preview = false): Promise<readonly Registered[]> {
  return (await withMocks(program, { ...cloud, preview })).resources;
}

function deploy(
  charts: (app: App, chart: Chart) => void,
  more: Partial<ChartsOnClusterArgs> = {},
  opts?: pulumi.ComponentResourceOptions,
): ChartsOnCluster {
  const cluster =
    more.cluster ?? existingCluster('production', { target, kubeconfig: pulumi.secret('of the cluster') });
  return new ChartsOnCluster(
    'models',
    { ...more, cluster, charts: (app) => charts(app, new Chart(app, 'chat', { namespace: 'chat' })) },
    opts,
  );
}

function service(chart: Chart, props: Partial<ModelServiceProps> = {}): ModelService {
  return new ModelService(chart, 'server', {
    runtime: { kind: 'http', image: unpinned('example.com/chat:v1', 'a test'), port: 8000, healthPath: '/up' },
    resources: { cpu: 1, memory: '1Gi' },
    ...props,
  });
}

function thing(chart: Chart, kind: string, fields: object): ApiObject {
  return new ApiObject(chart, kind.toLowerCase(), { apiVersion: 'v1', kind, metadata: { name: 'thing' }, ...fields });
}

function named(registered: readonly Registered[], name: string): Registered {
  const found = registered.find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
}

const urn = (type: string, name: string): string =>
  `urn:pulumi:dev::shop::modelyard:pulumi:ChartsOnCluster$kubernetes:${type}::models/chat/${name}`;

/** The variables of the one container, without our own. */
function variablesOf({ inputs }: Registered): unknown {
  const path = ['spec', 'template', 'spec', 'containers', '0', 'env'];
  const found = path.reduce<unknown>((value, key) => Object(value)[key], inputs);
  return Array.isArray(found) ? found.filter(({ name }) => name !== 'HOME') : found;
}

describe('a program', () => {
  test('has a resource for each object, below the component and through the provider of the cluster', async () => {
    const registered = await registeredBy(() => {
      deploy((_, chart) => void service(chart));
    });
    expect(registered.map((one) => one.urn).filter((one) => one.includes('$'))).toEqual([
      urn('core/v1:ServiceAccount', 'server/ServiceAccount'),
      urn('core/v1:Service', 'server/Service'),
      urn('apps/v1:Deployment', 'server/Deployment'),
    ]);
    const account = named(registered, 'models/chat/server/ServiceAccount');
    expect(account.parent).toBe('models');
    expect(account.provider).toContain('pulumi:providers:kubernetes::production');
    expect(named(registered, 'models/chat/server/Deployment').dependencies).toEqual([
      'ServiceAccount models/chat/server/ServiceAccount',
    ]);
  });

  test('gives each what its wait and its owners come to', async () => {
    const registered = await registeredBy(() => {
      deploy((_, chart) => {
        service(chart, {
          scaling: { kind: 'autoscale', min: 1, max: 3, on: [{ kind: 'cpu', target: '60%' }] },
          rollout: { kind: 'rolling', deadline: '30m' },
        });
      });
    });
    const { timeouts, ignoreChanges } = named(registered, 'models/chat/server/Deployment');
    expect([timeouts['create'], timeouts['update']]).toEqual(['5460s', '5460s']);
    expect(ignoreChanges).toEqual(['spec.replicas']);
  });

  test('lets each object wait for what the component waits for', async () => {
    const registered = await registeredBy(() => {
      const addOns = new Bucket('add-ons');
      deploy((_, chart) => void thing(chart, 'ConfigMap', {}), {}, { dependsOn: addOns });
    });
    expect(named(registered, 'models/chat/configmap').dependencies).toEqual(['Bucket add-ons']);
  });

  test('keeps objects that moved, by aliases', async () => {
    const registered = await registeredBy(() => {
      deploy((_, chart) => void thing(chart, 'ConfigMap', {}), { moved: { 'old/place': 'chat/configmap' } });
    });
    expect(named(registered, 'models/chat/configmap').aliases).toEqual(['models/old/place']);
  });

  test('gives back the resource of each object', async () => {
    let deployed: ChartsOnCluster | undefined;
    await registeredBy(() => {
      deployed = deploy((_, chart) => void thing(chart, 'ConfigMap', {}));
    });
    expect([...(deployed?.resources.keys() ?? [])]).toEqual(['chat/configmap']);
  });
});

describe('Outputs', () => {
  const program = (): void => {
    const bucket = new Bucket('weights');
    deploy((_, chart) => {
      service(chart, {
        env: { ARN: bucket.arn, URL: pulumi.interpolate`s3://${bucket.arn}/llama`, PLAIN: 'plain' },
        args: ['--token', pulumi.secret('hidden')],
        podAnnotations: { 'example.com/arn': bucket.arn },
      });
      thing(chart, 'Prompt', {
        apiVersion: 'example.dev/v1',
        spec: { text: bucket.arn, list: [bucket.arn.apply((arn) => arn.length)] },
      });
    });
  };

  test('come to what they are, and what they come from goes before', async () => {
    const registered = await registeredBy(program);
    expect(variablesOf(named(registered, 'models/chat/server/Deployment'))).toEqual([
      { name: 'ARN', value: 'arn-of-weights' },
      { name: 'URL', value: 's3://arn-of-weights/llama' },
      { name: 'PLAIN', value: 'plain' },
    ]);
    const { inputs, inputsFrom } = named(registered, 'models/chat/prompt');
    expect(inputs['spec']).toEqual({ text: 'arn-of-weights', list: [14] });
    expect(inputsFrom['spec']).toEqual(['urn:pulumi:dev::shop::cloud:index:Bucket::weights']);
  });

  test('are not known field by field in a preview, and all else is', async () => {
    const registered = await registeredBy(program, true);
    expect(variablesOf(named(registered, 'models/chat/server/Deployment'))).toEqual([
      { name: 'ARN', value: unknown },
      { name: 'URL', value: unknown },
      { name: 'PLAIN', value: 'plain' },
    ]);
  });

  test('stay secret', async () => {
    const registered = await registeredBy(program);
    expect(JSON.stringify(named(registered, 'models/chat/server/Deployment').inputs)).toContain(
      JSON.stringify(secret('hidden')),
    );
  });

  test('are let through twice and in cdk8s’s own ways', async () => {
    const registered = await registeredBy(() => {
      const { arn } = new Bucket('weights');
      deploy((_, chart) => {
        const map = thing(chart, 'ConfigMap', { data: { a: arn, b: arn } });
        map.metadata.addAnnotation('example.com/arn', Object(arn));
        map.addJsonPatch(JsonPatch.add('/data/c', 'patched'));
      });
    });
    const { data, metadata } = named(registered, 'models/chat/configmap').inputs;
    expect(data).toEqual({ a: 'arn-of-weights', b: 'arn-of-weights', c: 'patched' });
    expect(asRecord(metadata)['annotations']).toEqual({ 'example.com/arn': 'arn-of-weights' });
  });
});

test('what a Secret holds is secret, written plainly too', async () => {
  const registered = await registeredBy(() => {
    deploy((_, chart) => void thing(chart, 'Secret', { stringData: { password: 'plain' } }));
  });
  expect(named(registered, 'models/chat/secret').inputs['stringData']).toEqual(secret({ password: 'plain' }));
});

describe('the provider', () => {
  test('of a cluster that exists changes configuration in place', async () => {
    const registered = await registeredBy(() => {
      deploy((_, chart) => void thing(chart, 'ConfigMap', {}));
    });
    expect(named(registered, 'production').inputs).toEqual({
      enableConfigMapMutable: 'true',
      enableSecretMutable: 'true',
      kubeconfig: secret('of the cluster'),
    });
  });

  test('that would not is warned of, once for each kind that there is', async () => {
    const { warnings } = await withMocks(() => {
      const provider = new Provider('bare', { kubeconfig: 'none' });
      deploy((_, chart) => void thing(chart, 'ConfigMap', {}), { cluster: { target, provider } });
    });
    expect(warnings).toEqual([
      'modelyard: a ConfigMap that changes is deleted before it is made anew, and pods that start in between find none; ' +
        'write enableConfigMapMutable: true on its provider, or make that by kubernetesProvider',
    ]);
  });
});

describe('what is wrong', () => {
  /** The whole message; lines of the test itself are left open, as they move. */
  async function refusal(
    charts: (app: App, chart: Chart) => void,
    more: Partial<ChartsOnClusterArgs> = {},
  ): Promise<string> {
    let message = 'nothing';
    const registered = await registeredBy(() => {
      try {
        deploy(charts, more);
      } catch (error) {
        if (!ConfigError.is(error)) throw error;
        message = error.message.replace(/(\.test\.ts):\d+/g, '$1:LINE');
      }
    });
    expect(registered.filter(({ name }) => name.startsWith('models'))).toEqual([]);
    return message;
  }

  test('is told at once, before anything is registered', async () => {
    const later = pulumi.output('later');
    const said = await refusal((_, chart) => {
      service(chart, { resources: { cpu: Object(later), memory: '1Gi' } });
      thing(chart, 'ConfigMap', { data: { url: `s3://${String(later)}/` } });
      thing(chart, 'Secret', { type: later });
    });
    expect(said).toMatchInlineSnapshot(`
      "modelyard: 3 problems, nothing was written

      core/deferred-decides   chat/server   test/pulumi/charts-on-cluster.test.ts:LINE
        resources.cpu: its value is known only when the stack is deployed, and it decides something before
        write  a value that is known when the program runs

      core/deferred-in-text   chat/configmap
        data.url: an Output was put into a text, which then holds an explanation of Pulumi in its place
        write  pulumi.interpolate\`…\${output}…\`, which is an Output again, and no Output in a patch

      core/deferred-decides   chat/secret
        type: its value is known only when the stack is deployed, and it decides something before
        write  a value that is known when the program runs"
    `);
  });

  test('is told also where it makes the program fail later', async () => {
    const said = await refusal((_, chart) => {
      service(chart, { version: Object(pulumi.output('v1')) });
      throw new Error('of that');
    });
    expect(said).toMatchInlineSnapshot(`
      "modelyard: 1 problem, nothing was written

      core/deferred-decides   chat/server   test/pulumi/charts-on-cluster.test.ts:LINE
        version: its value is known only when the stack is deployed, and it decides something before
        write  a value that is known when the program runs"
    `);
  });

  test('but what the program itself throws is its own', async () => {
    await expect(
      refusal(() => {
        throw new Error('something else');
      }),
    ).rejects.toThrow('something else');
  });

  test('includes files of what is deployed', async () => {
    const said = await refusal((app, chart) => {
      thing(chart, 'ConfigMap', {});
      app.synth();
    });
    expect(said).toMatchInlineSnapshot(`
      "modelyard: 1 problem, nothing was written

      pulumi/synth-called   test/pulumi/charts-on-cluster.test.ts:LINE
        app.synth() writes files, and these charts are deployed by Pulumi
        write  no app.synth() in charts"
    `);
  });

  test('includes patches of what is known later', async () => {
    const said = await refusal((_, chart) => {
      thing(chart, 'ConfigMap', {}).addJsonPatch(JsonPatch.add('/data', { a: pulumi.output('later') }));
    });
    expect(said).toMatchInlineSnapshot(`
      "modelyard: 1 problem, nothing was written

      core/deferred-in-text   chat/configmap
        data.a: an Output was put into a text, which then holds an explanation of Pulumi in its place
        write  pulumi.interpolate\`…\${output}…\`, which is an Output again, and no Output in a patch"
    `);
  });

  test('includes moves from where something is, and to where nothing is', async () => {
    const said = await refusal((_, chart) => void thing(chart, 'ConfigMap', {}), {
      moved: { 'chat/configmap': 'chat', old: 'chat/nowhere' },
    });
    expect(said).toMatchInlineSnapshot(`
      "modelyard: 2 problems, nothing was written

      pulumi/moved-nowhere   test/pulumi/charts-on-cluster.test.ts:LINE
        moved["chat/configmap"] "chat": there still is a construct at chat/configmap
        write  only what is no longer there

      pulumi/moved-nowhere   test/pulumi/charts-on-cluster.test.ts:LINE
        moved["old"] "chat/nowhere": there is no construct at that path
        write  the path of the construct as it is now"
    `);
  });
});

describe('the class of a resource', () => {
  const typeOf = (apiVersion: string, kind: string): unknown => Object(resourceClass(apiVersion, kind)).__pulumiType;

  test.each([
    ['v1', 'ConfigMap', 'kubernetes:core/v1:ConfigMap'],
    ['apps/v1', 'Deployment', 'kubernetes:apps/v1:Deployment'],
    ['autoscaling/v2', 'HorizontalPodAutoscaler', 'kubernetes:autoscaling/v2:HorizontalPodAutoscaler'],
    ['networking.k8s.io/v1', 'Ingress', 'kubernetes:networking.k8s.io/v1:Ingress'],
    ['rbac.authorization.k8s.io/v1', 'Role', 'kubernetes:rbac.authorization.k8s.io/v1:Role'],
    ['flowcontrol.apiserver.k8s.io/v1', 'FlowSchema', 'kubernetes:flowcontrol.apiserver.k8s.io/v1:FlowSchema'],
    [
      'apiextensions.k8s.io/v1',
      'CustomResourceDefinition',
      'kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition',
    ],
  ])('is the SDK’s own for %s %s', (apiVersion, kind, type) => {
    expect(typeOf(apiVersion, kind)).toBe(type);
  });

  test.each([
    ['example.dev/v1', 'Prompt'],
    ['apps.kruise.io/v1', 'Deployment'],
    ['gateway.networking.k8s.io/v1', 'HTTPRoute'],
    ['leaderworkerset.x-k8s.io/v1', 'LeaderWorkerSet'],
    ['v1', 'ConfigMapPatch/../configMap'],
  ])('is that of custom resources for %s %s', (apiVersion, kind) => {
    expect(resourceClass(apiVersion, kind).name).toBe('CustomResource');
  });
});
