import { onSystemNodes, resources, type ChartValues } from './chart-values';

/**
 * The values of KEDA's chart: two operators, of which one leads, so that scaling does not stop with a node.
 *
 * Nothing is said of requests, which the chart has as KEDA's own pages want them.
 */
export function kedaValues(): ChartValues {
  const two = { replicaCount: 2 };
  return {
    crds: { install: true },
    operator: two,
    // KEDA runs one server of metrics: a second would hold connections of its own to the operator for nothing.
    webhooks: two,
    tolerations: onSystemNodes,
    priorityClassName: 'system-cluster-critical',
    podDisruptionBudget: { operator: { maxUnavailable: 1 }, webhooks: { maxUnavailable: 1 } },
  };
}

/**
 * The values of the chart of KEDA's HTTP add-on.
 *
 * Each part asks for less processor time than the chart has it: 1,750 thousandths in all would not fit on the small nodes
 * that are for the system, and the interceptor is scaled by KEDA anyway. Its memory is more: that holds the requests that
 * wait for a model to start.
 */
export function kedaHttpValues(): ChartValues {
  return {
    operator: { tolerations: onSystemNodes, resources: resources('50m', '64Mi', '128Mi') },
    scaler: { replicas: 2, tolerations: onSystemNodes, resources: resources('50m', '64Mi', '128Mi') },
    interceptor: {
      replicas: { min: 2 },
      tolerations: onSystemNodes,
      resources: resources('100m', '128Mi', '512Mi'),
    },
  };
}
