import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';
import { bandOf, calibrations, models, precisions } from '../../lib/sizing';
import { judgeOurs, judgePeer, roomOf, sizingOf, type Judgement } from './judged';
import { kaito, llmd } from './peers';
import type { PublishedFact } from './published-fact';
import { isIndependent, publishedFacts } from './published-facts';
import { leftOut } from './left-out';

interface Judged {
  readonly fact: PublishedFact;
  readonly ours: Judgement;
  readonly kaito: Judgement;
  readonly llmd: Judgement;
}

const judged: readonly Judged[] = publishedFacts.map((fact) => {
  const sizing = sizingOf(fact);
  return {
    fact,
    ours: judgeOurs(fact, sizing),
    kaito: judgePeer(fact, kaito(fact), sizing.band),
    llmd: judgePeer(fact, llmd(fact), sizing.band),
  };
});

const independent = judged.filter(({ fact }) => isIndependent(fact));

type Who = 'ours' | 'kaito' | 'llmd';

function count(rows: readonly Judged[], who: Who, judgement: Judgement): number {
  return rows.filter((row) => row[who] === judgement).length;
}

describe('the published facts', () => {
  it('are at least forty, from several places, each with its address and the day on which it was read', () => {
    expect(publishedFacts.length).toBeGreaterThanOrEqual(40);
    expect(new Set(publishedFacts.map(({ address }) => address)).size).toBeGreaterThanOrEqual(10);
    for (const { address, read, said } of [...publishedFacts, ...leftOut]) {
      expect(address).toMatch(/^https:\/\//);
      expect(read).toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(said).not.toBe('');
    }
  });

  it('the band is at most a tenth', () => {
    for (const { engine } of publishedFacts) expect(bandOf(engine)).toBeLessThanOrEqual(0.1);
  });

  it.each(judged.map(({ fact, ours }) => [describeFact(fact), fact.said, ours] as const))(
    'we are not wrong: %s: %s',
    (_name, _said, ours) => {
      expect(ours).not.toBe('wrong');
    },
  );

  it('the band is no place to hide: fewer than one in ten lies within it', () => {
    expect(count(judged, 'ours', 'in band')).toBeLessThan(publishedFacts.length / 10);
  });

  it.each([
    ['all', judged],
    ['those that nothing was fitted to', independent],
  ])('of %s, we are wrong about fewer than the formulas of KAITO and llm-d', (_which, rows) => {
    expect(rows.length).toBeGreaterThan(10);
    expect(count(rows, 'ours', 'wrong')).toBeLessThan(count(rows, 'kaito', 'wrong'));
    expect(count(rows, 'ours', 'wrong')).toBeLessThan(count(rows, 'llmd', 'wrong'));
  });
});

it('every row of a table has a source', () => {
  const sources = [
    ...calibrations.flatMap((each) => each.sources),
    ...Object.values(precisions).map((each) => each.source),
    ...Object.values(models).map((each) => each.source),
  ];
  for (const { address, read } of sources) {
    expect(address).toMatch(/^https:\/\//);
    expect(read).toMatch(/^\d{4}-\d\d-\d\d$/);
  }
});

it('docs/sizing.md shows every fact; `npx vitest run test/sizing/facts.test.ts -u` writes it', async () => {
  const file = join(__dirname, '..', '..', 'docs', 'sizing.md');
  const options = await resolveConfig(file);
  const page = await format(pageOf(), { ...options, parser: 'markdown' });
  await expect(page).toMatchFileSnapshot(file);
});

function describeFact({ model, precision, gpu, count: gpus, contextLength, engine }: PublishedFact): string {
  const version = engine.version === undefined ? engine.kind : `${engine.kind} ${engine.version}`;
  return `${models[model].name} ${precision}, ${gpus} × ${gpu.name}, ${contextLength} tokens, ${version}`;
}

function settings({ engine, parallelism, cachePrecision }: PublishedFact): string {
  const parts = [
    engine.memoryUtilization === undefined ? [] : [`share ${engine.memoryUtilization}`],
    engine.batchedTokens === undefined ? [] : [`${engine.batchedTokens} tokens a pass`],
    (parallelism?.tensor ?? 1) > 1 ? [`tensor ${parallelism?.tensor}`] : [],
    (parallelism?.pipeline ?? 1) > 1 ? [`pipeline ${parallelism?.pipeline}`] : [],
    cachePrecision === undefined ? [] : [`cache ${cachePrecision}`],
  ];
  return parts.flat().join(', ');
}

function published({ outcome }: PublishedFact): string {
  if (outcome.kind === 'tokens') return `${outcome.tokens} tokens`;
  return outcome.kind === 'memory' ? `${outcome.gibibytes} GiB` : outcome.kind;
}

function computed(fact: PublishedFact): string {
  const sizing = sizingOf(fact);
  if (fact.outcome.kind === 'tokens') return `${sizing.cacheTokens.expected} tokens`;
  if (fact.outcome.kind === 'memory') return `${roomOf(sizing).toFixed(2)} GiB`;
  return { yes: 'starts', no: 'fails', 'within-band': 'within the band' }[sizing.starts];
}

function pageOf(): string {
  const introduction = readFileSync(join(__dirname, 'introduction.md'), 'utf8');
  const training = readFileSync(join(__dirname, 'training.md'), 'utf8');
  const measured = readFileSync(join(__dirname, 'training-measured.json'), 'utf8').split('"measured":').length - 1;
  const totals = (['ours', 'kaito', 'llmd'] as const).map((who) => {
    const name = { ours: 'modelyard', kaito: 'KAITO', llmd: 'llm-d' }[who];
    const cells = [judged, independent].flatMap((rows) =>
      (['right', 'in band', 'wrong'] as const).map((judgement) => count(rows, who, judgement)),
    );
    return `| ${[name, ...cells].join(' | ')} |`;
  });
  const header = [
    '',
    'right',
    'in the band',
    'wrong',
    'right, not fitted',
    'in the band, not fitted',
    'wrong, not fitted',
  ];
  const rows = judged.map(({ fact, ours, kaito: theirs, llmd: others }) => {
    const { model, precision, gpu, count: gpus, contextLength, engine, address } = fact;
    const version = engine.version === undefined ? engine.kind : `${engine.kind} ${engine.version}`;
    const cells = [models[model].name, precision, `${gpus} × ${gpu.name}`, version, settings(fact), contextLength];
    return `| ${[...cells, published(fact), computed(fact), ours, theirs, others, `[read](${address})`].join(' | ')} |`;
  });
  const others = leftOut.map(({ said, why, address }) => `- [${said}](${address}): ${why}.`);
  return [
    introduction.replace('FACTS', String(publishedFacts.length)).replace('INDEPENDENT', String(independent.length)),
    `| ${header.join(' | ')} |`,
    `|${' --- |'.repeat(header.length)}`,
    ...totals,
    '',
    training.replace('MEASURED', String(measured)),
    '| model | precision | GPUs | engine | settings | context | published | modelyard | modelyard | KAITO | llm-d | |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
    '## Read and left out',
    '',
    ...others,
    '',
  ].join('\n');
}
