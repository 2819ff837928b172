import {
  installedFacts,
  judgeAddOns,
  judgeSecrets,
  planAddOns,
  requestedAddOns,
  type InstalledAddOns,
  type PlannedAddOn,
} from '../clouds';
import type { IssueDetails } from '../core';
import type { AddOnsProps } from './add-ons-props';

/** What is installed in an AKS cluster, what that is as facts, and what is wrong with it. */
export interface AksAddOnsPlan {
  readonly addOns: readonly PlannedAddOn[];
  readonly facts: Pick<InstalledAddOns, 'addOns' | 'customResources' | 'namespaces'>;
  readonly issues: readonly IssueDetails[];
}

/** Plans the add-ons of an AKS cluster. */
export function planAksAddOns(component: string, props: AddOnsProps): AksAddOnsPlan {
  const { cluster } = props;
  const requested = requestedAddOns(props);
  const { addOns, issues } = planAddOns(requested, cluster.kubernetes);
  return {
    addOns,
    facts: installedFacts(addOns, props.gateway),
    issues: [
      ...judgeOffered(props),
      ...judgeAddOns(component, props, requested, cluster),
      ...judgeIssuer(props),
      ...judgeSecrets(props, isSecret, example),
      ...issues,
    ],
  };
}

const example = '/subscriptions/…/resourceGroups/…/providers/Microsoft.KeyVault/vaults/…/secrets/…';

/** A secret, or a vault with all of its secrets. */
function isSecret(id: string): boolean {
  return /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.KeyVault\/vaults\/[^/]+(?:\/secrets\/[^/]+)?$/i.test(
    id,
  );
}

/**
 * What the twin on EKS installs and AKS has by itself.
 *
 * Source: MicrosoftDocs/azure-aks-docs@fb060abe6a8f, articles/aks/aks-desktop-install-cluster-setup.md for metrics-server
 * ("included by default"), cluster-autoscaler.md and node-auto-provisioning.md (read 2026-11-22).
 */
const aksHas = {
  autoscaler:
    'AKS has its own: each pool with nodes.min below nodes.max is scaled by it, and Karpenter is its node auto-provisioning, which AKS looks after',
  metricsServer: 'AKS installs metrics-server itself',
  loadBalancer: 'AKS makes load balancers for Services itself, and this one is for AWS',
} as const;

function judgeOffered(props: AddOnsProps): readonly IssueDetails[] {
  // Programs for both clouds may hand over what the types of this one leave out.
  const given: Readonly<Record<string, unknown>> = { ...props };
  return Object.entries(aksHas).flatMap(([property, message]) =>
    given[property] === undefined
      ? []
      : [{ code: 'aks/not-offered' as const, property, message, fix: `no ${property} on AKS` }],
  );
}

function judgeIssuer({ cluster, externalSecrets }: AddOnsProps): readonly IssueDetails[] {
  if (externalSecrets?.secrets === undefined || cluster.issuerUrl !== undefined) return [];
  return [
    {
      code: 'aks/not-offered',
      property: 'externalSecrets.secrets',
      message: 'who issues the identities of the pods of this cluster is not known, and so none can be trusted',
      fix: 'externalSecrets: {}, and an identity of yours for its service account',
    },
  ];
}
