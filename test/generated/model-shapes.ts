import fc from 'fast-check';
import type { Delivery, Model, ModelName, StoreAccess } from '../../lib';
import type {
  ArchitectureDescription,
  ModelDescription,
  ModelSourceDescription,
  SecretKeyDescription,
  StoreAccessDescription,
} from './app-description';
import { someText } from './hostile-text';
import { image } from './image-shapes';
import { annotations } from './pod-shapes';
import { optional, record, some, union, type Optional, type Shape } from './shape';
import { dataKey, labels } from './valid-names';
import { claimReference, secret, subPath } from './volume-shapes';

export const secretKey: Shape<SecretKeyDescription> = record<SecretKeyDescription>('SecretKey', {
  secret,
  key: some(dataKey),
});

type Variables = Extract<StoreAccess, { readonly kind: 'secret' }>['variables'];

export const access: Shape<StoreAccessDescription> = union<StoreAccessDescription>('StoreAccess', {
  ambient: {},
  public: {},
  'service-account': { annotations: optional(annotations), podLabels: optional(some(labels)) },
  secret: {
    secret,
    variables: some(
      fc.constantFrom<Variables>(
        { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'key' },
        { AZURE_STORAGE_KEY: 'key' },
      ),
    ),
  },
});

const name: Shape<ModelName> = some(fc.constant('qwen25_0_5b'));

const architecture: Shape<ArchitectureDescription> = union<ArchitectureDescription>('Architecture', {
  known: { name },
  read: { name },
});

type Stored = Extract<ModelSourceDescription, { readonly kind: 'object-store' }>;
type Branches = Parameters<typeof union<ModelSourceDescription>>[1];

function sources(download: Optional<NonNullable<Stored['download']>>): Branches {
  return {
    'object-store': {
      uri: some(
        fc.constantFrom<Stored['uri']>(
          's3://weights/llama',
          's3://weights/a b/модель',
          'az://weights/llama/',
          'https://example.com/llama.tar',
        ),
      ),
      access,
      endpoint: optional(
        some(fc.constantFrom<NonNullable<Stored['endpoint']>>('https://minio.example.com', 'http://minio:9000/')),
      ),
      region: optional(some(fc.constantFrom('us-east-1', 'eu-central-1'))),
      serverSideEncryption: optional(some(fc.constant('aws:kms' as const))),
      account: optional(some(fc.constantFrom('acme', 'acme2'))),
      download,
    },
    'hugging-face': {
      repository: some(fc.constantFrom<`${string}/${string}`>('meta-llama/Llama-3.1-8B', 'a/b.c_d')),
      revision: some(fc.stringMatching(/^[0-9a-f]{40}$/)),
      token: optional(secretKey),
    },
    'image-volume': { image, path: optional(subPath) },
    claim: { claim: claimReference, path: optional(subPath) },
    'in-image': { path: some(fc.constantFrom<`/${string}`>('/opt/model', '/модель', '/two words')) },
  };
}

/** A union of some members of another: what is seen and counted in those that are left out is left out. */
function only<T extends { readonly kind: string }>(
  name: string,
  branches: Record<string, unknown>,
  kinds: readonly string[],
): Shape<T> {
  const kept = Object.fromEntries(Object.entries(branches).filter(([kind]) => kinds.includes(kind)));
  // A subset of the branches of T draws a T.
  return union(name, kept as unknown as Parameters<typeof union<T>>[1]);
}

/** A model that a server of these deliveries can be told of. */
export function modelFor(...deliveries: readonly Delivery[]): Shape<ModelDescription> {
  const branches = sources(optional(image, deliveries.includes('stream') ? 0.5 : 1));
  const kinds = [
    ...['object-store', 'image-volume', 'claim', 'in-image'],
    ...(deliveries.includes('hub') ? ['hugging-face'] : []),
  ];
  return record<ModelDescription>('Model', {
    source: only<ModelSourceDescription>('ModelSource', branches, kinds),
    name: optional(some(fc.oneof(fc.constantFrom('llama', 'мой', 'a b'), someText))),
    architecture: optional(architecture),
    precision: optional(some(fc.constant<NonNullable<Model['precision']>>('fp16'))),
  });
}
