import { Bucket } from '@pulumi/aws/s3/bucket.js';
import { BucketLifecycleConfiguration } from '@pulumi/aws/s3/bucketLifecycleConfiguration.js';
import { BucketOwnershipControls } from '@pulumi/aws/s3/bucketOwnershipControls.js';
import { BucketPolicy } from '@pulumi/aws/s3/bucketPolicy.js';
import { BucketPublicAccessBlock } from '@pulumi/aws/s3/bucketPublicAccessBlock.js';
import { BucketServerSideEncryptionConfiguration } from '@pulumi/aws/s3/bucketServerSideEncryptionConfiguration.js';
import { BucketVersioning } from '@pulumi/aws/s3/bucketVersioning.js';
import type { ComponentResource, Input } from '@pulumi/pulumi';
import { deriveName } from '../core';
import { storageKey } from './encryption-key';
import type { ObjectStoreProps } from './object-store-props';
import { tlsOnlyPolicy } from './store-policy';

/** A bucket, and the key of its objects where that is not S3's own. */
export interface MadeBucket {
  readonly bucket: Bucket;
  readonly keyArn: Input<string> | undefined;
}

/** The longest name of a bucket is 63, of which Pulumi's random end takes 8. Source: Amazon S3 user guide, bucketnamingrules. */
const longest = 55;

/** What the name of a bucket begins with, whatever the component is called; AWS keeps some beginnings for itself. */
export function bucketStem(component: string): string {
  const isTaken = /^(?:xn--|sthree-|amzn-s3-demo-)/.test(component.toLowerCase());
  return deriveName(isTaken ? ['store', component] : [component], longest);
}

/** How long the parts of an upload are kept that nobody finished. */
const unfinishedDays = 7;

/** Makes a bucket that nobody can read who has no leave, and that forgets what is of no use any more. */
export function makeBucket(parent: ComponentResource, name: string, props: ObjectStoreProps): MadeBucket {
  const { encryption = { kind: 'platform-key' }, oldVersionDays = 30, whenDestroyed = 'refuse', tags = {} } = props;
  // Nothing said is what the component says, and false would say more.
  const options = whenDestroyed === 'refuse' ? { protect: true } : {};
  const described = `Objects of the store ${name}`;
  const keyArn = storageKey(parent, name, encryption, described, { tags, options });
  const bucket = new Bucket(
    bucketStem(name),
    { forceDestroy: whenDestroyed === 'delete-contents', tags: { ...tags } },
    { parent, ...options },
  );
  const of = { bucket: bucket.bucket };
  // S3 refuses two such changes of one bucket at the same time, so each waits for the one before.
  const owned = new BucketOwnershipControls(
    name,
    { ...of, rule: { objectOwnership: 'BucketOwnerEnforced' } },
    { parent },
  );
  const closed = new BucketPublicAccessBlock(
    name,
    { ...of, blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
    { parent, dependsOn: [owned] },
  );
  new BucketPolicy(name, { ...of, policy: bucket.arn.apply(tlsOnlyPolicy) }, { parent, dependsOn: [closed] });
  const byDefault =
    keyArn === undefined ? { sseAlgorithm: 'AES256' } : { sseAlgorithm: 'aws:kms', kmsMasterKeyId: keyArn };
  new BucketServerSideEncryptionConfiguration(
    name,
    // With a key of the bucket's own below that one, KMS is not asked for each object.
    { ...of, rules: [{ applyServerSideEncryptionByDefault: byDefault, bucketKeyEnabled: keyArn !== undefined }] },
    { parent },
  );
  const versioned = new BucketVersioning(name, { ...of, versioningConfiguration: { status: 'Enabled' } }, { parent });
  new BucketLifecycleConfiguration(
    name,
    {
      ...of,
      rules: [
        {
          id: 'expire',
          status: 'Enabled',
          filter: { prefix: '' },
          noncurrentVersionExpiration: { noncurrentDays: oldVersionDays },
          abortIncompleteMultipartUpload: { daysAfterInitiation: unfinishedDays },
          expiration: { expiredObjectDeleteMarker: true },
        },
      ],
    },
    { parent, dependsOn: [versioned] },
  );
  return { bucket, keyArn };
}
