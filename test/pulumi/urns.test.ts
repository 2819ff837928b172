import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { wholeProgram as onAks } from '../aks/whole-program';
import { storeCloud as azure } from '../aks/store-cloud';
import { wholeProgram as onEks } from '../eks/whole-program';
import { aws } from '../eks/cloud';
import { withMocks, type Registered } from '../pulumi-mocks';

// What Pulumi knows a resource by. One that gets another URN, in a program that did not change, is deleted and made anew
// in the stacks of whoever takes the next version: so these lists change only with aliases that keep what there is.

const programs = [
  ['eks', onEks, aws],
  ['aks', onAks, azure],
] as const;

/** Types, those of parents first, and the name: all of a URN but the stack. */
const short = (urn: string): string => urn.split('::').slice(2).join(' ');

describe.each(programs)('on %s', (name, program, cloud) => {
  const registered = async (...changes: Parameters<typeof program>): Promise<readonly Registered[]> =>
    (await withMocks(() => program(...changes), cloud)).resources;

  test('every URN is what it was, in a preview as well', async () => {
    const urns = (await registered()).map(({ urn }) => short(urn)).sort();
    expect(new Set(urns).size).toBe(urns.length);
    const previewed = await withMocks(() => program(), { ...cloud, preview: true });
    expect(previewed.resources.map(({ urn }) => short(urn)).sort()).toEqual(urns);
    await expect(`${urns.join('\n')}\n`).toMatchFileSnapshot(join(__dirname, `../golden/urns/${name}.txt`));
  });

  test('a construct that is renamed, and a chart that is, keep their objects where the program says so', async () => {
    const before = (await registered()).map(({ urn }) => urn);
    const places = { chart: 'assistants', server: 'llama' };
    const moved = { 'chat/models/server': 'assistants/models/llama' };

    const objects = ['Deployment', 'Service', 'ServiceAccount'];
    const silently = await registered({ places });
    expect(lost(before, silently)).toEqual(objects.map((kind) => `models/chat/models/server/${kind}`));
    expect(lost(before, await registered({ places, moved }))).toEqual([]);
  });
});

/** The names of what Pulumi would delete: all that no resource is any more, by its URN or by one that it had. */
function lost(before: readonly string[], after: readonly Registered[]): readonly string[] {
  const kept = new Set(after.flatMap(({ urn, aliases }) => [urn, ...aliases.map((alias) => formerly(urn, alias))]));
  return before
    .filter((urn) => !kept.has(urn))
    .map((urn) => urn.split('::')[3] ?? '')
    .sort();
}

/** The URN of an alias: whole, or only another name. */
function formerly(urn: string, alias: string): string {
  return alias.startsWith('urn:') ? alias : [...urn.split('::').slice(0, 3), alias].join('::');
}
