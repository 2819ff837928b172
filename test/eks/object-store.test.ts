import * as fc from 'fast-check';
import { Chart } from 'cdk8s';
import { describe, expect, it } from 'vitest';
import { models, ModelService, nodePool, unpinned, type App, type StoreUser } from 'modelyard';
import { Cluster, ExistingCluster, ObjectStore, type ObjectStoreProps } from 'modelyard/eks';
import { ChartsOnCluster } from 'modelyard/pulumi';
import { accountPart } from '../../lib/clouds';
import { bucketStem } from '../../lib/eks/bucket';
import { storePolicy } from '../../lib/eks/store-policy';
import { all, find, withMocks, type Registered, type Run } from '../pulumi-mocks';
import { aws } from './cloud';
import { refusalOf } from './refusals';

const subnets = [
  { id: 'subnet-a', zone: 'us-east-1a' },
  { id: 'subnet-b', zone: 'us-east-1b' },
];
const l4 = nodePool('l4', { machine: 'g6.4xlarge', nodes: { min: 0, max: 4 } });
const network = { vpcId: 'vpc-1', nodeSubnets: subnets };

function existing(name = 'ml'): ExistingCluster {
  return new ExistingCluster(name, {
    name: `${name}-production`,
    kubernetes: '1.34',
    region: 'us-east-1',
    network,
    endpoint: 'https://api.example.com',
    certificateAuthority: 'Q0E=',
    securityGroupId: 'sg-1',
    nodeRoleArn: 'arn:aws:iam::123456789012:role/nodes',
    nodePools: [l4],
  });
}

const workload = (serviceAccountName: string, namespace: string | undefined = 'chat'): StoreUser => ({
  serviceAccountName,
  namespace,
  addStoreGrant: () => undefined,
});

/** A service that reads its weights from a store as it loads. */
function chat(app: App, store: ObjectStore, id = 'chat'): ModelService {
  return new ModelService(new Chart(app, id, { namespace: id }), 'server', {
    runtime: { kind: 'vllm', image: unpinned('vllm/vllm-openai:v0.33.0', 'a test'), contextLength: 8192 },
    model: { source: store.at('llama-3.1-8b/'), architecture: models.llama31_8b, precision: 'bf16' },
    placement: l4,
    gpus: 1,
  });
}

const made = (
  props: Partial<ObjectStoreProps>,
  use: (store: ObjectStore) => void = () => undefined,
): Promise<Run<ObjectStore>> =>
  withMocks(() => {
    const store = new ObjectStore('weights', { cluster: existing(), ...props });
    use(store);
    return store;
  }, aws);

const inputs = (run: Run<unknown>, type: string, name?: string): Registered['inputs'] => find(run, type, name).inputs;

/** What a policy says, which stands in an input as text. */
function statements(registered: Registered, field = 'policy'): readonly Record<string, unknown>[] {
  // A cast, as JSON has no types.
  const { Statement } = JSON.parse(String(registered.inputs[field])) as { Statement: Record<string, unknown>[] };
  return Statement;
}

