import { Key } from '@pulumi/aws/kms/key.js';
import type { ComponentResource, CustomResourceOptions, Input } from '@pulumi/pulumi';

/** The key that encrypts what is stored. */
export type StorageEncryption =
  | {
      /** One that AWS keeps for all that the service stores. */
      readonly kind: 'platform-key';
    }
  | {
      /** A key for this alone, which is rotated every year. */
      readonly kind: 'new-key';
    }
  | {
      /** A key of yours, whose own policy leaves it to the account who may use it. */
      readonly kind: 'key';
      readonly arn: Input<string>;
    };

/** The key by its ARN, made where it is new; nothing where AWS keeps it. */
export function storageKey(
  parent: ComponentResource,
  name: string,
  encryption: StorageEncryption,
  description: string,
  { tags, options }: { readonly tags: Readonly<Record<string, string>>; readonly options: CustomResourceOptions },
): Input<string> | undefined {
  if (encryption.kind === 'platform-key') return undefined;
  if (encryption.kind === 'key') return encryption.arn;
  // Thirty days, the longest, in which what was destroyed by mistake can still be read.
  const args = { description, enableKeyRotation: true, deletionWindowInDays: 30, tags: { ...tags } };
  return new Key(name, args, { parent, ...options }).arn;
}
