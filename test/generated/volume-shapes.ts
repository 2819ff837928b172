import fc from 'fast-check';
import type { AccessMode, VolumeSource } from '../../lib';
import { bytes } from './amounts';
import type {
  ClaimReferenceDescription,
  ConfigMapDescription,
  DeclaredDescription,
  SecretDescription,
  VolumeDescription,
  VolumeSourceDescription,
} from './app-description';
import { anyPath } from './hostile-text';
import { image } from './image-shapes';
import { drawnBy, flag, list, nonEmpty, oneOf, optional, record, some, union, type Shape } from './shape';
import { dataKey, label, subdomain } from './valid-names';

/** Chooses among what a chart has; taken modulo their number. */
export const pick: Shape<number> = some(fc.nat(7));

export const accessMode: Shape<AccessMode> = oneOf('AccessMode', {
  ReadWriteOnce: true,
  ReadOnlyMany: true,
  ReadWriteMany: true,
  ReadWriteOncePod: true,
});

/** What exists outside the app: whatever names one of these says the same of it. */
const declared: Shape<DeclaredDescription> = drawnBy(
  record<DeclaredDescription>('existing', { name: some(subdomain), keys: optional(list(some(dataKey), {})) }),
  fc.constantFrom<DeclaredDescription>(
    { name: 'registry' },
    { name: 'hf', keys: ['TOKEN', '.hidden'] },
    { name: 'a.b.c', keys: ['key', 'a..b', 'tls.key'] },
    { name: `x${'-long'.repeat(50)}`, keys: ['-dash', '9'] },
  ),
);

export const secret: Shape<SecretDescription> = union<SecretDescription>('Secret', {
  existing: { declared },
  'external-secret': { pick },
  kplus: { pick },
  'kplus-imported': { name: some(fc.constantFrom('imported', 'imported.too')) },
});

export const configMap: Shape<ConfigMapDescription> = union<ConfigMapDescription>('ConfigMap', {
  existing: { declared },
  kplus: { pick },
});

export const claimReference: Shape<ClaimReferenceDescription> = union<ClaimReferenceDescription>(
  'PersistentVolumeClaim',
  {
    existing: { name: some(subdomain), accessModes: optional(nonEmpty(accessMode, 3), 0.8) },
    claim: { pick },
    kplus: { pick },
  },
);

type Item = NonNullable<Extract<VolumeSource, { readonly kind: 'secret' }>['items']>[number];

const items: Shape<readonly Item[]> = list(
  record<Item>('KeyToPath', {
    key: some(dataKey),
    path: some(fc.constantFrom('file', 'a/b', '.hidden', 'two words', 'модель.bin', 'a:b')),
  }),
  { maxLength: 2 },
);

export const volumeSource: Shape<VolumeSourceDescription> = union<VolumeSourceDescription>('VolumeSource', {
  claim: { claim: claimReference },
  'config-map': { configMap, items: optional(items) },
  secret: { secret, items: optional(items) },
  image: { image },
  empty: {
    medium: optional(oneOf('medium', { disk: true, memory: true })),
    sizeLimit: optional(some(bytes)),
  },
});

/** A path inside a volume: relative, and never upwards. */
export const subPath: Shape<string> = some(
  fc.constantFrom('a', 'a/b', '.hidden', 'two words', 'модель', 'a:b', '$(X)', '...'),
);

/** Where a volume is mounted: any path without a colon. */
export const mountPath: Shape<`/${string}`> = some(
  anyPath.map((path): `/${string}` => `/${path.slice(1).replaceAll(':', '')}`),
);

export const volume: Shape<VolumeDescription> = record<VolumeDescription>('MountedVolume', {
  name: some(label),
  from: volumeSource,
  mountPath,
  subPath: optional(subPath, 0.3),
  readOnly: optional(flag('MountedVolume.readOnly')),
});
