import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { builtInRules, verify, type Finding, type Manifest, type Rule } from '../../lib/verify';
import { corpus } from './corpus';
import { deployment, workload } from './manifests';

// Laws take their time, and more of it where the machine does other things too.
vi.setConfig({ testTimeout: 600_000 });

/** Rules, some findings of which are about a pod by itself. */
const rulesOnPods = [
  ...[
    'access-modes-fit',
    'environment-reads',
    'fields-fit',
    'fields-given',
    'files-stay-in-volumes',
    'grace-covers-pre-stop',
  ],
  ...['memory-volumes-fit', 'mounts-nest', 'mounts-resolve', 'names-valid', 'ports-apart'],
  ...['probes-valid', 'quantities-valid', 'references-named', 'restart-policy-fits', 'security-context'],
];

const rules: readonly Rule[] = builtInRules.filter(({ name }) => rulesOnPods.includes(name));

const makers = corpus.filter((manifest) => JSON.stringify(manifest).includes('"containers"'));

/** What stands in one place of a manifest, and in its twin perhaps something else. */
const value = fc.oneof(
  fc.constantFrom<unknown>(
    '',
    'a',
    'other',
    'Other',
    '-',
    '$(A)',
    '$(B)',
    'x$(A)y',
    '25%',
    '1Gi',
    '2Gi',
    'TCP',
    'Memory',
  ),
  fc.constantFrom<unknown>(null, true, false, 0, 1, -1, 1.5, 8080, 'Always', [], {}, [null], [''], ['sleep 20'], '..'),
  fc.constantFrom<unknown>({ name: 'a' }, { name: 'A' }, { key: 'k', name: 'a' }, [{ name: 'http' }], 'sleep 20'),
);

const change = fc.tuple(fc.array(fc.nat({ max: 12 }), { minLength: 4, maxLength: 10 }), value);

/** Objects that make pods, each a copy of the same one in which a little differs. */
const twins: fc.Arbitrary<readonly Manifest[]> = fc
  .tuple(
    fc.constantFrom(...makers),
    fc.array(change, { maxLength: 2 }),
    fc.array(fc.array(change, { maxLength: 1 }), { minLength: 2, maxLength: 5 }),
  )
  .map(([maker, shared, own]) => own.map((changes) => changed(maker, [...shared, ...changes])));

function changed(maker: Manifest, changes: readonly (readonly [readonly number[], unknown])[]): Manifest {
  const manifest: Record<string, unknown> = structuredClone(maker);
  for (const [steps, to] of changes) {
    let target: Record<string, unknown> = manifest;
    for (const [position, step] of steps.entries()) {
      const keys = Object.keys(target);
      const key = keys[step % Math.max(1, keys.length)];
      if (key === undefined) break;
      const next = target[key];
      if (position === steps.length - 1 || typeof next !== 'object' || next === null) {
        target[key] = structuredClone(to);
        break;
      }
      // A cast, as JSON is what it was cloned from.
      target = next as Record<string, unknown>;
    }
  }
  return manifest;
}

const withoutPlace = ({ document: _, ...finding }: Finding): Omit<Finding, 'document'> => finding;

test('what is found in a pod by itself does not depend on the pods before it', () => {
  const tally = { clean: 0, unclean: 0 };
  fc.assert(
    fc.property(twins, (manifests) => {
      const together = verify(manifests, { rules });
      for (const [document, manifest] of manifests.entries()) {
        const alone = verify([manifest], { rules });
        tally[alone.length === 0 ? 'clean' : 'unclean'] += 1;
        expect(together.filter((finding) => finding.document === document).map(withoutPlace)).toEqual(
          alone.map(withoutPlace),
        );
      }
    }),
    { numRuns: 3_000 },
  );
  // Where none is sound, none is passed over; where all are, nothing can be missed.
  expect(Math.min(tally.clean, tally.unclean)).toBeGreaterThan(500);
});

test('a fleet of like pods is looked at once, and each of another kind too', () => {
  let looks = 0;
  const counted = (index: number, cpu: string): Manifest => {
    const requests = Object.defineProperty({}, 'cpu', {
      enumerable: true,
      get: () => {
        looks += 1;
        return cpu;
      },
    });
    return deployment({ name: `server-${index}`, container: { resources: { requests } } });
  };
  const fleet = (sizes: readonly string[]): number => {
    looks = 0;
    const quantities = builtInRules.filter(({ name }) => name === 'quantities-valid');
    expect(
      verify(
        sizes.map((cpu, index) => counted(index, cpu)),
        { rules: quantities },
      ),
    ).toEqual([]);
    return looks;
  };
  const all = (cpu: string): string[] => Array.from({ length: 100 }, () => cpu);

  // To compare it with another, each is read once; to check it, more often.
  expect(fleet(all('1'))).toBeLessThan(220);
  expect(fleet([...all('1'), ...all('2')])).toBeLessThan(650);
});

type Variables = readonly { readonly name: string; readonly value: string }[];

const variables = (first: string): Variables => [
  { name: 'A', value: first },
  { name: 'B', value: 'y' },
];
const claiming = (claim: string): Manifest =>
  workload('apps/v1', 'StatefulSet', {
    name: claim,
    spec: {
      volumeClaimTemplates: [
        {
          metadata: { name: claim },
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
        },
      ],
    },
    container: { volumeMounts: [{ name: 'data', mountPath: '/data' }] },
  });

test.each<[what: string, sound: Manifest, unsound: Manifest, code: string]>([
  [
    'a variable that refers to a later one',
    deployment({ name: 'one', container: { env: variables('x') } }),
    deployment({ name: 'other', container: { env: variables('$(B)') } }),
    'verify/variable-comes-later',
  ],
  [
    'no image',
    deployment({ name: 'one', container: { image: 'server:1' } }),
    deployment({ name: 'other', container: { image: '' } }),
    'verify/missing-field',
  ],
  [
    'an account of no name',
    deployment({ name: 'one', pod: { serviceAccountName: 'chat' } }),
    deployment({ name: 'other', pod: { serviceAccountName: 'Chat_' } }),
    'verify/invalid-name',
  ],
  ['a volume that none of its claims makes', claiming('data'), claiming('models'), 'verify/unknown-volume'],
])('is found after a sound pod: %s', (_, sound, unsound, code) => {
  const codesOf = (document: number): readonly string[] =>
    verify([sound, unsound], { rules }).flatMap((finding) => (finding.document === document ? [finding.code] : []));

  expect(codesOf(0)).toEqual([]);
  expect(codesOf(1)).toEqual([code]);
});
