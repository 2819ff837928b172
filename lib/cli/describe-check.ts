import type { Severity } from '../verify';
import type { Checked } from './check';
import { statusOf } from './exit-status';
import type { PlacedFinding } from './finding';
import { printable, printableJson } from './printable';

/**
 * What a check found, for people: the findings by object, and a last line on the whole.
 *
 * @param strict whether each question that stays open is told, or how many there are
 */
export function describeCheck(checked: Checked, strict: boolean): string {
  const told = checked.findings.filter(({ severity }) => strict || severity !== 'not-known');
  const blocks = groupsOf(told).map(({ title, findings }) =>
    [title, ...findings.map(describeFinding)].filter(Boolean).join('\n\n'),
  );
  return `${[...blocks, lastLine(checked, strict)].join('\n\n')}\n`;
}

/** What a check found, as JSON: a shape that stays. */
export function checkAsJson(checked: Checked, strict: boolean): string {
  const { findings, files, objects, notes } = checked;
  const report = {
    version: 1,
    exitStatus: statusOf(findings, strict),
    files,
    objects,
    errors: countOf(findings, 'error'),
    warnings: countOf(findings, 'warning'),
    notKnown: countOf(findings, 'not-known'),
    notes,
    findings,
  };
  return `${printableJson(report)}\n`;
}

/** A finding as a block of lines: where and what it is, what is wrong, and what to write. */
export function describeFinding(finding: PlacedFinding): string {
  const { file, line, severity, code, path, given, message, fix } = finding;
  const place = file === undefined ? undefined : line === undefined ? file : `${file}:${line}`;
  const head = [place, severity === 'not-known' ? 'not known' : severity, code].filter((part) => part !== undefined);
  const subject = [path, given].filter((part) => part !== undefined && part !== '').join(' ');
  return [
    `  ${head.map(printable).join('   ')}`,
    `    ${printable(subject === '' ? message : `${subject}: ${message}`)}`,
    `    write  ${printable(fix)}`,
  ].join('\n');
}

/** Findings about one object, or one construct. */
interface Group {
  readonly title: string;
  readonly findings: PlacedFinding[];
}

function groupsOf(findings: readonly PlacedFinding[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const finding of findings) {
    const title = titleOf(finding);
    const key = JSON.stringify([title, finding.file]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { title, findings: [finding] });
    else group.findings.push(finding);
  }
  return [...groups.values()];
}

/** Whose finding it is, such as `Deployment models/chat, by prod/chat in chat.ts:7`. */
function titleOf({ object, target, construct, source }: PlacedFinding): string {
  const line = source && `${source.file}:${source.line}`;
  if (object === undefined) return printable([construct, line].filter(Boolean).join('   '));
  const name = object.namespace === undefined ? object.name : `${object.namespace}/${object.name}`;
  const parts = [
    `${object.kind} ${name}`,
    target === undefined ? undefined : `for ${target}`,
    construct === undefined ? undefined : `by ${construct}`,
    line,
  ];
  return printable(parts.filter((part) => part !== undefined).join('   '));
}

function lastLine({ findings, files, objects, lacksCluster, notes }: Checked, strict: boolean): string {
  const notKnown = countOf(findings, 'not-known');
  const wrong = [
    some(countOf(findings, 'error'), 'error'),
    some(countOf(findings, 'warning'), 'warning'),
    strict && notKnown > 0 ? `${notKnown} not known` : undefined,
  ].filter((part) => part !== undefined);
  const verdict = `${wrong.length === 0 ? 'nothing wrong' : wrong.join(', ')} in ${count(objects, 'object')} of ${count(files, 'file')}`;
  const open =
    strict || notKnown === 0
      ? ''
      : `; ${count(notKnown, 'proof')} not made, since facts are not declared (--strict names each)`;
  const hint =
    lacksCluster && notKnown > 0
      ? ['no target cluster is declared; --cluster FILE declares one, and `modelyard cluster` writes it']
      : [];
  return [...notes, ...hint, verdict + open].map((line) => `modelyard: ${printable(line)}`).join('\n');
}

function some(number: number, noun: string): string | undefined {
  return number === 0 ? undefined : count(number, noun);
}

function count(number: number, noun: string): string {
  return number === 1 ? `1 ${noun}` : `${number} ${noun}s`;
}

function countOf(findings: readonly PlacedFinding[], severity: Severity): number {
  return findings.filter((finding) => finding.severity === severity).length;
}
