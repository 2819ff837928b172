import { output } from '@pulumi/pulumi';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decidingFieldsOf, verify, type Finding, type Manifest } from '../../lib/verify';
import { buildApp } from '../generated/build-app';
import { appsOf } from '../generated/generated-apps';
import { sampleClusterOf } from '../generated/sample-cluster';

type Place = readonly (string | number)[];

const later = output('known later');

test('a value that is handed on, and known later, is never called wrong', () => {
  let handedOn = 0;
  fc.assert(
    fc.property(appsOf(1), fc.infiniteStream(fc.nat()), (description, draws) => {
      const manifests = buildApp(description, { rules: [] }).app.synthObjects();
      const cluster = sampleClusterOf(description.cluster);
      const places = manifests.flatMap((manifest, document) =>
        [...textsIn(manifest, [])].flatMap((place) => {
          const changed = withLater(manifest, place);
          return decidingFieldsOf(changed).length === 0 ? [{ document, place, changed }] : [];
        }),
      );
      const before = counted(verify(manifests, { cluster }));
      for (const draw of draws.take(4)) {
        const drawn = places[draw % Math.max(1, places.length)];
        if (drawn === undefined) return;
        handedOn += 1;
        const { document, place, changed } = drawn;
        const found = verify(
          manifests.map((manifest, index) => (index === document ? changed : manifest)),
          { cluster },
        );
        for (const [what, count] of counted(found)) {
          expect({ what, place, more: count > (before.get(what) ?? 0) }).toEqual({ what, place, more: false });
        }
      }
    }),
    { numRuns: 60 },
  );
  expect(handedOn).toBeGreaterThan(200);
}, 600_000);

/** How often each thing is found that is not merely unknown. */
function counted(findings: readonly Finding[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { code, severity } of findings) {
    if (severity !== 'not-known') counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  return counts;
}

function* textsIn(value: unknown, place: Place): Generator<Place> {
  if (typeof value === 'string') yield place;
  else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      yield* textsIn(item, [...place, Array.isArray(value) ? Number(key) : key]);
    }
  }
}

function withLater(manifest: Manifest, place: Place): Manifest {
  return Object(put(manifest, place));
}

function put(value: unknown, [first, ...rest]: Place): unknown {
  if (first === undefined) return later;
  if (Array.isArray(value)) return value.map((item, index) => (index === first ? put(item, rest) : item));
  return { ...Object(value), [first]: put(Object(value)[first], rest) };
}
