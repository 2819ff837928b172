import { writeFileSync } from 'node:fs';

/** What must hold of a row: of its ratio, or of our own figure. */
export type Target = { readonly most: number } | { readonly below: number };

/** One comparison. */
export interface Row {
  readonly name: string;
  readonly ours: number;
  readonly peer: number;
  readonly peerName: string;
  readonly unit: string;
  /** Ours divided by the peer's: the less the better. */
  readonly ratio: number;
  readonly target?: Target | undefined;
}

/**
 * Prints the rows with their targets, and writes them to a file where one is named.
 *
 * @returns whether all targets are met
 */
export function report(rows: readonly Row[], file: string | undefined): boolean {
  const results = rows.map(({ name, ours, peer, peerName, unit, ratio }) => {
    return { name, ours: round(ours), peer: round(peer), peerName, unit, ratio: round(ratio) };
  });
  if (file !== undefined) writeFileSync(file, `${JSON.stringify(results, undefined, 2)}\n`);
  const head = ['', 'ours', 'peer', 'of', 'unit', 'ours / peer', 'target', ''];
  const lines = rows.map((row, index) => {
    const { ours = '', peer = '', ratio = '' } = results[index] ?? {};
    const verdict = row.target === undefined ? '' : isMet(row) ? 'met' : 'NOT MET';
    return [row.name, String(ours), String(peer), row.peerName, row.unit, String(ratio), wording(row.target), verdict];
  });
  const table = [head, ...lines];
  const widths = head.map((_, column) => Math.max(...table.map((line) => line[column]?.length ?? 0)));
  for (const line of table)
    console.log(
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  return rows.every(isMet);
}

function isMet({ ours, ratio, target }: Row): boolean {
  if (target === undefined) return true;
  return 'most' in target ? ratio <= target.most : ours < target.below;
}

function wording(target: Target | undefined): string {
  if (target === undefined) return '';
  return 'most' in target ? `ratio at most ${target.most}` : `ours below ${target.below}`;
}

/** Three digits that mean something. */
function round(value: number): number {
  return Number(value.toPrecision(3));
}
