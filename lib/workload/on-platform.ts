import type { Notes } from '../core';
import { mirrored, printImage, type ImageRef } from '../image';
import type { Sidecar } from './container';
import { decided } from './platform-decision';
import { huggingFaceVariables, proxyVariables, type CaBundle, type Platform } from './platform-defaults';
import type { MountedVolume } from './volumes';

const folder = '/etc/platform-ca-bundle';

/** What reads certificates from a file that a variable names. */
const certificateVariables = [
  'SSL_CERT_FILE',
  'REQUESTS_CA_BUNDLE',
  'CURL_CA_BUNDLE',
  'AWS_CA_BUNDLE',
  'NODE_EXTRA_CA_CERTS',
];

/** The container as the platform wants it: its images from a mirror, the variables and certificates of the company. */
export function onPlatform(
  given: Sidecar,
  property: (field: 'image' | 'env') => string,
  platform: Platform,
  notes: Notes,
): Sidecar {
  const { defaults } = platform;
  const moved = (image: ImageRef): ImageRef => mirrored(image, defaults.registryMirror ?? {});
  const image = moved(given.image);
  if (image !== given.image) {
    notes.decide(
      decided(platform, 'registryMirror', {
        field: `container ${given.name} image`,
        value: printImage(image),
        override: property('image'),
      }),
    );
  }
  const volumes = (given.volumes ?? []).map((volume): MountedVolume =>
    volume.from.kind === 'image' ? { ...volume, from: { ...volume.from, image: moved(volume.from.image) } } : volume,
  );
  if (defaults.caBundle !== undefined) volumes.push(certificates(defaults.caBundle));
  const added = variablesFor(given, property('env'), platform, notes);
  return {
    ...given,
    image,
    ...(given.env === undefined && Object.keys(added).length === 0 ? {} : { env: { ...added, ...given.env } }),
    ...(given.volumes === undefined && volumes.length === 0 ? {} : { volumes }),
  };
}

function certificates(bundle: CaBundle): MountedVolume {
  const items = [{ key: bundle.key, path: 'ca.crt' }];
  const { kind: _, key: _key, ...from } = bundle;
  return {
    name: 'platform-ca-bundle',
    mountPath: folder,
    readOnly: true,
    from: 'secret' in from ? { kind: 'secret', ...from, items } : { kind: 'config-map', ...from, items },
  };
}

/** The variables that the container does not set itself. */
function variablesFor(
  { name, env = {} }: Sidecar,
  property: string,
  platform: Platform,
  notes: Notes,
): Readonly<Record<string, string>> {
  const { proxy, huggingFaceEndpoint, caBundle } = platform.defaults;
  const file = `${folder}/ca.crt`;
  const sources = [
    ['proxy', proxyVariables(proxy ?? {})],
    ['huggingFaceEndpoint', huggingFaceVariables(huggingFaceEndpoint)],
    ['caBundle', Object.fromEntries(caBundle === undefined ? [] : certificateVariables.map((one) => [one, file]))],
  ] as const;
  const all: Record<string, string> = {};
  for (const [field, variables] of sources) {
    const added = Object.entries(variables).filter(([variable]) => !Object.hasOwn(env, variable));
    if (added.length === 0) continue;
    const value = Object.fromEntries(added);
    const names = added.map(([variable]) => variable).join(', ');
    notes.decide(decided(platform, field, { field: `container ${name} env ${names}`, value, override: property }));
    Object.assign(all, value);
  }
  return all;
}
