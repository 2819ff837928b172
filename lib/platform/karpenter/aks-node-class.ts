import { isDeferred, printGiven, type Notes } from '../../core';
import type { AcceleratorDriver, Machine } from '../../hardware';
import type { AksNodes, CommonPoolProps } from './node-pool-props';

/** What an AKSNodeClass is decided by, once the machine is chosen. */
export interface AksNodeClassFacts {
  readonly props: AksNodes & Pick<CommonPoolProps, 'tags'>;
  readonly machine: Machine;
  readonly driver: AcceleratorDriver['from'];
  readonly diskGib: number;
  readonly maxPods: number;
}

/** The version of the API of Azure's node class, of the two that are served the one that is stored. */
export const aksNodeClassVersion = 'karpenter.azure.com/v1beta1';

/**
 * Renders the spec of an AKSNodeClass, and judges what only it says.
 *
 * Source: Azure/karpenter-provider-azure@352646f5, pkg/apis/v1beta1/aksnodeclass.go (read 2026-11-22).
 */
export function renderAksNodeClass(
  { props, machine, driver, diskGib, maxPods }: AksNodeClassFacts,
  notes: Notes,
): Readonly<Record<string, unknown>> {
  const { subnet, tags } = props;
  judgeSubnet(subnet, notes);
  return {
    imageFamily: props.image?.family === 'azure-linux' ? 'AzureLinux' : 'Ubuntu',
    osDiskSizeGB: diskGib,
    ...(machine.accelerator !== undefined && { gpu: { mode: driver === 'node-image' ? 'Driver' : 'None' } }),
    maxPods,
    ...(subnet !== undefined && { vnetSubnetID: subnet }),
    ...(tags !== undefined && { tags: { ...tags } }),
  };
}

const subnetId =
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Network\/virtualNetworks\/[^/]+\/subnets\/[^/]+$/i;

function judgeSubnet(subnet: unknown, notes: Notes): void {
  if (subnet === undefined || isDeferred(subnet) || (typeof subnet === 'string' && subnetId.test(subnet))) return;
  notes.issue({
    code: 'platform/invalid-node-class',
    property: 'subnet',
    given: printGiven(subnet),
    message: 'is no resource id of a subnet',
    fix: '/subscriptions/…/resourceGroups/…/providers/Microsoft.Network/virtualNetworks/…/subnets/…, or no subnet',
  });
}
