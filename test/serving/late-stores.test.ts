import {
  models,
  type ModelServiceProps,
  type ObjectStore,
  type RegistryImage,
  type StoreGrant,
  type StoreLocation,
} from 'modelyard';
import { describe, expect, it } from 'vitest';
import { issuesOf, issuesSoFar, warningsOf } from '../../lib/core';
import { found, imageOf, inStore, onCpu, pools, served } from './one-server';
import { later, LateService } from './late';
import type { Manifest } from './one-service';
import { targetCluster } from '../../lib';

const cluster = targetCluster({
  name: 'production',
  cloud: 'eks',
  kubernetes: '1.34',
  nodePools: Object.values(pools),
});

const bucket: Partial<StoreLocation> = { uri: { scheme: 's3', rest: later('weights-1a2b/llama/') } };
const account: Partial<StoreLocation> = { uri: 'az://objects/llama/', account: later('acme1a2b') };

const vllm = { kind: 'vllm', image: imageOf('vllm/vllm-openai:v0.33.0'), contextLength: 8192 } as const;
const sglang = { kind: 'sglang', image: imageOf('lmsysorg/sglang:v0.5.23'), contextLength: 8192 } as const;
const triton = { kind: 'triton', image: imageOf('nvcr.io/nvidia/tritonserver:26.07-py3') } as const;

function service(
  runtime: ModelServiceProps['runtime'],
  location: Partial<StoreLocation>,
  more: Partial<ModelServiceProps> = {},
): LateService {
  const props = { runtime, model: inStore(location), placement: pools.l4, gpus: 1, ...more };
  return new LateService(props, cluster);
}

const pod = (built: LateService): Manifest => built.one('Deployment').spec.template.spec;
const words = ([container]: readonly Manifest[]): readonly string[] => [
  ...(container.command ?? []),
  ...(container.args ?? []),
];
const variables = ([container]: readonly Manifest[]): Readonly<Record<string, string>> =>
  Object.fromEntries(container.env.map(({ name, value }: Manifest) => [name, value]));

