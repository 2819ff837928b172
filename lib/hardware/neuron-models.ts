import type { Fact } from './fact';

/** An accelerator of AWS Neuron by the name that people use for it. */
export type NeuronModel = 'Inferentia' | 'Inferentia2' | 'Trainium' | 'Trainium2';

/** What is known of a Neuron device: what could not be read is `undefined`. */
export interface NeuronModelFacts {
  /** The name that Karpenter's label `karpenter.k8s.aws/instance-accelerator-name` gives it. */
  readonly ec2Name: string;
  /** The NeuronCores of one device, which is what `aws.amazon.com/neuroncore` counts. */
  readonly cores: Fact<number>;
  /** The memory of one device in MiB, as advertised. */
  readonly memoryMib?: Fact<number> | undefined;
}

const instanceTypes =
  'https://github.com/aws/karpenter-provider-aws/blob/1d927085dd81/website/content/en/docs/reference/instance-types.md';
const kaitoAws = 'https://github.com/kaito-project/kaito/blob/056b8280b1a8/pkg/sku/aws_sku_handler.go';

/** The Neuron devices of the machines that this library knows. */
export const neuronModels: Readonly<Record<NeuronModel, NeuronModelFacts>> = {
  Inferentia: {
    ec2Name: 'inferentia',
    cores: { value: 4, source: instanceTypes, date: '2026-08-21' },
  },
  Inferentia2: {
    ec2Name: 'inferentia2',
    cores: { value: 2, source: instanceTypes, date: '2026-08-21' },
    memoryMib: { value: 32_768, source: kaitoAws, date: '2026-08-21' },
  },
  Trainium: {
    ec2Name: 'trainium',
    cores: { value: 2, source: instanceTypes, date: '2026-08-21' },
    memoryMib: { value: 32_768, source: kaitoAws, date: '2026-08-21' },
  },
  Trainium2: {
    ec2Name: 'trainium2',
    cores: { value: 8, source: instanceTypes, date: '2026-08-21' },
  },
};

/** The names of all Neuron devices that this library knows. */
export const neuronModelNames: readonly NeuronModel[] = Object.keys(neuronModels).filter(isNeuronModel);

/** Says whether a text is the name of a Neuron device that this library knows. */
export function isNeuronModel(name: string): name is NeuronModel {
  return Object.hasOwn(neuronModels, name);
}
