import {
  installedFacts,
  judgeAddOns,
  judgeSecrets,
  planAddOns,
  requestedAddOns,
  type InstalledAddOns,
  type PlannedAddOn,
  type RequestedAddOn,
} from '../clouds';
import type { IssueDetails } from '../core';
import { devicePluginConfigLabel } from '../hardware';
import type { AddOnsProps } from './add-ons-props';

/** What is installed in an EKS cluster, what that is as facts, and what is wrong with it. */
export interface EksAddOnsPlan {
  readonly addOns: readonly PlannedAddOn[];
  readonly facts: Pick<InstalledAddOns, 'addOns' | 'customResources' | 'namespaces'>;
  readonly warnings: readonly string[];
  readonly issues: readonly IssueDetails[];
}

/** Plans the add-ons of an EKS cluster. */
export function planEksAddOns(component: string, props: AddOnsProps): EksAddOnsPlan {
  const { cluster } = props;
  const requested = [...ownAddOns(props), ...requestedAddOns(props)];
  const { addOns, issues } = planAddOns(requested, cluster.kubernetes);
  return {
    addOns,
    facts: installedFacts(addOns, props.gateway),
    warnings: impatientGateway(props),
    issues: [
      ...judgeAddOns(component, props, requested, cluster),
      ...judgeInstances(props),
      ...judgeSecrets(props, isSecret, example),
      ...issues,
    ],
  };
}

const example = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:hub-a1b2c3';

function isSecret(arn: string): boolean {
  return /^arn:[^:*]+:secretsmanager:[^:*]+:\d{12}:secret:[^*]/.test(arn);
}

function ownAddOns({ autoscaler, metricsServer, loadBalancer }: AddOnsProps): readonly RequestedAddOn[] {
  return [
    ...(loadBalancer
      ? [{ name: 'load-balancer-controller', property: 'loadBalancer', values: loadBalancer.values } as const]
      : []),
    ...(metricsServer
      ? [{ name: 'metrics-server', property: 'metricsServer', values: metricsServer.values } as const]
      : []),
    ...(autoscaler?.kind === 'karpenter' ? [{ name: 'karpenter-definitions', property: 'autoscaler' } as const] : []),
    ...(autoscaler ? [{ name: autoscaler.kind, property: 'autoscaler', values: autoscaler.values } as const] : []),
  ];
}

/**
 * A Service of a Gateway that the load balancer controller does not answer for gets a Classic Load Balancer, which ends what
 * is silent for 60 s. Source: Elastic Load Balancing user guide, classic, config-idle-timeout (read 2026-11-22).
 */
function impatientGateway({ gateway, keda, loadBalancer, cluster }: AddOnsProps): readonly string[] {
  const isThere = loadBalancer !== undefined || cluster.installed.includes('load-balancer-controller');
  if (gateway === undefined || keda?.http === undefined || isThere) return [];
  return [
    'without loadBalancer the Gateway is behind a Classic Load Balancer, which ends connections that are silent for 60 s: ' +
      'who waits longer for a model to wake gets no answer; write loadBalancer: {}',
  ];
}

/** On EKS the GPU operator alone cuts GPUs into instances; the device plugin advertises those that it finds. */
function judgeInstances({ devicePlugin, cluster }: AddOnsProps): readonly IssueDetails[] {
  if (devicePlugin === undefined) return [];
  return cluster.nodePools
    .filter(({ sharing, labels }) => sharing?.kind === 'mig' && devicePluginConfigLabel in labels)
    .map((pool) => ({
      code: 'eks/gpus-uncut',
      property: 'devicePlugin',
      message: `advertises the instances that it finds, and in ${cluster.callPool(pool)} nobody cuts the GPUs into any`,
      fix: "devicePlugin: 'gpu-operator' of the pool, whose MIG manager cuts them, or 'yourself'",
    }));
}
