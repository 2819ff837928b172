import { asArray, asRecord, asString } from '../untrusted';

/** What keeps pods off a node. */
export interface Taint {
  readonly key: string;
  readonly value: string;
  readonly effect: string;
}

/** A taint as kubectl writes it, such as `sku=gpu:NoSchedule`. */
export function formatTaint({ key, value, effect }: Taint): string {
  return `${key}${value === '' ? '' : `=${value}`}:${effect}`;
}

/** What lets a pod on a node in spite of taints; an empty key or effect stands for all. */
export interface Toleration {
  readonly key: string;
  readonly operator: string;
  readonly value: string;
  readonly effect: string;
}

/** Reads `spec.taints` of a node. */
export function readTaints(value: unknown): readonly Taint[] {
  return asArray(value).map((item) => {
    const { key, value: given, effect } = asRecord(item);
    return { key: asString(key) ?? '', value: asString(given) ?? '', effect: asString(effect) ?? '' };
  });
}

/** What the node controller puts on each node that is cordoned. */
export const cordonTaint: Taint = { key: 'node.kubernetes.io/unschedulable', value: '', effect: 'NoSchedule' };

/** Reads `spec.tolerations` of a pod, with the two that the API server adds to each pod that has none like them. */
export function readTolerations(value: unknown): readonly Toleration[] {
  const own = asArray(value).map((item) => {
    const { key, operator, value: given, effect } = asRecord(item);
    return {
      key: asString(key) ?? '',
      operator: asString(operator) ?? 'Equal',
      value: asString(given) ?? '',
      effect: asString(effect) ?? '',
    };
  });
  return [...own, ...ofEveryPod];
}

// The admission plugin DefaultTolerationSeconds, on by default.
const ofEveryPod: readonly Toleration[] = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'].map(
  (key) => ({ key, operator: 'Exists', value: '', effect: 'NoExecute' }),
);

/** Says whether a pod may be placed on a node with these taints: those that only ask to be avoided do not count. */
export function toleratesAll(tolerations: readonly Toleration[], taints: readonly Taint[]): boolean {
  return taints.every(
    (taint) =>
      (taint.effect !== 'NoSchedule' && taint.effect !== 'NoExecute') ||
      tolerations.some((toleration) => tolerates(toleration, taint)),
  );
}

/** Says whether one toleration is for one taint. Source: Kubernetes 1.34.4, api/core/v1/toleration.go. */
export function tolerates(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect !== '' && toleration.effect !== taint.effect) return false;
  if (toleration.key !== '' && toleration.key !== taint.key) return false;
  return toleration.operator === 'Exists' || (toleration.operator === 'Equal' && toleration.value === taint.value);
}
