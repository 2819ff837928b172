import { onSystemNodes, type ChartValues } from './chart-values';

/** The values of metrics-server's chart: two, since autoscalers see nothing without it. */
export function metricsServerValues(): ChartValues {
  return {
    replicas: 2,
    podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
    tolerations: onSystemNodes,
  };
}
