import { LifecyclePolicy } from '@pulumi/aws/ecr/lifecyclePolicy.js';
import { Repository } from '@pulumi/aws/ecr/repository.js';
import { ComponentResource, type ComponentResourceOptions, type Output } from '@pulumi/pulumi';
import { advised, judgeDays, judgeImage, judgeRepositories, type ImageRegistry, type WhenDestroyed } from '../clouds';
import { captureStack, deferredProperties, deriveName, refuse } from '../core';
import type { ImageDigest, RegistryImage } from '../image';
import { storageKey, type StorageEncryption } from './encryption-key';
import type { PoolCluster } from './pool-cluster';

/** New repositories of images on ECR. */
export interface RegistryProps {
  /** Their names, such as `['chat', 'train']`: in ECR each stands behind that of the registry, with a random end. */
  readonly repositories: readonly string[];
  /** ECR's own key unless given; a change makes the repositories anew. */
  readonly encryption?: StorageEncryption | undefined;
  /** How long an image is kept that has no tag; 14 unless given. What has once been pushed with a tag keeps it. */
  readonly untaggedDays?: number | undefined;
  /** `refuse` unless given: what holds something is protected, until this says otherwise and has been deployed. */
  readonly whenDestroyed?: WhenDestroyed | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

const passesThrough = ['encryption.arn'];

/**
 * Repositories of images on ECR: a tag names the same image for ever, and each image is scanned when it is pushed.
 *
 * Images are pushed by somebody else; `repositoryUrls` says where to.
 *
 * @throws ConfigError before anything is made, where what is declared cannot be
 */
export class Registry extends ComponentResource implements ImageRegistry {
  /** Where images are pushed to, by the names of the repositories. */
  declare readonly repositoryUrls: Readonly<Record<string, Output<string>>>;
  readonly #path: string;

  constructor(name: string, props: RegistryProps, opts?: ComponentResourceOptions) {
    const path = `eks.Registry ${name}`;
    const stack = captureStack();
    refuse(path, deferredProperties(props, passesThrough), stack);
    refuse(
      path,
      [...judgeRepositories(props.repositories), ...judgeDays('untaggedDays', props.untaggedDays, 36_500)],
      stack,
    );
    super('modelyard:eks:Registry', name, {}, advised(opts));
    this.#path = path;
    this.repositoryUrls = makeRepositories(this, name, props);
    this.registerOutputs({ repositoryUrls: this.repositoryUrls });
  }

  /**
   * An image in one of the repositories, for whatever takes an image.
   *
   * @param tag under which it was pushed, by which the release of a server is told
   * @throws ConfigError where there is no such repository, or no such image can be
   */
  image(repository: string, digest: ImageDigest, tag?: string): RegistryImage {
    const late = deferredProperties({ repository, digest, tag }, []);
    const asked = { repository, digest, tag };
    refuse(this.#path, late.length > 0 ? late : judgeImage(Object.keys(this.repositoryUrls), asked), captureStack());
    const url = this.repositoryUrls[repository];
    return { repository: url ?? repository, digest, ...(tag !== undefined && { tag }) };
  }

  /**
   * Nothing is to be done: the nodes of a cluster pull from every repository of their account by the policy of their role,
   * `AmazonEC2ContainerRegistryPullOnly`. It stands here so that the same program works on AKS.
   */
  grantPull(_cluster: PoolCluster): void {
    // See above.
  }
}

/** The longest beginning that leaves room for the repository and Pulumi's random end within 256. */
const longestPrefix = 63;

function makeRepositories(parent: Registry, name: string, props: RegistryProps): Registry['repositoryUrls'] {
  const { encryption = { kind: 'platform-key' }, untaggedDays = 14, whenDestroyed = 'refuse', tags = {} } = props;
  // Nothing said is what the component says, and false would say more.
  const options = whenDestroyed === 'refuse' ? { protect: true } : {};
  const kmsKey = storageKey(parent, name, encryption, `Images of the registry ${name}`, { tags, options });
  return Object.fromEntries(
    props.repositories.map((repository) => {
      const part = `${deriveName([name], longestPrefix)}/${repository}`;
      const made = new Repository(
        part,
        {
          imageTagMutability: 'IMMUTABLE',
          imageScanningConfiguration: { scanOnPush: true },
          encryptionConfigurations: [
            kmsKey === undefined ? { encryptionType: 'AES256' } : { encryptionType: 'KMS', kmsKey },
          ],
          forceDelete: whenDestroyed === 'delete-contents',
          tags: { ...tags },
        },
        { parent, ...options },
      );
      new LifecyclePolicy(part, { repository: made.name, policy: expireUntagged(untaggedDays) }, { parent });
      return [repository, made.repositoryUrl];
    }),
  );
}

/** Source: Amazon ECR user guide, lifecycle_policy_parameters (read 2026-11-22). */
function expireUntagged(days: number): string {
  return JSON.stringify({
    rules: [
      {
        rulePriority: 1,
        description: `Images without a tag, after ${days} days`,
        selection: { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: days },
        action: { type: 'expire' },
      },
    ],
  });
}
