import type { Decision, SourceLine } from '../core';
import { describeFinding } from './describe-check';
import { printable } from './printable';
import type { AppObject, Explanation } from './why';

/** An explanation for people: who made it, what was decided, what the proofs say. */
export function describeExplanation(explanation: Explanation): string {
  const { subject, construct, objects, decisions, acknowledged, findings } = explanation;
  const source = construct?.source;
  const head =
    subject.kind === 'object'
      ? [
          titleOf(subject.of),
          `  made by   ${madeBy(subject.of.construct, source)}`,
          `  in        ${placeOf(subject.of)}`,
        ]
      : [
          [subject.path === '' ? 'the app' : subject.path, lineOf(source)].filter(Boolean).join('   '),
          ...objects.map((object) => `  makes     ${titleOf(object)}   ${placeOf(object)}`),
        ];
  const accepted = Object.entries(acknowledged).map(([code, reason]) => `  accepted  ${code}: ${reason}`);
  const parts = [
    [...head, ...accepted].map(printable).join('\n'),
    [
      decisions.length === 0 ? 'Nothing was decided for you.' : 'Decided for you',
      ...decisions.map(describeDecision),
    ].join('\n\n'),
    [
      findings.length === 0 ? 'Proofs: nothing found wrong, and nothing left open.' : 'Proofs',
      ...findings.map(describeFinding),
    ].join('\n\n'),
  ];
  return `${parts.join('\n\n')}\n`;
}

function describeDecision({ field, value, reason, source, override }: Decision): string {
  const lines = [
    `  ${field}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
    `    because  ${reason}`,
    ...(source === undefined ? [] : [`    source   ${source}`]),
    `    instead  ${override}`,
  ];
  return lines.map(printable).join('\n');
}

function titleOf({ object, target }: AppObject): string {
  const name = object.namespace === undefined ? object.name : `${object.namespace}/${object.name}`;
  return `${object.kind} ${name}${target === undefined ? '' : `   for ${target}`}`;
}

function madeBy(path: string, source: SourceLine | undefined): string {
  return [path, lineOf(source)].filter(Boolean).join('   ');
}

function placeOf({ file, line }: AppObject): string {
  return `${file}:${line}`;
}

function lineOf(source: SourceLine | undefined): string | undefined {
  return source && `${source.file}:${source.line}`;
}
