import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import { nameOf, type ManifestObject } from '../manifest';
import type { Rule } from '../rule';
import { asArray, asRecord, asString } from '../untrusted';

/** A request that an Ingress takes is taken by no other one. */
export const routesApart: Rule = {
  name: 'routes-apart',
  summary: 'no two rules of Ingresses of one class take the same host and path',
  source:
    'kubernetes networking/v1 says nothing of equal paths; ingress-nginx how-it-works: the oldest rule wins, and its webhook refuses the later one',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    const takers = new Map<string, ManifestObject>();
    for (const ingress of inventory.ofKind('networking.k8s.io', 'Ingress')) {
      if (isCanary(ingress) || inventory.isRepeated(ingress)) continue;
      checkIngress(ingress, takers, found);
    }
    return found;
  },
};

function checkIngress(ingress: ManifestObject, takers: Map<string, ManifestObject>, found: RuleFinding[]): void {
  const { manifest, spec } = ingress;
  const shared = classOf(ingress);
  asArray(spec['rules']).forEach((item, index) => {
    const rule = asRecord(item);
    const host = asString(rule['host']) ?? '';
    asArray(asRecord(rule['http'])['paths']).forEach((entry, position) => {
      const { path, pathType } = asRecord(entry);
      const text = asString(path) ?? '/';
      // The last slash of a prefix makes no difference.
      const plain = pathType === 'Prefix' && text.length > 1 ? text.replace(/\/$/, '') : text;
      const key = JSON.stringify([shared, host, pathType, plain]);
      const taker = takers.get(key);
      if (taker === undefined) {
        takers.set(key, ingress);
        return;
      }
      found.push({
        code: 'verify/duplicate-route',
        severity: 'warning',
        manifest,
        path: `spec.rules[${index}].http.paths[${position}]`,
        given: `${host === '' ? '*' : host}${text}`,
        message: `${taker === ingress ? 'another rule of it' : nameOf(taker)} takes the same requests, and which of them gets any is up to the controller`,
        fix: 'another host or path for one of them',
      });
    });
  });
}

/** The class, which may still be said in the annotation of old, and the load balancer where a class makes several. */
function classOf({ spec, metadata }: ManifestObject): string {
  const annotations = asRecord(metadata['annotations']);
  const className = asString(spec['ingressClassName']) ?? asString(annotations['kubernetes.io/ingress.class']) ?? '';
  return `${className} ${asString(annotations['alb.ingress.kubernetes.io/group.name']) ?? ''}`;
}

/** A canary of ingress-nginx shares the host and path of what it stands in for. */
function isCanary({ metadata }: ManifestObject): boolean {
  return asRecord(metadata['annotations'])['nginx.ingress.kubernetes.io/canary'] === 'true';
}
