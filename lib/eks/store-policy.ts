/** What a policy lets somebody do, as IAM writes it. */
interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** The bucket that a policy is about, and the key of its objects where that is not S3's own. */
export interface PolicedBucket {
  readonly bucketArn: string;
  readonly keyArn?: string | undefined;
}

const reading = ['s3:GetObject'];

/** Uploads in parts have actions of their own, to go on with one and to give it up. */
const writing = [
  ...reading,
  's3:PutObject',
  's3:DeleteObject',
  's3:AbortMultipartUpload',
  's3:ListMultipartUploadParts',
];

/** Who reads decrypts; who writes has a key made for each object, and reads back what was uploaded in parts. */
const keyUse = { read: ['kms:Decrypt'], write: ['kms:Decrypt', 'kms:GenerateDataKey'] } as const;

/**
 * What a role may do in one bucket, and with the key of its objects.
 *
 * Sources: Amazon S3 user guide, using-with-s3-policy-actions and mpuoverview; AWS KMS developer guide, services-s3.
 */
export function storePolicy(access: 'read' | 'write', { bucketArn, keyArn }: PolicedBucket): string {
  return policy([
    {
      Effect: 'Allow',
      Action: [
        's3:ListBucket',
        's3:GetBucketLocation',
        ...(access === 'write' ? ['s3:ListBucketMultipartUploads'] : []),
      ],
      Resource: bucketArn,
    },
    { Effect: 'Allow', Action: access === 'read' ? reading : writing, Resource: `${bucketArn}/*` },
    ...(keyArn === undefined ? [] : [{ Effect: 'Allow' as const, Action: keyUse[access], Resource: keyArn }]),
  ]);
}

/** Refuses whoever does not come by TLS, whatever else lets them in. */
export function tlsOnlyPolicy(bucketArn: string): string {
  return policy([
    {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: [bucketArn, `${bucketArn}/*`],
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
  ]);
}

function policy(statements: readonly Statement[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}
