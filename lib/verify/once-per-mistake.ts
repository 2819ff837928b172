import type { RuleFinding } from './finding';
import type { Manifest } from './manifest';

/**
 * The findings without those that say again what another one says: in their order.
 *
 * An error in a field is told by the rule that knows the field, and not by one that looks at any field alike. Where a
 * value is of a wrong type, or its field is misspelt, what others miss in it is not told: it follows from that.
 *
 * @param yielding those of the rules that look at any field alike
 */
export function oncePerMistake(
  all: readonly RuleFinding[],
  yielding: ReadonlySet<RuleFinding>,
): readonly RuleFinding[] {
  const causes = byManifest([...yielding].filter(isCause));
  const follows = (finding: RuleFinding): boolean =>
    causes.get(finding.manifest)?.some((cause) => followsFrom(finding, cause)) ?? false;
  const left = all.filter((finding) => finding.severity !== 'error' || !follows(finding));
  const told = byManifest(
    left.filter(
      // What policies stop is of no field alone.
      (finding) => finding.severity === 'error' && !yielding.has(finding) && finding.code !== 'verify/traffic-stopped',
    ),
  );
  return left.filter((finding) => {
    if (finding.severity !== 'error' || !yielding.has(finding)) return true;
    // Of an item, the rule that knows the field may tell with its list.
    const list = finding.path.replace(/\[\d+\]$/, '');
    return told.get(finding.manifest)?.some(({ path }) => path === finding.path || path === list) !== true;
  });
}

function byManifest(findings: readonly RuleFinding[]): ReadonlyMap<Manifest, readonly RuleFinding[]> {
  const found = new Map<Manifest, RuleFinding[]>();
  for (const finding of findings) {
    const same = found.get(finding.manifest);
    if (same === undefined) found.set(finding.manifest, [finding]);
    else same.push(finding);
  }
  return found;
}

function isCause({ code, severity }: RuleFinding): boolean {
  return severity === 'error' && (code === 'verify/wrong-type' || code === 'verify/unknown-field');
}

function followsFrom(finding: RuleFinding, cause: RuleFinding): boolean {
  if (finding === cause) return false;
  if (cause.code === 'verify/wrong-type') {
    return (
      isBelow(finding.path, cause.path) || (finding.path === cause.path && finding.code === 'verify/missing-field')
    );
  }
  // The fix of a misspelt field is the field that is meant.
  const meant = cause.path.slice(0, cause.path.lastIndexOf('.') + 1) + cause.fix;
  return finding.path === meant || isBelow(finding.path, meant);
}

function isBelow(path: string, above: string): boolean {
  return path.startsWith(above) && (path[above.length] === '.' || path[above.length] === '[');
}