describe('a store on S3', () => {
  it('is a bucket with all that closes it, below the component', async () => {
    const run = await made({ tags: { team: 'ml' } });
    const below = run.resources.filter(({ parent }) => parent === 'weights');
    expect(below.map(({ type, name }) => `${type.split(':').at(-1) ?? ''} ${name}`).sort()).toEqual([
      'Bucket weights',
      'BucketLifecycleConfiguration weights',
      'BucketOwnershipControls weights',
      'BucketPolicy weights',
      'BucketPublicAccessBlock weights',
      'BucketServerSideEncryptionConfiguration weights',
      'BucketVersioning weights',
    ]);
    expect(inputs(run, 'aws:s3/bucket:Bucket')).toEqual({ forceDestroy: false, tags: { team: 'ml' } });
    expect(inputs(run, 'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock')).toEqual({
      bucket: 'weights-1a2b3c4',
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    expect(inputs(run, 'aws:s3/bucketOwnershipControls:BucketOwnershipControls')['rule']).toEqual({
      objectOwnership: 'BucketOwnerEnforced',
    });
    expect(inputs(run, 'aws:s3/bucketVersioning:BucketVersioning')['versioningConfiguration']).toEqual({
      status: 'Enabled',
    });
    expect(statements(find(run, 'aws:s3/bucketPolicy:BucketPolicy'))).toEqual([
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: ['arn:aws:s3:::weights-1a2b3c4', 'arn:aws:s3:::weights-1a2b3c4/*'],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ]);
    expect(inputs(run, 'aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration')['rules']).toMatchObject([
      {
        status: 'Enabled',
        noncurrentVersionExpiration: { noncurrentDays: 30 },
        abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
        expiration: { expiredObjectDeleteMarker: true },
      },
    ]);
  });

  it('is not destroyed by a program that does not say so, and then with all that is in it', async () => {
    const kept = await made({ encryption: { kind: 'new-key' } });
    const kinds = ['aws:kms/key:Key', 'aws:s3/bucket:Bucket'];
    for (const kind of kinds) expect(find(kept, kind).protect, kind).toBe(true);
    const gone = await made({ encryption: { kind: 'new-key' }, whenDestroyed: 'delete-contents' });
    for (const kind of kinds) expect(find(gone, kind).protect, kind).toBe(false);
    expect(inputs(gone, 'aws:s3/bucket:Bucket')['forceDestroy']).toBe(true);
  });

  it.each([
    ["S3's own key", {}, { sseAlgorithm: 'AES256' }, false],
    [
      'a new key',
      { encryption: { kind: 'new-key' } },
      { sseAlgorithm: 'aws:kms', kmsMasterKeyId: 'arn:aws:kms:us-east-1:123456789012:key/weights' },
      true,
    ],
    [
      'a key that is given',
      { encryption: { kind: 'key', arn: 'arn:aws:kms:us-east-1:1:key/k' } },
      { sseAlgorithm: 'aws:kms', kmsMasterKeyId: 'arn:aws:kms:us-east-1:1:key/k' },
      true,
    ],
  ] as const)('is encrypted with %s', async (_key, props, byDefault, bucketKeyEnabled) => {
    const run = await made(props);
    const type = 'aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration';
    expect(inputs(run, type)['rules']).toEqual([{ applyServerSideEncryptionByDefault: byDefault, bucketKeyEnabled }]);
    for (const key of all(run, 'aws:kms/key:Key')) {
      expect(key.inputs).toMatchObject({ enableKeyRotation: true, deletionWindowInDays: 30 });
    }
  });
});

const rolePolicy = 'aws:iam/rolePolicy:RolePolicy';
const role = 'aws:iam/role:Role';
const association = 'aws:eks/podIdentityAssociation:PodIdentityAssociation';

describe('what a workload is granted', () => {
  it('is a role that the pods of its account alone can take on, and that may read the bucket alone', async () => {
    const run = await made({}, (store) => store.grantRead(workload('server')));
    expect(statements(find(run, role), 'assumeRolePolicy')).toEqual([
      {
        Effect: 'Allow',
        Action: ['sts:AssumeRole', 'sts:TagSession'],
        Principal: { Service: 'pods.eks.amazonaws.com' },
        Condition: {
          StringEquals: {
            'aws:RequestTag/eks-cluster-name': 'ml-production',
            'aws:RequestTag/kubernetes-namespace': 'chat',
            'aws:RequestTag/kubernetes-service-account': 'server',
          },
        },
      },
    ]);
    expect(find(run, association)).toMatchObject({
      name: 'ml_chat_server',
      parent: 'ml',
      inputs: {
        clusterName: 'ml-production',
        namespace: 'chat',
        serviceAccount: 'server',
        roleArn: 'arn:aws:iam::123456789012:role/ml_chat_server',
      },
    });
    expect(find(run, rolePolicy)).toMatchObject({
      name: 'weights_chat_server-read',
      parent: 'weights',
      inputs: { role: 'ml_chat_server' },
    });
    expect(statements(find(run, rolePolicy))).toEqual([
      {
        Effect: 'Allow',
        Action: ['s3:ListBucket', 's3:GetBucketLocation'],
        Resource: 'arn:aws:s3:::weights-1a2b3c4',
      },
      { Effect: 'Allow', Action: ['s3:GetObject'], Resource: 'arn:aws:s3:::weights-1a2b3c4/*' },
    ]);
  });

  it('is to write as well, and to use the key', async () => {
    const run = await made({ encryption: { kind: 'new-key' } }, (store) => store.grantWrite(workload('server')));
    expect(statements(find(run, rolePolicy))).toEqual([
      {
        Effect: 'Allow',
        Action: ['s3:ListBucket', 's3:GetBucketLocation', 's3:ListBucketMultipartUploads'],
        Resource: 'arn:aws:s3:::weights-1a2b3c4',
      },
      {
        Effect: 'Allow',
        Action: [
          's3:GetObject',
          's3:PutObject',
          's3:DeleteObject',
          's3:AbortMultipartUpload',
          's3:ListMultipartUploadParts',
        ],
        Resource: 'arn:aws:s3:::weights-1a2b3c4/*',
      },
      {
        Effect: 'Allow',
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Resource: 'arn:aws:kms:us-east-1:123456789012:key/weights',
      },
    ]);
  });

  it('of two stores is one role with a policy of each, however often it is granted', async () => {
    const run = await withMocks(() => {
      const cluster = existing();
      const server = workload('server');
      for (const name of ['weights', 'data']) {
        const store = new ObjectStore(name, { cluster });
        store.grantRead(server);
        store.grantRead(server);
      }
    }, aws);
    expect(all(run, role).map(({ name }) => name)).toEqual(['ml_chat_server']);
    expect(all(run, association)).toHaveLength(1);
    expect(
      all(run, rolePolicy)
        .map(({ name, inputs: { role: of } }) => [name, of])
        .sort(),
    ).toEqual([
      ['data_chat_server-read', 'ml_chat_server'],
      ['weights_chat_server-read', 'ml_chat_server'],
    ]);
  });

  it('is of a cluster that this program makes as well', async () => {
    const run = await withMocks(() => {
      const cluster = new Cluster('ml', { network, kubernetes: '1.34', access: { creator: 'admin' }, name: 'new' });
      new ObjectStore('weights', { cluster }).grantRead(workload('server'));
    }, aws);
    expect(find(run, association).inputs).toMatchObject({ clusterName: 'new', serviceAccount: 'server' });
  });
});

describe('charts with places in a store', () => {
  const program = (): void => {
    const cluster = existing();
    const store = new ObjectStore('weights', { cluster });
    new ChartsOnCluster('models', {
      cluster,
      charts: (app) => store.grantRead(chat(app, store)),
    });
  };

  /** The container of the server. */
  function container(run: Run<unknown>): { readonly command: readonly string[]; readonly env: readonly object[] } {
    const { inputs: found } = find(run, 'kubernetes:apps/v1:Deployment');
    // Casts, as the inputs of a mock have no types.
    const { template } = found['spec'] as { template: { spec: { containers: never[] } } };
    const [first] = template.spec.containers;
    if (first === undefined) throw new Error('there is no container');
    return first;
  }

  it('are told the name of the bucket, and wait for the role', async () => {
    const run = await withMocks(program, aws);
    expect(container(run).command).toContain('s3://weights-1a2b3c4/llama-3.1-8b/');
    expect(container(run).env).toContainEqual({ name: 'AWS_REGION', value: 'us-east-1' });
    const { dependencies } = find(run, 'kubernetes:apps/v1:Deployment');
    expect(dependencies).toEqual(
      expect.arrayContaining(['PodIdentityAssociation ml_chat_server', 'RolePolicy weights_chat_server-read']),
    );
  });

  it('do not know it in a preview, where all else is known', async () => {
    const run = await withMocks(program, { ...aws, outputs: () => ({}), preview: true });
    const { command } = container(run);
    const unknown = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';
    expect(command.filter((word) => word === unknown)).toHaveLength(1);
    expect(command).toContain('--load-format=runai_streamer');
  });

  it('must have been let in', async () => {
    const refused = await withMocks(() => {
      const cluster = existing();
      const store = new ObjectStore('weights', { cluster });
      return refusalOf(() => new ChartsOnCluster('models', { cluster, charts: (app) => void chat(app, store) }));
    }, aws);
    expect(refused.result).toEqual([
      'data/no-store-grant model.source "weights": is a store that has not let the service in, and would refuse it; write grantRead(service) of the store, once the service is made',
    ]);
  });

  it('tell what was thrown before a store let them in', async () => {
    await withMocks(() => {
      const cluster = existing();
      const store = new ObjectStore('weights', { cluster });
      const charts = (app: App): void => {
        chat(app, store);
        throw new Error('of my own');
      };
      expect(() => new ChartsOnCluster('models', { cluster, charts })).toThrow('of my own');
    }, aws);
  });
});

describe('what is wrong with a store', () => {
  const refused = async (use: (store: ObjectStore) => unknown): Promise<readonly string[]> =>
    (await withMocks(() => refusalOf(() => use(new ObjectStore('weights', { cluster: existing() }))), aws)).result;
  const fix = "write a path from the root of the store, such as 'llama-3.1-8b/'";

  it.each([
    ['', '"": is empty: it would be the whole store'],
    ['/llama', '"/llama": begins with a /, and paths of a store do not'],
    ['a//b', '"a//b": has an empty part: two / stand side by side'],
    ['llama//', '"llama//": has an empty part: two / stand side by side'],
    ['a/../b', '"a/../b": has a . or .. in it, which a store takes for a name'],
    ['./b', '"./b": has a . or .. in it, which a store takes for a name'],
    ['a\\b', '"a\\\\b": has a character in it that addresses have not: a \\ or a control character'],
    ['a\nb', '"a\\nb": has a character in it that addresses have not: a \\ or a control character'],
    ['é'.repeat(513), `"${'é'.repeat(116)}...: is longer than 1024 bytes`],
  ])('is said of the path %j', async (path, problem) => {
    expect(await refused((store) => store.at(path))).toEqual([`clouds/invalid-path path ${problem}; ${fix}`]);
  });

  it('is said of an Output, and of days', async () => {
    // A cast, as the compiler says so first.
    expect(await refused((store) => store.at(store.bucketName as unknown as string))).toEqual([
      'core/deferred-decides path: is known only at deployment, and decides what is made; write a plain value, of the program or of the configuration of the stack',
    ]);
    for (const oldVersionDays of [0, 1.5, 36_501]) {
      expect(await refused(() => new ObjectStore('old', { cluster: existing('old'), oldVersionDays }))).toEqual([
        `clouds/invalid-size oldVersionDays ${oldVersionDays}: must be a whole number of days, from 1 to 36500; write 30`,
      ]);
    }
  });

  it('is said of a workload without a namespace, or of another cluster', async () => {
    const none = { serviceAccountName: 'server', namespace: undefined, addStoreGrant: () => undefined };
    expect(await refused((store) => store.grantRead(none))).toEqual([
      "clouds/no-namespace namespace: is not said of the workload, and a cloud knows a service account by its namespace; write new Chart(app, 'chat', { namespace: 'chat' })",
    ]);
    const { result } = await withMocks(() => {
      const store = new ObjectStore('weights', { cluster: existing() });
      const cluster = existing('other');
      const charts = (app: App): void => store.grantRead(chat(app, store));
      return refusalOf(() => new ChartsOnCluster('models', { cluster, charts }));
    }, aws);
    expect(result).toEqual([
      'clouds/other-cluster cluster: the workload goes to the cluster other-production, and this is opened to the workloads of ml-production; write one that is made for that cluster',
    ]);
  });
});

describe('names and policies, whatever things are called', () => {
  const anyName = fc.oneof(
    fc.string({ minLength: 1, maxLength: 120 }),
    fc.stringMatching(/^[a-z][a-z0-9-]{0,80}$/),
    fc.constantFrom('sthree-x', 'XN--a', 'amzn-s3-demo-', '192.168.5.4'),
  );

  it('make buckets that S3 takes, with the random end that Pulumi adds', () => {
    fc.assert(
      fc.property(anyName, (name) => {
        const bucket = `${bucketStem(name)}-1a2b3c4`;
        expect(bucket).toMatch(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/);
        expect(bucket).not.toMatch(/^(?:xn--|sthree-|amzn-s3-demo-)/);
      }),
      { numRuns: 1000 },
    );
  });

  it('make roles that IAM takes, one for each account', () => {
    const account = fc.record({
      namespace: fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/),
      serviceAccount: fc.stringMatching(/^[a-z0-9]([-a-z0-9.]{0,100}[a-z0-9])?$/),
    });
    fc.assert(
      fc.property(anyName, account, account, (name, one, other) => {
        const part = accountPart(name, one, 56);
        expect(part).toMatch(/^[A-Za-z0-9_-]{1,56}$/);
        const isSame = one.namespace === other.namespace && one.serviceAccount === other.serviceAccount;
        expect(part === accountPart(name, other, 56)).toBe(isSame);
      }),
      { numRuns: 1000 },
    );
  });

  it('never let anybody do everything, or anything everywhere', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('read' as const, 'write' as const),
        fc.option(fc.constant('arn:aws:kms:us-east-1:1:key/k'), { nil: undefined }),
        anyName,
        (access, keyArn, name) => {
          const bucketArn = `arn:aws:s3:::${bucketStem(name)}`;
          // A cast, as JSON has no types.
          const { Statement } = JSON.parse(storePolicy(access, { bucketArn, keyArn })) as {
            Statement: { Action: string[]; Resource: string }[];
          };
          for (const { Action, Resource } of Statement) {
            expect(Action.join()).not.toContain('*');
            expect([bucketArn, `${bucketArn}/*`, keyArn]).toContain(Resource);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});
