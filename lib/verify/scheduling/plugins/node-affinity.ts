import { isEmptySelector } from '../../selector';
import { isSelected, type NodeTerm } from '../node-selection';
import type { NodeState } from '../node-state';
import type { SchedulerPlugin } from '../scheduler-plugin';
import { isNotKnown, rejects, type Verdict } from '../verdict';

/** The node has the labels and the name that the pod requires. */
export const nodeAffinity: SchedulerPlugin = {
  name: 'NodeAffinity',
  prepare({ selection }) {
    if (isNotKnown(selection)) return selection;
    const { labels, terms } = selection;
    if (terms === undefined && isEmptySelector(labels)) return 'passes';
    const names = namesIn(terms ?? []);
    if (names?.size === 0) return rejects('pod affinity terms conflict');
    const filter = (node: NodeState): Verdict =>
      isSelected(selection, node) ? 'passes' : rejects("node(s) didn't match Pod's node affinity/selector");
    return names === undefined ? filter : { kind: 'narrows', names, filter };
  },
};

/** The only names that nodes may have, where each alternative asks for some. */
function namesIn(terms: readonly NodeTerm[]): ReadonlySet<string> | undefined {
  if (terms.length === 0) return undefined;
  const all = new Set<string>();
  for (const { fields } of terms) {
    const asked = fields.filter(({ key, operator }) => key === 'metadata.name' && operator === 'In');
    const [first, ...others] = asked;
    if (first === undefined) return undefined;
    for (const name of first.values) if (others.every(({ values }) => values.includes(name))) all.add(name);
  }
  return all;
}
