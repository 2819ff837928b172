import { nameProblem, printGiven } from '../../core';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import type { Rule } from '../rule';

/** What names pods is named so that its pods have the host names that one expects. */
export const podNamesPlain: Rule = {
  name: 'pod-names-plain',
  summary: 'pods, and what makes them, have names that can be host names',
  source: 'kubernetes 1.34 pkg/registry warnings: a DNS label is recommended for names that are used in host names',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    for (const [group, kind] of kinds) {
      for (const { manifest, name } of inventory.ofKind(group, kind)) {
        // What is no name at all another rule reports.
        if (name === '' || nameProblem('Namespace', name) === undefined || nameProblem(kind, name) !== undefined)
          continue;
        found.push({
          code: 'verify/name-no-host-name',
          severity: 'warning',
          manifest,
          path: 'metadata.name',
          given: printGiven(name),
          message: `pods take their host names from it, and ${name.includes('.') ? 'a dot is not for them' : `it has ${name.length} characters, where they have at most 63`}`,
          fix: 'at most 63 characters, of a-z, 0-9 and -',
        });
      }
    }
    return found;
  },
};

// Those of which the API server warns: it refuses such a name of a StatefulSet, and says nothing of a DaemonSet's.
const kinds = [
  ['', 'Pod'],
  ['', 'ReplicationController'],
  ['apps', 'Deployment'],
  ['apps', 'ReplicaSet'],
  ['batch', 'CronJob'],
  ['batch', 'Job'],
] as const;
