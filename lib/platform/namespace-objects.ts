import { parseQuantity, printGiven, type Notes } from '../core';

/** Amounts by the resource that they are of: `{ cpu: '500m', memory: '1Gi' }`. */
export type Amounts = Readonly<Record<string, string | number>>;

/** What containers of a namespace get and may ask for, where they do not say it themselves. */
export interface ContainerLimits {
  /** The limit of a container that names none. @default - `max`, where that is given */
  readonly default?: Amounts | undefined;
  /** The request of a container that names none. @default - its limit, or `min` */
  readonly defaultRequest?: Amounts | undefined;
  /** The least that a container may request. */
  readonly min?: Amounts | undefined;
  /** The most that a container may be limited to. */
  readonly max?: Amounts | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

/** Renders the spec of a ResourceQuota. */
export function renderQuota(quota: Amounts, notes: Notes): Fields {
  return { hard: amounts('quota', quota, notes) };
}

/** Renders the spec of a LimitRange. */
export function renderLimits(limits: ContainerLimits, notes: Notes): Fields {
  const given = (['default', 'defaultRequest', 'min', 'max'] as const).flatMap((field) => {
    const value = limits[field];
    return value === undefined ? [] : [[field, amounts(`limits.${field}`, value, notes)] as const];
  });
  return { limits: [{ type: 'Container', ...Object.fromEntries(given) }] };
}

function amounts(property: string, given: Amounts, notes: Notes): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(given).map(([resource, amount]) => {
      const text = String(amount);
      if (parseQuantity(text) === undefined || text.startsWith('-')) {
        notes.issue({
          code: 'core/invalid-quantity',
          property: `${property}[${JSON.stringify(resource)}]`,
          given: printGiven(amount),
          message: 'is no amount that Kubernetes can read',
          fix: "a number, with a unit where it has one: 8, '500m', '80Gi'",
        });
      }
      return [resource, text];
    }),
  );
}

/** Renders the spec of a NetworkPolicy that lets nobody in to any pod that no other policy opens. */
export const denyIngress: Fields = { podSelector: {}, policyTypes: ['Ingress'] };

/** Renders the spec of a NetworkPolicy that lets no pod out, but to ask for names where that is wanted. */
export function denyEgress(dns: boolean): Fields {
  const names = {
    to: [
      {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
        podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
      },
    ],
    // An answer that is too long for one is asked for again by the other.
    ports: ['UDP', 'TCP'].map((protocol) => ({ protocol, port: 53 })),
  };
  return { podSelector: {}, policyTypes: ['Egress'], ...(dns ? { egress: [names] } : {}) };
}
