import { RoleAssignment } from '@pulumi/azure-native/authorization/index.js';
import { Registry as ContainerRegistry } from '@pulumi/azure-native/containerregistry/index.js';
import { ResourceGroup } from '@pulumi/azure-native/resources/index.js';
import {
  all,
  ComponentResource,
  Config,
  interpolate,
  type ComponentResourceOptions,
  type Input,
  type Output,
} from '@pulumi/pulumi';
import { advised, judgeImage, judgeRepositories, type ImageRegistry, type WhenDestroyed } from '../clouds';
import { captureStack, deferredProperties, refuse, withOrigin } from '../core';
import type { ImageDigest, RegistryImage } from '../image';
import type { ImageSource, PulumiCluster } from '../provider';
import { roleDefinitionId, type BuiltInRole } from './built-in-roles';
import { judgeRegion } from './network-plan';
import { plainName } from './plain-name';

/** A new registry of images. */
export interface RegistryProps {
  /** The repositories that images can be named in, such as `['chat', 'train']`; Azure makes each with its first image. */
  readonly repositories: readonly string[];
  /** Such as `eastus`; that of the configuration `azure-native:location` unless given. */
  readonly region?: string | undefined;
  /** One that exists; a new one unless given. */
  readonly resourceGroupName?: Input<string> | undefined;
  /** How much it holds and how fast it answers; `Standard` unless given. */
  readonly tier?: 'Basic' | 'Standard' | 'Premium' | undefined;
  /**
   * `refuse` unless given: what holds something is protected, until this says otherwise and has been deployed.
   * Azure itself deletes a registry with all that is in it.
   */
  readonly whenDestroyed?: WhenDestroyed | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** A cluster whose nodes can be let pull: a `Cluster` or an `ExistingCluster`. */
export interface PullingCluster {
  /** What it is called in the program. */
  readonly componentName: string;
  /** Whom the nodes pull images as, by its id in Entra ID. */
  readonly kubeletPrincipalId: Output<string>;
}

const passesThrough = ['resourceGroupName'];

/** Limits of Azure. Source: Azure Resource Manager, resource-name-rules: 5 to 50 letters and digits. */
const longestRegistry = 50;

/**
 * A registry of images on Azure Container Registry: without an admin user, and nobody pulls from it who has no role.
 *
 * Three things that ECR does a registry of Azure does not do by itself. Images are scanned where Microsoft Defender for
 * Containers is on, for the whole subscription. A tag can be pushed again unless it is locked, one by one, after the push;
 * what runs is named by its digest all the same. And images without a tag are kept: to expire them takes the tier Premium
 * and a policy that Azure advises against where images are pulled by digest, as they are here.
 *
 * Images are pushed by somebody else; `repositoryUrls` says where to.
 *
 * @throws ConfigError before anything is made, where what is declared cannot be
 */
export class Registry extends ComponentResource implements ImageRegistry, ImageSource {
  /** Where images are pushed to, by the names of the repositories. */
  declare readonly repositoryUrls: Readonly<Record<string, Output<string>>>;
  readonly #path: string;
  readonly #name: string;
  readonly #registry: ContainerRegistry;
  readonly #grants: Map<string, readonly RoleAssignment[]> = new Map();

  constructor(name: string, props: RegistryProps, opts?: ComponentResourceOptions) {
    const path = `aks.Registry ${name}`;
    const stack = captureStack();
    refuse(path, deferredProperties(props, passesThrough), stack);
    const region = props.region ?? new Config('azure-native').get('location');
    refuse(path, [...judgeRegion(region, 'the registry'), ...judgeRepositories(props.repositories)], stack);
    super('modelyard:aks:Registry', name, {}, advised(opts));
    this.#path = path;
    this.#name = name;
    this.#registry = makeRegistry(this, name, region ?? '', props);
    const host = this.#registry.loginServer;
    this.repositoryUrls = Object.fromEntries(
      props.repositories.map((repository) => [repository, interpolate`${host}/${repository}`]),
    );
    this.registerOutputs({ repositoryUrls: this.repositoryUrls });
  }

  /**
   * An image in one of the repositories, for whatever takes an image; what runs it waits for the grants made so far.
   *
   * @param tag under which it was pushed, by which the release of a server is told
   * @throws ConfigError where there is no such repository, or no such image can be
   */
  image(repository: string, digest: ImageDigest, tag?: string): RegistryImage {
    const late = deferredProperties({ repository, digest, tag }, []);
    const asked = { repository, digest, tag };
    refuse(this.#path, late.length > 0 ? late : judgeImage(Object.keys(this.repositoryUrls), asked), captureStack());
    const grants = [...this.#grants.values()].flat().map(({ id }) => id);
    const url = all([this.#registry.loginServer, ...grants]).apply(([host]) => `${host}/${repository}`);
    return { repository: withOrigin(url, this), digest, ...(tag !== undefined && { tag }) };
  }

  /**
   * Lets the nodes of a cluster pull. Roles take up to ten minutes to be heeded everywhere, and nodes try again.
   *
   * A registry decides by one of two kinds of roles which Azure chooses for new ones, so that nodes get the one of each.
   * Source: MicrosoftDocs/azure-aks-docs@fb060abe6a8f, articles/aks/aks-service-permissions.md (2026-08-21).
   */
  grantPull({ componentName, kubeletPrincipalId }: PullingCluster): void {
    if (this.#grants.has(componentName)) return;
    const assign = (part: string, role: BuiltInRole): RoleAssignment =>
      new RoleAssignment(
        `${this.#name}-${part}-${componentName}`,
        {
          scope: this.#registry.id,
          principalId: kubeletPrincipalId,
          principalType: 'ServicePrincipal',
          roleDefinitionId: roleDefinitionId(role),
        },
        { parent: this },
      );
    const made = [assign('pull', 'AcrPull'), assign('repositories', 'Container Registry Repository Reader')];
    this.#grants.set(componentName, made);
  }

  /** Says that nodes of a cluster of this program run images and were never let pull them. */
  refusalTo(cluster: PulumiCluster): ReturnType<ImageSource['refusalTo']> {
    // Whom the nodes of others pull as is not known here, and so neither is who lets them.
    if (!('componentName' in cluster) || typeof cluster.componentName !== 'string') return undefined;
    if (this.#grants.has(cluster.componentName)) return undefined;
    const registry = `an image of ${this.#path}`;
    return {
      message: `${registry}, and this program does not let the nodes of ${cluster.target.name} pull it: Azure refuses them unless somebody else does`,
      fix: 'grantPull(cluster) of the registry',
    };
  }
}

function makeRegistry(parent: Registry, name: string, region: string, props: RegistryProps): ContainerRegistry {
  const { tier = 'Standard', whenDestroyed = 'refuse', tags = {} } = props;
  const resourceGroupName =
    props.resourceGroupName ?? new ResourceGroup(name, { location: region, tags: { ...tags } }, { parent }).name;
  return new ContainerRegistry(
    plainName(name, longestRegistry),
    {
      resourceGroupName,
      location: region,
      sku: { name: tier },
      adminUserEnabled: false,
      anonymousPullEnabled: false,
      tags: { ...tags },
    },
    // Nothing said is what the component says, and false would say more.
    whenDestroyed === 'refuse' ? { parent, protect: true } : { parent },
  );
}
