import { Chart } from 'cdk8s';
import { describe, expect, it } from 'vitest';
import { ModelService, type App, type ImageDigest } from 'modelyard';
import { Registry, type RegistryProps } from 'modelyard/eks';
import { ChartsOnCluster, existingCluster } from 'modelyard/pulumi';
import { targetCluster } from '../../lib';
import { all, find, valueOf, withMocks, type Run } from '../pulumi-mocks';
import { aws } from './cloud';
import { refusalOf } from './refusals';

const digest: ImageDigest = `sha256:${'ab'.repeat(32)}`;

const made = (props: Partial<RegistryProps> = {}, name = 'models'): Promise<Run<Registry>> =>
  withMocks(() => new Registry(name, { repositories: ['chat', 'train/base'], ...props }), aws);

const repository = 'aws:ecr/repository:Repository';

describe('a registry on ECR', () => {
  it('has a repository each, whose tags stay and whose images are scanned', async () => {
    const run = await made({ tags: { team: 'ml' } });
    expect(all(run, repository).map(({ name, parent }) => `${name} < ${parent}`)).toEqual([
      'models/chat < models',
      'models/train/base < models',
    ]);
    expect(find(run, repository, 'models/chat')).toMatchObject({
      protect: true,
      inputs: {
        imageTagMutability: 'IMMUTABLE',
        imageScanningConfiguration: { scanOnPush: true },
        encryptionConfigurations: [{ encryptionType: 'AES256' }],
        forceDelete: false,
        tags: { team: 'ml' },
      },
    });
    const { inputs } = find(run, 'aws:ecr/lifecyclePolicy:LifecyclePolicy', 'models/chat');
    expect(inputs['repository']).toBe('models/chat-1a2b3c4');
    expect(JSON.parse(String(inputs['policy']))).toMatchObject({
      rules: [
        {
          rulePriority: 1,
          selection: { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 14 },
          action: { type: 'expire' },
        },
      ],
    });
    const { chat } = run.result.repositoryUrls;
    if (chat === undefined) expect.fail('there is no such repository');
    expect(await valueOf(chat)).toMatchObject({ value: 'registry.example.com/models/chat-1a2b3c4' });
  });

  it('is destroyed with its images where that is said, and encrypted with a key of its own', async () => {
    const run = await made({ whenDestroyed: 'delete-contents', encryption: { kind: 'new-key' }, untaggedDays: 3 });
    expect(find(run, repository, 'models/chat')).toMatchObject({
      protect: false,
      inputs: {
        forceDelete: true,
        encryptionConfigurations: [{ encryptionType: 'KMS', kmsKey: 'arn:aws:kms:us-east-1:123456789012:key/models' }],
      },
    });
  });

  it('names repositories in a way that ECR takes, whatever it is called itself', async () => {
    const run = await made({ repositories: ['chat'] }, 'Our Models');
    expect(find(run, repository).name).toMatch(/^our-models-[a-z0-9]{8}\/chat$/);
  });
});

describe('an image in it', () => {
  const program = (): void => {
    const images = new Registry('models', { repositories: ['chat'] });
    const target = targetCluster({ name: 'production', cloud: 'eks', region: 'us-east-1', kubernetes: '1.34' });
    new ChartsOnCluster('models', {
      cluster: existingCluster('production', { target, kubeconfig: 'of the cluster' }),
      charts: (app: App) => {
        new ModelService(new Chart(app, 'chat', { namespace: 'chat' }), 'server', {
          runtime: { kind: 'http', image: images.image('chat', digest, 'v1.2.3'), port: 8000, healthPath: '/up' },
          resources: { cpu: 1, memory: '1Gi' },
          initContainers: [
            { name: 'first', image: images.image('chat', digest), resources: { cpu: 1, memory: '1Gi' } },
          ],
        });
      },
    });
  };

  /** The pod of the service, as it is registered. */
  function pod(run: Run<unknown>): Readonly<Record<string, readonly { readonly image: string }[]>> {
    // A cast, as the inputs of a mock have no types.
    const { template } = find(run, 'kubernetes:apps/v1:Deployment').inputs['spec'] as { template: { spec: never } };
    return template.spec;
  }

  it('is named by the registry once that is there, and pinned by its digest', async () => {
    const run = await withMocks(program, aws);
    const { containers, initContainers } = pod(run);
    expect(containers).toMatchObject([
      { image: `registry.example.com/models/chat-1a2b3c4:v1.2.3@${digest}`, imagePullPolicy: 'IfNotPresent' },
    ]);
    expect(initContainers).toMatchObject([{ image: `registry.example.com/models/chat-1a2b3c4@${digest}` }]);
    const labels = find(run, 'kubernetes:apps/v1:Deployment').inputs['metadata'];
    expect(labels).toMatchObject({ labels: { 'app.kubernetes.io/version': 'v1.2.3' } });
    expect(find(run, 'kubernetes:apps/v1:Deployment').dependencies).toContain('Repository models/chat');
  });

  it('is not known in a preview', async () => {
    const run = await withMocks(program, { ...aws, outputs: () => ({}), preview: true });
    expect(pod(run)['containers']).toMatchObject([{ image: '04da6b54-80e4-46f7-96ec-b56ff0331ba9' }]);
  });
});

