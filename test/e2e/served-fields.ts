import { readOpenApi, type ServedFields } from '../../scripts/read-openapi';
import type { Manifest } from '../../lib/verify/manifest';
import { asArray, asRecord, isRecord, isSet } from '../../lib/verify/untrusted';
import type { Cluster } from '../../lib/testing';
import { DryRuns } from './dry-runs';
import { fieldSamples } from './field-samples';

type Ask = Cluster['call'];

/** Where a field of a definition stands in an object. */
interface Place {
  readonly definition: string;
  readonly field: string;
  readonly path: readonly (string | number)[];
}

/**
 * The fields that an API server serves, as its OpenAPI documents say and, where they promise too much, as it acts.
 *
 * What they call required and the server does without is not; neither is a list of texts complete where it takes
 * another. Either is seen on the samples; what is in none of them is neither called required nor complete.
 */
export async function servedFields(ask: Ask, version: string): Promise<ServedFields> {
  const index = asRecord(asRecord((await ask({ method: 'GET', path: '/openapi/v3' })).body)['paths']);
  const groups = Object.keys(index).filter((path) => /^apis?\/.*v\d/.test(path));
  const documents = await Promise.all(groups.map((path) => ask({ method: 'GET', path: `/openapi/v3/${path}` })));
  const said = readOpenApi(
    version,
    documents.map(({ body }) => body),
  );
  const refused = await refusalsBy(ask, said);
  const definitions = Object.entries(said.definitions).map(([name, fields]) => {
    const seen = Object.entries(fields).map(([field, type]) => [field, asSeen(type, refused.get(`${name} ${field}`))]);
    return [name, Object.fromEntries(seen)];
  });
  return { ...said, definitions: Object.fromEntries(definitions) };
}

interface Refusals {
  readonly absent: boolean;
  readonly otherText: boolean;
}

function asSeen(type: string, refused: Refusals | undefined): string {
  const required = type.endsWith('!') && refused?.absent === true ? '!' : '';
  const plain = type.replace(/!$/, '');
  return (refused?.otherText !== true ? plain.replace(/=.*/, 'string') : plain) + required;
}

/** For each field in the samples whether the server refuses it to be left out, and to hold a text that is not listed. */
async function refusalsBy(ask: Ask, fields: ServedFields): Promise<ReadonlyMap<string, Refusals>> {
  const refusals = new Map<string, Refusals>();
  // A Pod is admitted only where its account is, which nothing makes without controllers.
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } };
  await ask({ method: 'POST', path: '/api/v1/namespaces/default/serviceaccounts', body: account });
  const runs = new DryRuns(ask, 'default');
  const takes = async (manifest: Manifest): Promise<boolean> => (await runs.ask(manifest)).taken;
  for (const sample of fieldSamples) {
    if (!(await takes(sample))) throw new Error(`${String(sample.kind)} is a sample that the server does not take`);
    const places = placesIn(fields, sample).filter(({ definition, field }) => {
      return /^=|!$|\]=/.test(fields.definitions[definition]?.[field] ?? '');
    });
    const answers = await Promise.all(
      places.map(async (place) => ({
        place,
        absent: !(await takes(changed(sample, place.path, undefined))),
        otherText: !(await takes(
          changed(sample, place.path, (given: unknown) => (Array.isArray(given) ? ['Other'] : 'Other')),
        )),
      })),
    );
    for (const { place, absent, otherText } of answers) {
      const name = `${place.definition} ${place.field}`;
      const before = refusals.get(name) ?? { absent: true, otherText: true };
      refusals.set(name, { absent: before.absent && absent, otherText: before.otherText && otherText });
    }
  }
  return refusals;
}

/** Where the fields of definitions stand in an object, each field of each item of a list. */
function placesIn(fields: ServedFields, manifest: Manifest): readonly Place[] {
  const places: Place[] = [];
  const look = (type: string, value: unknown, path: readonly (string | number)[]): void => {
    if (type.startsWith('[]')) {
      asArray(value).forEach((item, index) => look(type.slice(2), item, [...path, index]));
    } else if (type.startsWith('{}')) {
      for (const [key, item] of Object.entries(asRecord(value))) look(type.slice(2), item, [...path, key]);
    } else if (type.startsWith('#') && isRecord(value)) {
      const definition = type.slice(1).replace(/!$/, '');
      for (const [field, fieldType] of Object.entries(fields.definitions[definition] ?? {})) {
        if (!isSet(value[field])) continue;
        places.push({ definition, field, path: [...path, field] });
        look(fieldType, value[field], [...path, field]);
      }
    }
  };
  look(`#${fields.kinds[`${String(manifest.apiVersion)}/${String(manifest.kind)}`] ?? ''}`, manifest, []);
  return places;
}

/** A copy in which one value is another, or left out. */
export function changed(
  manifest: Manifest,
  path: readonly (string | number)[],
  change: ((given: unknown) => unknown) | undefined,
): Manifest {
  const copy: Manifest = structuredClone(manifest);
  let holder: unknown = copy;
  for (const step of path.slice(0, -1)) holder = Reflect.get(Object(holder), step);
  const last = path.at(-1) ?? '';
  const target = Object(holder);
  if (change !== undefined) Reflect.set(target, last, change(Reflect.get(target, last)));
  else if (Array.isArray(target)) target.splice(Number(last), 1);
  else Reflect.deleteProperty(target, last);
  return copy;
}
