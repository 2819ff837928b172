import type { Deferrable } from '../../core';
import { onSystemNodes, resources, type ChartValues } from './chart-values';

/** The service account of Karpenter, which its role is for. */
export const karpenterAccount = 'karpenter';

/** The cluster that Karpenter makes nodes for, and the queue that tells it which of them are about to go. */
export interface KarpenterFacts {
  readonly clusterName: Deferrable<string>;
  readonly interruptionQueue: Deferrable<string>;
}

/**
 * The values of Karpenter's chart.
 *
 * It keeps off the nodes that it makes itself by the chart's own affinity. That asks for less than the chart's guide, which
 * has 1 core: two of them would fill the small nodes that are for the system.
 */
export function karpenterValues({ clusterName, interruptionQueue }: KarpenterFacts): ChartValues {
  return {
    serviceAccount: { create: true, name: karpenterAccount },
    settings: { clusterName, interruptionQueue },
    tolerations: onSystemNodes,
    controller: { resources: resources('250m', '512Mi', '1Gi') },
  };
}
