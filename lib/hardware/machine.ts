import type { FactSource } from './fact';
import type { GpuModel } from './gpu-models';
import type { NeuronModel } from './neuron-models';

/** The clouds whose machines this library knows. */
export type MachineCloud = 'aws' | 'azure';

/** The processor architectures, as the label `kubernetes.io/arch` writes them. */
export type Architecture = 'amd64' | 'arm64';

/** The accelerators of a machine, all of one model. */
export type MachineAccelerator =
  | {
      readonly kind: 'gpu';
      readonly model: GpuModel;
      /** Whole GPUs: zero where the machine has a slice of one. */
      readonly count: number;
      /** The memory of each, or of the slice, in MiB as the cloud states it: the driver reports less of some. */
      readonly memoryMib: number;
    }
  | {
      readonly kind: 'neuron';
      readonly model: NeuronModel;
      /** Devices. */
      readonly count: number;
      /** NeuronCores of all devices together. */
      readonly cores: number;
    };

/** Disks inside of the machine, whose content is lost with it. */
export interface LocalDisks {
  readonly kind: 'nvme' | 'temporary';
  /** All disks of the kind together. */
  readonly bytes: number;
}

/** What connects the accelerators of several machines. */
export type Fabric =
  | {
      /** AWS Elastic Fabric Adapter. */
      readonly kind: 'efa';
      /** The interfaces that the machine can have at most. */
      readonly interfaces: number;
      /** The first network card that has them, where it is not the first of all: what comes before is for addresses alone. */
      readonly firstCard?: number | undefined;
    }
  | InfiniBand;

/** InfiniBand, of which the size alone does not tell everything: it has a source of its own. */
export interface InfiniBand extends FactSource {
  readonly kind: 'infiniband';
  readonly adapters?: number | undefined;
  /** Of each adapter. */
  readonly gigabitsPerSecond?: number | undefined;
}

/** A price on demand, Linux, without discounts. */
export interface MachinePrice extends FactSource {
  readonly usdPerHour: number;
  readonly region: string;
}

/** A machine that a cloud lends: a row of facts. */
export interface Machine extends FactSource {
  readonly cloud: MachineCloud;
  /** The cloud's own name, which is also the label `node.kubernetes.io/instance-type`. */
  readonly instanceType: string;
  readonly vcpu: number;
  /** As advertised, in MiB: the hypervisor and the kernel keep some of it. */
  readonly memoryMib: number;
  readonly architecture: Architecture;
  readonly accelerator?: MachineAccelerator | undefined;
  /** As far as it could be read. */
  readonly localDisks?: LocalDisks | undefined;
  readonly fabric?: Fabric | undefined;
  /** On AWS: the addresses for pods of the network interfaces. On Azure the network decides, not the machine. */
  readonly maxPods?: number | undefined;
  /** The machine has a slice of a GPU by NVIDIA vGPU, which needs a licensed driver that node images do not have. */
  readonly fractional?: true | undefined;
  readonly onDemandPrice?: MachinePrice | undefined;
}
