import { printGiven } from '../../core';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import type { ContainerDefinition } from '../pod-template';
import type { Rule } from '../rule';
import { asArray } from '../untrusted';

/** A server hears that it shall end. */
export const signalsArrive: Rule = {
  name: 'signals-arrive',
  summary: 'no shell stands between a server and the signal to end',
  source: 'measured with dash 0.5.12 on 2026-11-22: it runs its command as a child; aws/deep-learning-containers#632',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    for (const { owner, origin, pod, containers } of inventory.podTemplates) {
      if (origin === 'custom' || !servers.has(`${owner.group}/${owner.kind}`)) continue;
      // Then another process is the first, and the shell is ended by the signal.
      if (pod['shareProcessNamespace'] === true) continue;
      for (const container of containers) {
        if (container.role === 'init' || !isHeldByShell(container)) continue;
        found.push({
          code: 'verify/signal-held-back',
          severity: 'warning',
          manifest: owner.manifest,
          path: `${container.path}.command`,
          given: printGiven(asArray(container.definition['command'])[0]),
          message:
            'as the first process of a container a shell such as dash does not pass on the signal to end, so that what it started is killed when the grace period is over',
          fix: 'exec before the last command of the script, or the program itself as command',
        });
      }
    }
    return found;
  },
};

const servers = new Set(['apps/Deployment', 'apps/StatefulSet', 'leaderworkerset.x-k8s.io/LeaderWorkerSet']);

/** Shells that run even a single command as a child; bash becomes the last one. */
const shells = /^(?:\/(?:usr\/)?bin\/)?(?:sh|dash|ash)$/;

function isHeldByShell({ definition }: ContainerDefinition): boolean {
  const [shell, option, script, ...more] = [...asArray(definition['command']), ...asArray(definition['args'])];
  if (typeof shell !== 'string' || !shells.test(shell)) return false;
  if (typeof option !== 'string' || !/^-[a-z]*c$/.test(option) || typeof script !== 'string') return false;
  // Such a script may be handed anything to run.
  if (more.length > 0 && /\$[@*\d]/.test(script)) return false;
  return !/\b(?:exec|trap|tini|dumb-init)\b/.test(script);
}
