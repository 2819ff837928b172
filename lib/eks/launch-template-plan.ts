import type { EksNodeImage, Machine, PoolCapacity } from '../hardware';
import { userData, type NodeSettings } from './user-data';

/** What the launch template of a pool says, but for the groups and ids that are known at deployment. */
export interface LaunchTemplatePlan {
  readonly blockDeviceMappings: readonly {
    readonly deviceName: string;
    readonly ebs: {
      /** In GiB; as the image has it, where left out. */
      readonly volumeSize?: number | undefined;
      readonly volumeType: 'gp3';
      /** As the API of EC2 writes it. */
      readonly encrypted: 'true';
      readonly deleteOnTermination: 'true';
    };
  }[];
  readonly metadataOptions: {
    readonly httpEndpoint: 'enabled';
    readonly httpTokens: 'required';
    readonly httpPutResponseHopLimit: 1;
  };
  /** In base64. */
  readonly userData?: string | undefined;
  /** Only of a capacity block, which wants it here and not in the node group. */
  readonly instanceType?: string | undefined;
  readonly instanceMarketOptions?: { readonly marketType: 'capacity-block' } | undefined;
  readonly capacityReservationSpecification?:
    { readonly capacityReservationTarget: { readonly capacityReservationId: string } } | undefined;
  /** How many Elastic Fabric Adapters each node has; none unless asked for. */
  readonly adapters: number;
  /** All network interfaces of a node with adapters; none are said of others. */
  readonly interfaces: readonly NetworkInterfacePlan[];
}

/** A network interface of a node: with an adapter and an address, with an adapter alone, or with an address alone. */
export interface NetworkInterfacePlan {
  readonly networkCardIndex: number;
  readonly deviceIndex: number;
  readonly interfaceType: 'efa' | 'efa-only' | 'interface';
}

/** What a launch template follows from. */
export interface LaunchTemplateFacts {
  readonly machine: Machine;
  readonly image: EksNodeImage;
  readonly diskGib: number;
  readonly capacity: PoolCapacity;
  readonly settings: NodeSettings;
  readonly fabric: boolean;
}

/**
 * Decides the launch template of a pool.
 *
 * Disks are encrypted; the metadata service takes requests with a token only, and no answer of it goes further than the
 * node itself, so that no pod gets the node's credentials: pods have identities of their own.
 */
export function planLaunchTemplate(facts: LaunchTemplateFacts): LaunchTemplatePlan {
  const { machine, image, diskGib, capacity, settings, fabric } = facts;
  const text = userData(settings);
  const efa = fabric && machine.fabric?.kind === 'efa' ? machine.fabric : undefined;
  return {
    blockDeviceMappings:
      image.disks.data === undefined
        ? [disk(image.disks.root, diskGib)]
        : [disk(image.disks.root), disk(image.disks.data, diskGib)],
    metadataOptions: { httpEndpoint: 'enabled', httpTokens: 'required', httpPutResponseHopLimit: 1 },
    ...(text !== undefined && { userData: Buffer.from(text).toString('base64') }),
    ...reservation(machine, capacity),
    adapters: efa?.interfaces ?? 0,
    interfaces: efa === undefined ? [] : interfacesOf(efa),
  };
}

/**
 * One adapter on each network card that takes one. Where the first card takes none, it has the address of the node, and the
 * others have nothing but their adapters.
 *
 * Source: Amazon EC2 user guide, efa-acc-inst-types: the primary interface is on card 0 and device 0, and is never an adapter
 * alone; aws/aws-parallelcluster issue 7143 for machines whose first card has none (both read 2026-11-22).
 */
function interfacesOf({ interfaces, firstCard = 0 }: EfaFabric): readonly NetworkInterfacePlan[] {
  const cards = Array.from({ length: interfaces }, (_, index) => firstCard + index);
  if (firstCard === 0) {
    return cards.map((card) => ({ networkCardIndex: card, deviceIndex: card === 0 ? 0 : 1, interfaceType: 'efa' }));
  }
  return [
    { networkCardIndex: 0, deviceIndex: 0, interfaceType: 'interface' },
    ...cards.map((card) => ({ networkCardIndex: card, deviceIndex: 0, interfaceType: 'efa-only' }) as const),
  ];
}

type EfaFabric = Extract<NonNullable<Machine['fabric']>, { readonly kind: 'efa' }>;

function disk(deviceName: string, volumeSize?: number): LaunchTemplatePlan['blockDeviceMappings'][number] {
  return {
    deviceName,
    ebs: {
      ...(volumeSize !== undefined && { volumeSize }),
      volumeType: 'gp3',
      encrypted: 'true',
      deleteOnTermination: 'true',
    },
  };
}

/** Source: Amazon EKS user guide, capacity-blocks-mng; Amazon EKS best practices guide, for reservations on demand. */
function reservation(machine: Machine, capacity: PoolCapacity): Partial<LaunchTemplatePlan> {
  if (capacity.kind !== 'reservation' || capacity.id === undefined) return {};
  return {
    capacityReservationSpecification: { capacityReservationTarget: { capacityReservationId: capacity.id } },
    ...(capacity.type === 'capacity-block' && {
      instanceType: machine.instanceType,
      instanceMarketOptions: { marketType: 'capacity-block' },
    }),
  };
}
