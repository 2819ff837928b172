import { existingClaim } from '../../data';
import { unpinned } from '../../image';
import type { ModelSource } from '../../serving';
import { asRecord } from '../../verify';
import { check, type RuntimeCheck } from './runtime-check';
import { faultLines, furtherFaults, serve, type RuntimeUnderTest, type Served } from './served-runtime';

/** A source of each kind, and what a server that loads from there by itself must be told. */
const sources: Readonly<Record<string, { readonly source: ModelSource; readonly told: string }>> = {
  'a claim': {
    source: { kind: 'claim', claim: existingClaim('weights', { accessModes: ['ReadOnlyMany'] }) },
    told: '/models',
  },
  'a folder of its image': { source: { kind: 'in-image', path: '/opt/weights' }, told: '/opt/weights' },
  'an image that is mounted': {
    source: { kind: 'image-volume', image: unpinned('example.com/weights:1', 'nothing is fetched') },
    told: '/models',
  },
  'a store that is copied first': {
    source: {
      kind: 'object-store',
      uri: 's3://weights/model',
      access: { kind: 'ambient' },
      download: unpinned('example.com/rclone:1', 'nothing is fetched'),
    },
    told: '/models',
  },
  'a store that it reads itself': {
    source: { kind: 'object-store', uri: 's3://weights/model', access: { kind: 'ambient' } },
    told: 's3://weights/model',
  },
  'Hugging Face': {
    source: { kind: 'hugging-face', repository: 'team/model', revision: '0123456789abcdef0123456789abcdef01234567' },
    told: 'team/model',
  },
};

/** That a model reaches the server from wherever it says that it can load one. */
export function* modelChecks(subject: RuntimeUnderTest): Iterable<RuntimeCheck> {
  for (const [what, { source, told }] of Object.entries(sources)) {
    yield check(`serves a model from ${what}, or says that it cannot`, () => {
      const runtime = subject.runtime();
      const served = serve(subject, runtime, { model: { ...subject.service?.model, source } });
      const faults = furtherFaults(subject, served);
      if (faults.some(({ code }) => code === 'serving/cannot-load')) return undefined;
      if (faults.length > 0)
        return `a service of a model from ${what} has something wrong with it:${faultLines(faults)}`;
      // Any HTTP server is an image that knows its folders by itself.
      if (runtime.kind === 'http' || isTold(served, told)) return undefined;
      return `nothing tells the server of ${told}; write context.model.reference among its arguments, variables or files, or leave its delivery out of loads`;
    });
  }
}

function isTold({ server, manifests }: Served, told: string): boolean {
  const files = manifests.filter(({ kind }) => kind === 'ConfigMap').map((manifest) => asRecord(manifest['data']));
  return JSON.stringify([server.command, server.args, server.env, files]).includes(told);
}