describe('what is wrong with a registry', () => {
  const refused = async (make: (registry: Registry) => unknown): Promise<readonly string[]> =>
    (await withMocks(() => refusalOf(() => make(new Registry('models', { repositories: ['chat'] }))), aws)).result;
  const of = (...repositories: readonly string[]): Promise<readonly string[]> =>
    refused(() => new Registry('other', { repositories }));

  it('is said of its repositories', async () => {
    const rule = 'must be lower-case letters and digits, with one ., _, - or / between them at a time';
    for (const name of ['Chat', '/chat', 'chat/', 'a//b', '..', 'a--b', '', 'a b']) {
      expect(await of('chat', name)).toEqual([
        `clouds/invalid-name repositories[1] ${JSON.stringify(name)}: ${rule}; write a name such as 'chat'`,
      ]);
    }
    expect(await of('chat', 'chat')).toEqual([
      `clouds/invalid-name repositories[1] "chat": stands there twice; write a name such as 'chat'`,
    ]);
    expect(await of('a'.repeat(129))).toEqual([
      `clouds/invalid-name repositories[0] "${'a'.repeat(116)}...: must be no more than 128 characters, and has 129; write a name such as 'chat'`,
    ]);
    expect(await of()).toEqual([
      "clouds/no-repository repositories []: are none: nothing could be pushed; write ['chat']",
    ]);
  });

  it('is said of an image that cannot be', async () => {
    expect(await refused((images) => images.image('caht', digest))).toEqual([
      `clouds/no-repository repository "caht": is no repository of the registry, which has chat; write 'chat', or the repository among repositories`,
    ]);
    expect(await refused((images) => images.image('chat', 'sha256:short'))).toEqual([
      `image/invalid-reference digest "repository@sha256:short": is not an image reference: a lower-case repository, then :TAG, @sha256: and 64 hexadecimal digits, or both; write a tag such as 'v1.2.3', and a digest: sha256: and 64 hexadecimal digits`,
    ]);
    expect(await refused((images) => images.image('chat', digest, 'a tag'))).toEqual([
      `image/invalid-reference digest "repository:a tag@${digest}": is not an image reference: a lower-case repository, then :TAG, @sha256: and 64 hexadecimal digits, or both; write a tag such as 'v1.2.3', and a digest: sha256: and 64 hexadecimal digits`,
    ]);
  });

  it('is said of an Output, and of days', async () => {
    const late = 'is known only at deployment, and decides what is made';
    const fix = 'write a plain value, of the program or of the configuration of the stack';
    expect(
      // A cast, as the compiler says so first.
      await refused((images) => new Registry('other', { repositories: [images.repositoryUrls['chat'] as never] })),
    ).toEqual([`core/deferred-decides repositories[0]: ${late}; ${fix}`]);
    expect(await refused(() => new Registry('other', { repositories: ['chat'], untaggedDays: 0 }))).toEqual([
      'clouds/invalid-size untaggedDays 0: must be a whole number of days, from 1 to 36500; write 30',
    ]);
  });
});
