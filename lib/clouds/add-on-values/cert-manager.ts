import { onSystemNodes, resources, type ChartValues } from './chart-values';

/** The values of cert-manager's chart, with its definitions, and two of what the API server asks for each certificate. */
export function certManagerValues(): ChartValues {
  const small = { tolerations: onSystemNodes, resources: resources('25m', '64Mi', '256Mi') };
  return {
    crds: { enabled: true },
    ...small,
    webhook: { replicaCount: 2, podDisruptionBudget: { enabled: true, maxUnavailable: 1 }, ...small },
    // It holds all Secrets of the cluster in its memory.
    cainjector: { tolerations: onSystemNodes, resources: resources('25m', '128Mi', '512Mi') },
    startupapicheck: small,
  };
}
