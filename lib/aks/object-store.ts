import { RoleAssignment } from '@pulumi/azure-native/authorization/index.js';
import { ComponentResource, type ComponentResourceOptions, type Output } from '@pulumi/pulumi';
import { Construct } from 'constructs';
import { advised, accountOf, accountPart, judgeDays, judgePath, type WorkloadAccount } from '../clouds';
import { captureStack, deferredProperties, refuse, type CapturedStack } from '../core';
import type { ObjectStore as Store, StoreGrant, StoreLocation, StoreUser } from '../data';
import { deployAfter } from '../provider';
import { roleDefinitionId, type BuiltInRole } from './built-in-roles';
import type { ObjectStoreProps } from './object-store-props';
import { containerName, makeStorage, mostRetentionDays, type MadeStorage } from './storage';
import { judgeKey } from './storage-key';
import { workloadIdentityNames, type WorkloadIdentity } from './workload-identity';

/** What may hold a value that is known only at deployment. */
const passesThrough = ['cluster.*', 'encryption.id', 'encryption.vaultId'];

const roles: Readonly<Record<StoreGrant['access'], BuiltInRole>> = {
  read: 'Storage Blob Data Reader',
  write: 'Storage Blob Data Contributor',
};

/**
 * A store of objects in Azure's Blob storage, in an account of its own: encrypted, versioned, without keys, and closed to
 * all but the workloads that it lets in, who come by TLS and act as an identity of their own by Microsoft Entra Workload
 * ID.
 *
 * Old versions are deleted after a while, and can be brought back for as long again by Azure's soft delete; what of an upload nobody finished Azure deletes after a week by itself. The
 * account can be reached from the internet, by who has a role. Roles take up to ten minutes to be heeded everywhere, and
 * pods that come before are refused, and try again.
 *
 * @throws ConfigError before anything is made, where what is declared cannot be
 */
export class ObjectStore extends ComponentResource implements Store {
  declare readonly storeName: string;
  /** The name of the storage account. */
  declare readonly accountName: Output<string>;
  /** The name of its container. */
  declare readonly containerName: string;
  readonly #path: string;
  readonly #cluster: ObjectStoreProps['cluster'];
  readonly #made: MadeStorage;
  readonly #assignments: Map<string, RoleAssignment> = new Map();

  constructor(name: string, props: ObjectStoreProps, opts?: ComponentResourceOptions) {
    const path = `aks.ObjectStore ${name}`;
    const stack = captureStack();
    refuse(path, deferredProperties(props, passesThrough), stack);
    refuse(
      path,
      [...judgeKey(props.encryption), ...judgeDays('oldVersionDays', props.oldVersionDays, mostRetentionDays)],
      stack,
    );
    super('modelyard:aks:ObjectStore', name, {}, advised(opts));
    this.storeName = name;
    this.#path = path;
    this.#cluster = props.cluster;
    this.#made = makeStorage(this, name, props);
    this.accountName = this.#made.account.name;
    this.containerName = containerName;
    this.registerOutputs({ accountName: this.accountName });
  }

  /**
   * A place in the store, such as `llama-3.1-8b/`.
   *
   * @throws ConfigError where the path is none
   */
  at(path: string): StoreLocation {
    const late = deferredProperties({ path }, []);
    refuse(this.#path, late.length > 0 ? late : judgePath(path), captureStack());
    return {
      kind: 'object-store',
      uri: `az://${containerName}/${path}`,
      account: this.accountName,
      access: { kind: 'service-account', podLabels: workloadIdentityNames.podLabels },
      store: this,
    };
  }

  /** Lets a workload read everything in it; what is already running starts anew to notice. */
  grantRead(workload: StoreUser): void {
    this.#grant(workload, 'read', captureStack());
  }

  /** Lets a workload read, write and delete everything in it; what is already running starts anew to notice. */
  grantWrite(workload: StoreUser): void {
    this.#grant(workload, 'write', captureStack());
  }

  #grant(workload: StoreUser, access: StoreGrant['access'], stack: CapturedStack): void {
    const account = accountOf(workload, this.#cluster, this.#path, stack);
    if (account === undefined) {
      // It has been said, and need not be said once more of what is not granted.
      workload.addStoreGrant({ store: this, access });
      return;
    }
    const { identity, credential } = this.#cluster.identities.of(account);
    const assignment = this.#assignmentFor(account, identity, access);
    workload.addStoreGrant({
      store: this,
      access,
      annotations: { [workloadIdentityNames.clientId]: identity.clientId },
      podLabels: workloadIdentityNames.podLabels,
    });
    if (Construct.isConstruct(workload)) deployAfter(workload, [credential, assignment]);
  }

  #assignmentFor(
    account: WorkloadAccount,
    identity: WorkloadIdentity['identity'],
    access: StoreGrant['access'],
  ): RoleAssignment {
    const part = `${accountPart(this.storeName, account, 128)}-${access}`;
    const found = this.#assignments.get(part);
    if (found !== undefined) return found;
    const made = new RoleAssignment(
      part,
      {
        scope: this.#made.container.id,
        principalId: identity.principalId,
        principalType: 'ServicePrincipal',
        roleDefinitionId: roleDefinitionId(roles[access]),
      },
      { parent: this },
    );
    this.#assignments.set(part, made);
    return made;
  }
}
