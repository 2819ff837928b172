import fc from 'fast-check';
import { expect, test } from 'vitest';
import { verify, type Facts, type Finding, type Manifest } from '../../lib/verify';
import { corpus } from './corpus';
import { configMap, deployment, plain } from './manifests';

const runs = { numRuns: 1000 };

/** Keys that break code which takes an object from outside for one of its own. */
const key = fc.oneof(
  fc.constantFrom('constructor', 'toString', '__proto__', 'hasOwnProperty', 'app', 'name', 'spec', 'metadata', 'kind'),
  fc.string({ maxLength: 4 }),
);

const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(null, true, 0, -1, 1.5, 1e300, '', 'a', '25%', '$(A)', '1Gi', '-1', 'In', 'Memory', 'Always'),
    fc.string(),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4 }),
  ),
})).value;

/** A sound object in which some fields, wherever they are, hold something else. */
const broken: fc.Arbitrary<Manifest> = fc
  .tuple(
    fc.constantFrom(...corpus),
    fc.array(fc.tuple(fc.array(fc.nat({ max: 20 }), { minLength: 1, maxLength: 9 }), json), { maxLength: 4 }),
  )
  .map(([sound, replacements]) => {
    const manifest: Record<string, unknown> = structuredClone(sound);
    for (const [steps, value] of replacements) replace(manifest, steps, value);
    return manifest;
  });

function replace(target: unknown, [step = 0, ...rest]: readonly number[], value: unknown): void {
  if (typeof target !== 'object' || target === null) return;
  const fields: Record<string, unknown> = target as Record<string, unknown>;
  const names = Object.keys(fields);
  const name = names[step % Math.max(1, names.length)];
  if (name === undefined) return;
  if (rest.length === 0) fields[name] = value;
  else replace(fields[name], rest, value);
}

const apps = fc.array(fc.oneof({ weight: 5, arbitrary: broken }, fc.dictionary(key, json)), { maxLength: 8 });

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}

test('verify takes any JSON objects, and changes none of them', () => {
  fc.assert(
    fc.property(apps, (manifests) => {
      const before = JSON.stringify(manifests);
      verify(deepFreeze(manifests));
      expect(JSON.stringify(manifests)).toBe(before);
    }),
    runs,
  );
});

test('the same manifests give the same findings, in the order of the documents', () => {
  fc.assert(
    fc.property(apps, (manifests) => {
      const findings = verify(manifests);
      expect(verify(structuredClone(manifests))).toEqual(findings);
      const documents = findings.map(({ document }) => document);
      expect(documents).toEqual([...documents].sort((left, right) => left - right));
    }),
    runs,
  );
});

test('a finding says which document it is about, and is plain data', () => {
  fc.assert(
    fc.property(apps, (manifests) => {
      const findings = verify(manifests);
      expect(JSON.parse(JSON.stringify(findings))).toEqual(findings);
      for (const { document, object, path } of findings) {
        if (/^items\[\d+\]/.test(path)) continue;
        const { kind } = manifests[document] ?? {};
        expect(object.kind).toBe(typeof kind === 'string' ? kind : '');
      }
    }),
    runs,
  );
});

const names = fc.constantFrom('login', 'settings', 'chat');
const keys = fc.subarray(['user', 'password', 'MODE']);
const kinds = fc.constantFrom('Secret', 'ConfigMap', 'ServiceAccount', 'PersistentVolumeClaim', 'Namespace');

const facts: fc.Arbitrary<Facts> = fc.record({
  existing: fc.array(
    fc.record(
      { kind: kinds, name: names, apiVersion: fc.constant('v1'), namespace: fc.constant('prod'), keys },
      { requiredKeys: ['kind', 'name'] },
    ),
    { maxLength: 6 },
  ),
});

const reader = fc
  .record({
    name: names,
    namespace: fc.option(fc.constantFrom('prod', 'chat'), { nil: undefined }),
    env: fc.array(
      fc.tuple(fc.constantFrom('secretKeyRef', 'configMapKeyRef'), names, fc.constantFrom('user', 'MODE')),
      {
        maxLength: 4,
      },
    ),
    account: names,
    claim: names,
  })
  .map(({ name, namespace, env, account, claim }) =>
    deployment({
      name,
      ...(namespace === undefined ? {} : { namespace }),
      container: { env: env.map(([kind, of, key]) => ({ valueFrom: { [kind]: { name: of, key } } })) },
      pod: { serviceAccountName: account, volumes: [{ persistentVolumeClaim: { claimName: claim } }] },
    }),
  );

const data = fc
  .record({ name: names, isSecret: fc.boolean(), keys })
  .map(({ name, isSecret, keys }) =>
    isSecret
      ? { ...plain('v1', 'Secret', { name }), stringData: Object.fromEntries(keys.map((key) => [key, 'x'])) }
      : configMap(name, Object.fromEntries(keys.map((key) => [key, 'x']))),
  );

const placeOf = ({ document, path }: Finding): string => `${document} ${path}`;

test('facts only decide what is not known without them', () => {
  let decided = 0;
  fc.assert(
    fc.property(fc.array(fc.oneof(reader, data), { maxLength: 6 }), facts, (manifests, known) => {
      const without = verify(manifests);
      const within = verify(manifests, { facts: known });
      const certain = without.filter(({ severity }) => severity !== 'not-known');
      const open = new Set(without.filter(({ severity }) => severity === 'not-known').map(placeOf));
      expect(within).toEqual(expect.arrayContaining(certain));
      const rest = within.filter(
        (finding) => !certain.some((same) => JSON.stringify(same) === JSON.stringify(finding)),
      );
      expect(rest.filter((finding) => !open.has(placeOf(finding)))).toEqual([]);
      decided += rest.filter(({ severity }) => severity === 'error').length;
    }),
    runs,
  );
  // The law says nothing where facts never turn what is not known into an error.
  expect(decided).toBeGreaterThan(10);
});
