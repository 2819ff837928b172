import { getCallerIdentityOutput } from '@pulumi/aws/getCallerIdentity.js';
import { getPartitionOutput } from '@pulumi/aws/getPartition.js';
import { getRegionOutput } from '@pulumi/aws/getRegion.js';
import {
  all,
  ComponentResource,
  output,
  type ComponentResourceOptions,
  type Output,
  type Resource,
} from '@pulumi/pulumi';
import {
  advised,
  autoscalerAccount,
  clusterAutoscalerValues,
  commonValues,
  externalSecretsAccount,
  externalSecretsValues,
  installAddOns,
  karpenterValues,
  loadBalancerAccount,
  loadBalancerValues,
  metricsServerValues,
  readGatewayAddress,
  type AddOnName,
  type ValuesOfRelease,
} from '../clouds';
import { captureStack, deferredProperties, refusal, refuse, withSourceLine } from '../core';
import { autoscalerStatements, externalSecretsStatements, loadBalancerStatements } from './add-on-policies';
import { planEksAddOns, type EksAddOnsPlan } from './add-ons-plan';
import { warn } from '../provider';
import type { AddOnsProps } from './add-ons-props';
import { makeKarpenter, type KarpenterNodes, type MadeKarpenter } from './karpenter';
import { makePodRole } from './pod-role';
import { policyDocument } from './policy-document';

/** What may hold a value that is known only at deployment. */
const passesThrough = ['cluster.*', 'externalSecrets.secrets', '*.values', '*.*.values'];

/**
 * What is installed in an EKS cluster beside what EKS looks after: each from one chart, in a version that is for the cluster's
 * own, with no more permissions than it needs, and once.
 *
 * Make it after the pools, whose GPUs decide what the device plugin is told, and before charts, which then wait for all of
 * it. What is installed is among the facts of the cluster's target.
 *
 * @throws ConfigError before anything is made, where an add-on does not go with the cluster, or has an owner already
 */
export class AddOns extends ComponentResource {
  readonly #karpenterNodes: () => KarpenterNodes;
  readonly #readAddress: () => Output<string | undefined> | undefined;
  #address: Output<string | undefined> | undefined;
  /** The role of the nodes that Karpenter makes, for their node class. */
  declare readonly karpenterNodeRole: Output<string> | undefined;

  constructor(name: string, props: AddOnsProps, opts?: ComponentResourceOptions) {
    const path = `eks.AddOns ${name}`;
    const stack = captureStack();
    refuse(path, deferredProperties(props, passesThrough), stack);
    const plan = planEksAddOns(name, props);
    refuse(path, plan.issues, stack);
    super('modelyard:eks:AddOns', name, {}, advised(opts));
    for (const warning of plan.warnings) warn(warning, this);
    const { cluster } = props;
    const { region } = getRegionOutput({}, { parent: this });
    const karpenter = this.#makeKarpenter(name, plan, props, region);
    this.karpenterNodeRole = karpenter?.nodeRoleName;
    this.#karpenterNodes = () => nodesOf(path, cluster, karpenter);
    const made = installAddOns(this, {
      name,
      addOns: plan.addOns,
      values: valuesOf(props, region, karpenter),
      needs: { ...this.#makeRoles(name, plan, props), ...(karpenter && { karpenter: karpenter.needs }) },
      install: props.install ?? { kind: 'helm' },
      provider: cluster.provider,
    });
    cluster.addInstalled({
      by: withSourceLine(path, stack),
      names: plan.addOns.map((addOn) => addOn.name),
      ...plan.facts,
      neededByCharts: [...made.values()],
    });
    const { provider } = cluster;
    this.#readAddress = () => readGatewayAddress(this, `${name}-gateway`, made.get('traefik'), provider);
    this.registerOutputs({ karpenterNodeRole: this.karpenterNodeRole });
  }

  /**
   * What the pools of Karpenter are told of the cluster: its name, its subnets, its security group, and the role of nodes.
   *
   * @throws ConfigError where Karpenter is not among the add-ons
   */
  get karpenterNodes(): KarpenterNodes {
    return this.#karpenterNodes();
  }

  /**
   * Where the Gateway is reached: the host name or the address that the cloud gave to its load balancer.
   *
   * It is read from the cluster once there is a release of Helm, and not known in a preview before. Nothing where there is no
   * Gateway, or Argo CD or Flux installs it, after which nobody waits for a load balancer here.
   */
  gatewayAddress(): Output<string | undefined> | undefined {
    return (this.#address ??= this.#readAddress());
  }

  #makeKarpenter(
    name: string,
    { addOns }: EksAddOnsPlan,
    { cluster, tags = {} }: AddOnsProps,
    region: Output<string>,
  ): MadeKarpenter | undefined {
    const planned = addOns.find((addOn) => addOn.name === 'karpenter');
    if (planned === undefined) return undefined;
    return makeKarpenter(this, name, {
      clusterName: cluster.clusterName,
      nodePolicies: cluster.nodePolicies,
      partition: getPartitionOutput({}, { parent: this }).partition,
      account: getCallerIdentityOutput({}, { parent: this }).accountId,
      region,
      namespace: planned.namespace,
      tags,
    });
  }

  /** Makes a role for each add-on that asks something of AWS. */
  #makeRoles(
    name: string,
    { addOns }: EksAddOnsPlan,
    { cluster, externalSecrets, tags = {} }: AddOnsProps,
  ): Readonly<Partial<Record<AddOnName, readonly Resource[]>>> {
    const secrets = externalSecrets?.secrets ?? [];
    const { clusterName } = cluster;
    const roles: readonly (readonly [AddOnName, string, () => Output<string>])[] = [
      [
        'cluster-autoscaler',
        autoscalerAccount,
        () => output(clusterName).apply((id) => policyDocument(autoscalerStatements(id))),
      ],
      [
        'load-balancer-controller',
        loadBalancerAccount,
        () =>
          all([getPartitionOutput({}, { parent: this }).partition, clusterName]).apply(([partition, id]) =>
            policyDocument(loadBalancerStatements(partition, id)),
          ),
      ],
      [
        'external-secrets',
        externalSecretsAccount,
        () => all([...secrets]).apply((arns) => policyDocument(externalSecretsStatements(arns))),
      ],
    ];
    const made: Partial<Record<AddOnName, readonly Resource[]>> = {};
    for (const [addOn, serviceAccount, policy] of roles) {
      const planned = addOns.find((one) => one.name === addOn);
      if (planned === undefined || (addOn === 'external-secrets' && secrets.length === 0)) continue;
      const { namespace } = planned;
      const role = { clusterName, namespace, serviceAccount, policy: policy(), tags };
      made[addOn] = makePodRole(this, `${name}-${addOn}`, role);
    }
    return made;
  }
}

