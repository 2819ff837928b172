import { printGiven, type IssueDetails } from '../core';
import { minorVersion } from '../hardware';
import type { AddOnVersions, ManagedAddOn } from './cluster-props';

/** What an add-on needs beside its version. */
export interface AddOnPlan {
  readonly name: ManagedAddOn;
  /** As it was given; looked up where it was not. */
  readonly version?: string | undefined;
  /** When it is installed: what nodes need to become ready, or what needs a node to run on. */
  readonly when: 'before-nodes' | 'after-nodes';
  /** The add-on's own configuration, as JSON. */
  readonly configuration?: string | undefined;
  /** The service account that it works with, and the policy of AWS that this needs. */
  readonly identity?: { readonly serviceAccount: string; readonly policy: string } | undefined;
}

/**
 * The add-ons that EKS looks after, in the order that works: those that a node needs to become ready, and then those
 * that need a node.
 *
 * The network's add-on has the permissions for addresses by an identity of its own, so that the nodes' role, which every
 * pod on the host network can use, lacks them. Network policies are enforced. Sources: Amazon EKS user guide,
 * cni-iam-role, cni-network-policy-configure and ebs-csi.
 */
export function planAddOns(versions: AddOnVersions, volumes: 'ebs' | 'none'): readonly AddOnPlan[] {
  const plans: readonly AddOnPlan[] = [
    { name: 'eks-pod-identity-agent', when: 'before-nodes' },
    {
      name: 'vpc-cni',
      when: 'before-nodes',
      configuration: JSON.stringify({ enableNetworkPolicy: 'true' }),
      identity: { serviceAccount: 'aws-node', policy: 'AmazonEKS_CNI_Policy' },
    },
    { name: 'kube-proxy', when: 'before-nodes' },
    { name: 'coredns', when: 'after-nodes' },
    ...(volumes === 'ebs' ? [ebs] : []),
  ];
  return plans.map((plan) => ({ ...plan, ...(versions[plan.name] !== undefined && { version: versions[plan.name] }) }));
}

const ebs: AddOnPlan = {
  name: 'aws-ebs-csi-driver',
  when: 'after-nodes',
  identity: { serviceAccount: 'ebs-csi-controller-sa', policy: 'service-role/AmazonEBSCSIDriverPolicy' },
};

/** What `up` says of add-ons without a version; nothing where all have one. */
export function unpinnedAddOns(plans: readonly AddOnPlan[], kubernetes: string): string | undefined {
  const names = plans.filter(({ version }) => version === undefined).map(({ name }) => name);
  if (names.length === 0) return undefined;
  return `${names.join(', ')}: no version is given, so that which EKS has as its default for Kubernetes ${kubernetes} is looked up at each update, and changes when EKS changes it; write addOnVersions: { '${names[0] ?? ''}': 'v…-eksbuild.…', … }`;
}

/**
 * Says what is wrong with the versions of add-ons.
 *
 * Source for kube-proxy: Kubernetes, version skew policy: never newer than the API server, and at most three minor
 * versions older.
 */
export function judgeAddOnVersions(versions: AddOnVersions, kubernetes: string): readonly IssueDetails[] {
  return Object.entries(versions).flatMap(([name, version]) => {
    const at = {
      code: 'clouds/invalid-version',
      property: `addOnVersions[${JSON.stringify(name)}]`,
      given: printGiven(version),
    } as const;
    if (!/^v\d+\.\d+\.\d+-eksbuild\.\d+$/.test(version)) {
      return [
        {
          ...at,
          message: 'is no version of an add-on',
          fix: "a version as EKS writes it, such as 'v1.2.3-eksbuild.1'",
        },
      ];
    }
    const cluster = minorVersion(kubernetes);
    const proxy = minorVersion(version.slice(1).replace(/-eksbuild.*$/, ''));
    if (name !== 'kube-proxy' || cluster === undefined || proxy === undefined) return [];
    if (proxy <= cluster && proxy >= cluster - 3) return [];
    const message = `does not go with Kubernetes ${kubernetes}: it may not be newer, nor more than three minor versions older`;
    return [{ ...at, message, fix: `a version that begins with v1.${cluster}.` }];
  });
}