describe('a store whose name is known only at deployment', () => {
  it.each([
    ['vLLM', vllm, bucket, '<s3://weights-1a2b/llama/>'],
    ['SGLang', sglang, bucket, '<--model-path=s3://weights-1a2b/llama/>'],
    ['Triton', triton, bucket, '<--model-repository=s3://weights-1a2b/llama/>'],
    [
      'Triton, by an endpoint',
      triton,
      { ...bucket, endpoint: 'https://minio.example.com' } as const,
      '<--model-repository=s3://https://minio.example.com:443/weights-1a2b/llama/>',
    ],
    ['Triton, on Azure', triton, account, '<--model-repository=as://acme1a2b/objects/llama/>'],
  ] as const)('is told to %s', (_server, runtime, location, told) => {
    const built = service(runtime, location);
    expect(found(issuesOf(built.service))).toEqual([]);
    expect(words(pod(built).containers)).toContain(told);
  });

  it('is told by its region and its account', () => {
    const inRegion = service(vllm, { ...bucket, region: later('us-east-1') });
    expect(variables(pod(inRegion).containers)).toMatchObject({ AWS_REGION: '<us-east-1>' });
    expect(variables(pod(service(vllm, account)).containers)).toMatchObject({
      AZURE_STORAGE_ACCOUNT_NAME: '<acme1a2b>',
    });
  });

  it.each([
    ['S3', bucket, '<s3://weights-1a2b/llama/>', '<:s3:weights-1a2b/llama/>'],
    [
      'Azure',
      { uri: { scheme: 'az', rest: later('c-1/llama/') }, account: 'acme' } as const,
      '<az://c-1/llama/>',
      '<:azureblob:c-1/llama/>',
    ],
    [
      'the web',
      { uri: { scheme: 'https', rest: later('example.com/llama.bin') } } as const,
      '<https://example.com/llama.bin>',
      '/models',
    ],
  ] as const)('is copied from %s before the server starts', (_store, location, uri, from) => {
    const { source } = inStore(location);
    if (source.kind !== 'object-store') expect.fail('it is a store');
    const model = { ...inStore(location), source: { ...source, download: imageOf('rclone/rclone:1.75.1') } };
    const built = service(vllm, location, { model });
    expect(found(issuesOf(built.service))).toEqual([]);
    const told = words(pod(built).initContainers);
    expect(told).toContain(uri);
    expect(told).toContain(from);
  });

  it('is judged by its scheme all the same', () => {
    const old = { ...vllm, image: imageOf('vllm/vllm-openai:v0.17.1') };
    const location = { uri: { scheme: 'az', rest: later('c-1/llama/') }, account: 'acme' } as const;
    expect(found(issuesOf(service(old, location).service))).toMatchObject([
      { code: 'serving/cannot-load', property: 'model.source.uri', given: '"az://…"' },
    ]);
    const web = { uri: { scheme: 'https', rest: later('example.com/llama.bin') } } as const;
    expect(found(issuesOf(service(vllm, web).service))).toMatchObject([
      { code: 'serving/cannot-load', property: 'model.source.kind' },
    ]);
    const nameless = { uri: { scheme: 'az', rest: later('c-1/llama/') } } as const;
    expect(found(issuesOf(service(vllm, nameless).service))).toMatchObject([{ code: 'data/no-store-account' }]);
  });

  it('is the plain text that it is where it is plain after all', () => {
    const plain = service(vllm, { uri: { scheme: 's3', rest: 'weights/llama/' } });
    expect(words(pod(plain).containers)).toContain('s3://weights/llama/');
  });

  it.each([
    ['MLServer', { kind: 'mlserver', image: imageOf('seldonio/mlserver:1.7.1') } as const],
    ['TorchServe', { kind: 'torchserve', image: imageOf('pytorch/torchserve:0.12.0-cpu') } as const],
  ])('is refused by %s, which reads from folders alone', (_server, runtime) => {
    const built = service(runtime, bucket, { gpus: undefined, ...onCpu });
    expect(issuesOf(built.service).map(({ code }) => code)).toContain('serving/cannot-load');
  });
});

describe('a registry whose address is known only at deployment', () => {
  const digest = `sha256:${'ab'.repeat(32)}` as const;
  const late: RegistryImage = { repository: later('registry.example.com/vllm-1a2b'), digest };

  it('gives an image that is pinned, and whose tag tells the release', () => {
    const built = service({ ...vllm, image: { ...late, tag: 'v0.33.0' } }, bucket);
    expect(found(issuesOf(built.service))).toEqual([]);
    expect(pod(built).containers).toMatchObject([
      { image: `<registry.example.com/vllm-1a2b:v0.33.0@${digest}>`, imagePullPolicy: 'IfNotPresent' },
    ]);
    expect(built.one('Deployment').metadata.labels).toMatchObject({ 'app.kubernetes.io/version': 'v0.33.0' });
  });

  it('is judged by what is known', () => {
    const built = service({ ...vllm, image: { ...late, digest: 'sha256:0' } }, bucket);
    expect(found(issuesOf(built.service))).toEqual([
      {
        code: 'image/invalid-reference',
        property: 'runtime.image',
        given: '"…@sha256:0"',
        message:
          'is not an image reference: a lower-case repository, then :TAG, @sha256: and 64 hexadecimal digits, or both',
        fix: "a tag such as 'v1.2.3', and a digest: sha256: and 64 hexadecimal digits",
      },
    ]);
  });

  it('gives files as a volume too', () => {
    const built = new LateService(
      {
        runtime: { kind: 'http', image: imageOf('example.com/chat:v1'), port: 80, healthPath: '/up' },
        ...onCpu,
        model: { source: { kind: 'image-volume', image: late } },
      },
      undefined,
    );
    expect(pod(built).volumes).toContainEqual({
      name: 'model',
      image: { reference: `<registry.example.com/vllm-1a2b@${digest}>`, pullPolicy: 'IfNotPresent' },
    });
  });
});

