import { nearestNames } from '../../core';
import { isBuiltInGroup } from '../built-in-groups';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import type { Rule } from '../rule';
import { kubernetesBook } from '../schema/kubernetes-book';
import { Release } from '../schema/release';

/** Groups whose objects are asked and not kept, or that the cluster alone writes: they are not in the table. */
const groupsLeftOut = ['authentication.k8s.io', 'authorization.k8s.io', 'events.k8s.io', 'internal.apiserver.k8s.io'];

/** Versions that are not stable can be switched on, so that nothing tells who serves them. */
const unstable = /v\d+(?:alpha|beta)\d+$/;

/** Kinds of the groups of Kubernetes are ones that Kubernetes has. */
export const kindsKnown: Rule = {
  name: 'kinds-known',
  summary: 'Kubernetes has each kind that an object of one of its API groups is said to be',
  source: 'OpenAPI v3 of kube-apiserver 1.34.4 and 1.36.3',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    const book = kubernetesBook();
    const { cluster } = inventory;
    const { rest } = new Release(book.versions, cluster?.kubernetes);
    const judged = new Set<string>();
    for (const { manifest, apiVersion, group, kind } of inventory.objects) {
      const name = `${apiVersion}/${kind}`;
      // One finding a kind, on the first object of it.
      if (judged.has(name)) continue;
      judged.add(name);
      if (apiVersion === '' || kind === '' || kind.endsWith('List') || book.kindOf(apiVersion, kind) !== undefined)
        continue;
      if (!isBuiltInGroup(group) || groupsLeftOut.includes(group) || unstable.test(apiVersion)) continue;
      const [fix = 'a kind that Kubernetes has'] = nearestNames(kind, book.kindsIn(apiVersion), 1);
      const place = { manifest, path: 'kind', given: kind, fix };
      if (rest === 'absent') {
        const message = `Kubernetes ${cluster?.kubernetes ?? ''} has no kind ${kind} in ${apiVersion}`;
        found.push({ ...place, code: 'verify/unknown-kind', severity: 'error', message });
        continue;
      }
      const why =
        cluster === undefined ? 'the version in the cluster is not declared' : `the cluster has ${cluster.kubernetes}`;
      const message = `whether the cluster knows the kind ${kind} of ${apiVersion} is not known: it is in no Kubernetes that was read, ${book.versions.join(' and ')}, and ${why}`;
      found.push({ ...place, code: 'verify/not-known-kind', severity: 'not-known', message });
    }
    return found;
  },
};
