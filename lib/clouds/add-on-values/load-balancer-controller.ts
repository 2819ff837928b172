import type { Deferrable } from '../../core';
import { onSystemNodes, resources, type ChartValues } from './chart-values';

/** The service account of the load balancer controller, which its role is for. */
export const loadBalancerAccount = 'aws-load-balancer-controller';

/** What the load balancer controller is told, which it otherwise would ask of its node, and pods may not. */
export interface LoadBalancerFacts {
  readonly clusterName: Deferrable<string>;
  readonly region: Deferrable<string>;
  readonly vpcId: Deferrable<string>;
}

/** The values of the chart of AWS's load balancer controller. */
export function loadBalancerValues({ clusterName, region, vpcId }: LoadBalancerFacts): ChartValues {
  return {
    clusterName,
    region,
    vpcId,
    serviceAccount: { create: true, name: loadBalancerAccount },
    // Its role is not for these.
    enableShield: false,
    enableWaf: false,
    enableWafv2: false,
    tolerations: onSystemNodes,
    resources: resources('100m', '128Mi', '256Mi'),
    // The certificate of the webhook is made anew at each rendering, and with it every update would replace it.
    keepTLSSecret: true,
    podDisruptionBudget: { maxUnavailable: 1 },
  };
}
