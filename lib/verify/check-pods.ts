import type { RuleFinding } from './finding';
import type { Inventory } from './inventory';
import type { PodTemplate } from './pod-template';

/**
 * Looks at the pods of an app, each by itself, but at none that is like another one in which nothing was found.
 *
 * A fleet of servers is then checked at the cost of a few. It is for what can be told of a pod without its metadata and
 * without other objects; see `LikePods` for the texts that it must not tell pods apart by.
 *
 * @param checkEach looks at every pod, before `check` does
 */
export function checkPods(
  inventory: Inventory,
  found: RuleFinding[],
  check: (template: PodTemplate) => void,
  checkEach?: (template: PodTemplate) => void,
): void {
  const sound = new Set<number>();
  const { podTemplates, likenesses } = inventory;
  podTemplates.forEach((template, index) => {
    if (template.origin === 'custom') return;
    checkEach?.(template);
    const likeness = likenesses[index] ?? -1;
    if (sound.has(likeness)) return;
    const before = found.length;
    check(template);
    if (found.length === before) sound.add(likeness);
  });
}
