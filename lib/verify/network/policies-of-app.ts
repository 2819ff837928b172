import type { Inventory } from '../inventory';
import type { Manifest, ManifestObject } from '../manifest';
import type { PodTemplate } from '../pod-template';
import { asksForAddedLabel, readLabelSelector } from '../selector';
import { endOfTemplate, Namespaces, type End, type PodEnd } from './end';
import { judgeConnection, type Connection } from './may-connect';
import { Policy, type Direction, type Port } from './policy';

/** An end of a connection, and the policies of the app that may govern it. */
export interface GovernedEnd {
  readonly end: End;
  readonly policies: readonly Policy[];
  /** The template of the pods, where the app has it. */
  readonly template?: PodTemplate | undefined;
}

const none: readonly Policy[] = [];

/** The NetworkPolicies of an app, found by the pods that they select. */
export class PoliciesOfApp {
  readonly namespaces: Namespaces;
  private readonly byTemplate = new Map<PodTemplate, Policy[]>();
  private readonly byNamespace = new Map<string, Policy[]>();
  /** Those of which only the cluster tells whom they select. */
  private readonly doubtful = new Map<string, Policy[]>();
  private readonly objects = new Map<Manifest, ManifestObject>();
  private readonly ends = new Map<PodTemplate, GovernedEnd>();

  constructor(inventory: Inventory) {
    this.namespaces = new Namespaces(inventory.ofKind('', 'Namespace').map(({ manifest }) => manifest));
    for (const object of inventory.ofKind('networking.k8s.io', 'NetworkPolicy')) {
      const policy = new Policy(object.manifest);
      this.objects.set(object.manifest, object);
      push(this.byNamespace, object.namespace, policy);
      const selector = readLabelSelector(object.spec['podSelector'] ?? {});
      if (selector === undefined || asksForAddedLabel(selector)) push(this.doubtful, object.namespace, policy);
      else {
        for (const template of inventory.podsSelectedBy(selector, object.namespace)) {
          push(this.byTemplate, template, policy);
        }
      }
    }
  }

  /** The policies that govern pods of the app, and those that may. */
  of(template: PodTemplate): readonly Policy[] {
    const { namespace } = template.owner;
    if (template.origin === 'custom') return this.byNamespace.get(namespace) ?? none;
    const certain = this.byTemplate.get(template) ?? none;
    const doubtful = this.doubtful.get(namespace);
    return doubtful === undefined ? certain : [...certain, ...doubtful];
  }

  /** Pods of the app as an end. */
  ofTemplate(template: PodTemplate): GovernedEnd {
    let governed = this.ends.get(template);
    if (governed === undefined) {
      governed = { end: endOfTemplate(template, this.namespaces), policies: this.of(template), template };
      this.ends.set(template, governed);
    }
    return governed;
  }

  /** Pods of somebody else as an end. */
  ofPods(end: PodEnd): GovernedEnd {
    return { end, policies: this.byNamespace.get(end.namespace) ?? none };
  }

  /** Judges a connection by the policies that may govern its ends. */
  judge(from: GovernedEnd, to: GovernedEnd, port: Port): Connection {
    if (from.policies.length === 0 && to.policies.length === 0) return { kind: 'yes' };
    const both = from.policies === to.policies ? from.policies : [...new Set([...from.policies, ...to.policies])];
    return judgeConnection(both, from.end, to.end, port);
  }

  /** The policy that a finding is about: of those that stop something, the one that is most about these pods. */
  chosenOf(policies: readonly Manifest[]): ManifestObject | undefined {
    const objects = policies.flatMap((manifest) => this.objects.get(manifest) ?? []);
    return objects.find(({ spec }) => (readLabelSelector(spec['podSelector'])?.pairs.length ?? 0) > 0) ?? objects[0];
  }
}

// Two rules ask of the same app.
const known = new WeakMap<Inventory, PoliciesOfApp>();

/** The NetworkPolicies of an app, read once. */
export function policiesOf(inventory: Inventory): PoliciesOfApp {
  let policies = known.get(inventory);
  if (policies === undefined) known.set(inventory, (policies = new PoliciesOfApp(inventory)));
  return policies;
}

/** Says whether policies keep pods in, or others out, at all. */
export function isGoverned({ end, policies }: GovernedEnd, direction: Direction): boolean {
  return end.kind === 'pods' && policies.some((policy) => policy.governs(direction) && policy.selects(end) === true);
}

/** Says whether some policy that governs an end has a rule for a direction. */
export function letsAnybody({ policies }: GovernedEnd, direction: Direction): boolean {
  return policies.some((policy) => policy.governs(direction) && policy.hasRules(direction));
}

function push<K>(map: Map<K, Policy[]>, key: K, policy: Policy): void {
  const held = map.get(key);
  if (held === undefined) map.set(key, [policy]);
  else held.push(policy);
}
