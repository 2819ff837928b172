import { RolePolicy } from '@pulumi/aws/iam/rolePolicy.js';
import {
  all,
  ComponentResource,
  interpolate,
  output,
  type ComponentResourceOptions,
  type Output,
} from '@pulumi/pulumi';
import { Construct } from 'constructs';
import { advised, accountOf, accountPart, judgeDays, judgePath, type WorkloadAccount } from '../clouds';
import { captureStack, deferredProperties, refuse, type CapturedStack } from '../core';
import type { ObjectStore as Store, StoreGrant, StoreLocation, StoreUser } from '../data';
import { deployAfter } from '../provider';
import { makeBucket, type MadeBucket } from './bucket';
import type { ObjectStoreProps } from './object-store-props';
import { storePolicy } from './store-policy';

/** What may hold a value that is known only at deployment. */
const passesThrough = ['cluster.*', 'encryption.arn'];

/** The longest name of a policy is 128, of which Pulumi's random end takes 8 and ours 6. Source: IAM quotas. */
const longestPolicy = 114;

/**
 * A store of objects on S3: encrypted, versioned, and closed to all but the workloads that it lets in, who come by TLS
 * and act as a role of their own by EKS Pod Identity, so that there is no key anywhere.
 *
 * Old versions are deleted after a while, and the parts of uploads that nobody finished after a week.
 *
 * @throws ConfigError before anything is made, where what is declared cannot be
 */
export class ObjectStore extends ComponentResource implements Store {
  declare readonly storeName: string;
  /** The name of the bucket. */
  declare readonly bucketName: Output<string>;
  declare readonly bucketArn: Output<string>;
  readonly #path: string;
  readonly #cluster: ObjectStoreProps['cluster'];
  readonly #made: MadeBucket;
  /** Whether a key of KMS encrypts what is in it. */
  readonly #hasKey: boolean;
  readonly #policies: Map<string, RolePolicy> = new Map();

  constructor(name: string, props: ObjectStoreProps, opts?: ComponentResourceOptions) {
    const path = `eks.ObjectStore ${name}`;
    const stack = captureStack();
    refuse(path, deferredProperties(props, passesThrough), stack);
    refuse(path, judgeDays('oldVersionDays', props.oldVersionDays, 36_500), stack);
    super('modelyard:eks:ObjectStore', name, {}, advised(opts));
    this.storeName = name;
    this.#path = path;
    this.#cluster = props.cluster;
    this.#made = makeBucket(this, name, props);
    this.#hasKey = (props.encryption ?? { kind: 'platform-key' }).kind !== 'platform-key';
    this.bucketName = this.#made.bucket.bucket;
    this.bucketArn = this.#made.bucket.arn;
    this.registerOutputs({ bucketName: this.bucketName });
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
      uri: { scheme: 's3', rest: interpolate`${this.bucketName}/${path}` },
      access: { kind: 'service-account' },
      region: this.#made.bucket.region,
      ...(this.#hasKey ? { serverSideEncryption: 'aws:kms' } : {}),
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
    // Where that cannot be, it has been said, and need not be said once more of what is not granted.
    workload.addStoreGrant({ store: this, access });
    if (account === undefined) return;
    const { role, association } = this.#cluster.identities.of(account);
    const policy = this.#policyFor(account, role.name, access);
    if (Construct.isConstruct(workload)) deployAfter(workload, [association, policy]);
  }

  #policyFor(account: WorkloadAccount, role: Output<string>, access: StoreGrant['access']): RolePolicy {
    const part = `${accountPart(this.storeName, account, longestPolicy)}-${access}`;
    const found = this.#policies.get(part);
    if (found !== undefined) return found;
    const { bucket, keyArn } = this.#made;
    const policy = all([bucket.arn, output(keyArn)]).apply(([bucketArn, key]) =>
      storePolicy(access, { bucketArn, keyArn: key }),
    );
    const made = new RolePolicy(part, { role, policy }, { parent: this });
    this.#policies.set(part, made);
    return made;
  }
}