function nodesOf(path: string, cluster: AddOnsProps['cluster'], karpenter: MadeKarpenter | undefined): KarpenterNodes {
  if (karpenter === undefined) {
    const message = 'is not karpenter, and no role of nodes that Karpenter makes was made';
    const fix = "autoscaler: { kind: 'karpenter' }";
    throw refusal(path, [{ code: 'eks/no-karpenter', property: 'autoscaler.kind', message, fix }], captureStack());
  }
  return {
    cloud: 'eks',
    cluster: output(cluster.clusterName),
    role: karpenter.nodeRoleName,
    subnets: cluster.network.nodeSubnets.map(({ id }) => ({ id: output(id) })),
    securityGroups: [{ id: output(cluster.securityGroupId) }],
  };
}

function valuesOf(
  props: AddOnsProps,
  region: Output<string>,
  karpenter: MadeKarpenter | undefined,
): Readonly<Partial<Record<AddOnName, ValuesOfRelease>>> {
  const { cluster, gateway } = props;
  const clusterName = output(cluster.clusterName);
  const vpcId = output(cluster.network.vpcId);
  return {
    ...commonValues(cluster.nodePools, gateway, gatewayAnnotations(gateway?.reach ?? 'network')),
    'cluster-autoscaler': (release) => clusterAutoscalerValues({ clusterName, region }, release),
    'metrics-server': metricsServerValues,
    'load-balancer-controller': () => loadBalancerValues({ clusterName, region, vpcId }),
    'external-secrets': () => externalSecretsValues(),
    ...(karpenter && { karpenter: () => karpenterValues({ clusterName, interruptionQueue: karpenter.queueName }) }),
  };
}

/**
 * What AWS is told of the load balancer before a Gateway: to reach pods by their own addresses, and from where it may be
 * reached, in the words of the load balancer controller, and for clusters without one.
 *
 * Source: https://github.com/kubernetes-sigs/aws-load-balancer-controller/blob/v3.5.0/docs/guide/service/annotations.md (read
 * 2026-11-22).
 */
function gatewayAnnotations(reach: 'network' | 'internet'): Readonly<Record<string, string>> {
  const prefix = 'service.beta.kubernetes.io/aws-load-balancer';
  return {
    [`${prefix}-nlb-target-type`]: 'ip',
    [`${prefix}-scheme`]: reach === 'internet' ? 'internet-facing' : 'internal',
    ...(reach === 'network' && { [`${prefix}-internal`]: 'true' }),
  };
}