describe('a store of this program', () => {
  /** A store that tells what it was asked. */
  const store: ObjectStore = {
    storeName: 'weights',
    at: () => ({ kind: 'object-store', uri: 's3://weights/llama', access: { kind: 'service-account' }, store }),
    grantRead: (workload) => workload.addStoreGrant({ store, access: 'read' }),
    grantWrite: (workload) => workload.addStoreGrant({ store, access: 'write' }),
  };
  const asking: StoreGrant = {
    store,
    access: 'read',
    annotations: { 'azure.workload.identity/client-id': later('client-1') },
    podLabels: { 'azure.workload.identity/use': 'true' },
  };
  const props: ModelServiceProps = {
    runtime: vllm,
    model: { source: store.at('llama'), architecture: models.llama31_8b },
    placement: pools.l4,
    gpus: 1,
  };

  it('must have let in who reads a model from it', () => {
    const { service: refused } = new LateService(props, cluster);
    expect(found(issuesOf(refused))).toEqual([
      {
        code: 'data/no-store-grant',
        property: 'model.source',
        given: '"weights"',
        message: 'is a store that has not let the service in, and would refuse it',
        fix: 'grantRead(service) of the store, once the service is made',
      },
    ]);
    expect(issuesSoFar(refused)).toEqual([]);
    expect(refused.node.validate()).toHaveLength(1);
    for (const access of ['grantRead', 'grantWrite'] as const) {
      const { service: granted } = new LateService(props, cluster, (one) => store[access](one));
      expect(issuesOf(granted)).toEqual([]);
      expect(granted.node.validate()).toEqual([]);
    }
  });

  it('gives annotations to the service account, and labels to the pods alone', () => {
    const built = new LateService(props, cluster, (one) => one.addStoreGrant(asking));
    expect(built.one('ServiceAccount').metadata.annotations).toEqual({
      'azure.workload.identity/client-id': '<client-1>',
    });
    const { selector, template } = built.one('Deployment').spec;
    expect(template.metadata.labels).toMatchObject({ 'azure.workload.identity/use': 'true' });
    expect(selector.matchLabels).not.toHaveProperty('azure.workload.identity/use');
  });

  it('gives labels to all pods of a group', () => {
    const group = { ...vllm, nodes: 2 };
    const architecture = models.llama31_70b;
    const built = new LateService(
      { ...props, runtime: group, model: { source: store.at('llama'), architecture }, placement: pools.h100, gpus: 8 },
      targetCluster({
        name: 'production',
        cloud: 'eks',
        kubernetes: '1.34',
        nodePools: [pools.h100],
        customResources: [{ group: 'leaderworkerset.x-k8s.io', kind: 'LeaderWorkerSet', versions: ['v1'] }],
      }),
      (one) => one.addStoreGrant(asking),
    );
    const { leaderTemplate, workerTemplate } = built.one('LeaderWorkerSet').spec.leaderWorkerTemplate;
    for (const { metadata } of [leaderTemplate, workerTemplate]) {
      expect(metadata.labels).toMatchObject({ 'azure.workload.identity/use': 'true' });
    }
  });

  it('warns where the account is not made here', () => {
    const own = { ...props, serviceAccount: { name: 'team' } };
    const { service: warned } = new LateService(own, cluster, (one) => one.addStoreGrant(asking));
    expect(found(warningsOf(warned))).toEqual([
      {
        code: 'data/account-not-annotated',
        property: 'serviceAccount',
        given: '"team"',
        message:
          'is not made here, so that it does not get azure.workload.identity/client-id, by which the store knows it',
        fix: "no serviceAccount; or these annotations on it, and acknowledge(CONSTRUCT, 'data/account-not-annotated', 'the reason')",
      },
    ]);
    const silent = new LateService(own, cluster, (one) => store.grantRead(one));
    expect(warningsOf(silent.service)).toEqual([]);
  });

  it('is not asked of a service that keeps to another source', () => {
    const { service: other } = served({ runtime: vllm });
    expect(issuesOf(other)).toEqual([]);
  });
});
