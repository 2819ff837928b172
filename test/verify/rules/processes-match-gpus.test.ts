import { expect, test } from 'vitest';
import { processesMatchGpus } from '../../../lib/verify/rules/processes-match-gpus';
import { foundBy, type Found, type Shown } from '../found';
import type { Manifest } from '../../../lib/verify';
import { job, object } from '../manifests';

const training = (limits: object, container: object): Manifest =>
  job({ container: { resources: { limits }, ...container } });
const gpus = (count: number, ...command: readonly unknown[]): Manifest =>
  training({ 'nvidia.com/gpu': count }, { command });
const script = (text: string): Manifest => training({ 'nvidia.com/gpu': 8 }, { command: ['bash', '-c'], args: [text] });
const variable = (name: string, value: unknown): object => ({
  env: [
    { name: 'A', value: '1' },
    { name, value },
  ],
});

test.each<Shown>([
  {
    where: 'there are as many',
    manifests: [
      gpus(8, 'torchrun', '--nnodes=4', '--nproc-per-node=8', 'train.py'),
      gpus(8, '/usr/local/bin/torchrun', '--nproc_per_node', '8', 'train.py'),
      gpus(8, 'python', '-m', 'torch.distributed.run', '--nproc_per_node', '8', 'train.py'),
      training({ 'amd.com/gpu': 4 }, { command: ['torchrun'], args: ['--nproc-per-node=4', 'train.py'] }),
      script('set -e; torchrun --nnodes=4 \\\n  --nproc_per_node=8 train.py'),
    ],
  },
  {
    where: 'torchrun counts for itself',
    manifests: [gpus(8, 'torchrun', '--nproc-per-node=auto', 'train.py'), gpus(8, 'torchrun', '--nproc-per-node=gpu')],
  },
  {
    where: 'nothing says how many',
    manifests: [
      gpus(8, 'torchrun', 'train.py'),
      gpus(8, 'python', 'train.py', '--nproc-per-node=2'),
      gpus(8),
      gpus(8, 'torchrun', '--nproc-per-node', '$(PROCESSES)', 'train.py'),
      gpus(8, 'torchrun', '--nproc-per-node'),
      gpus(8, 'torchrun', { '--nproc-per-node': 2 }),
      script('torchrun --nproc-per-node=$(nvidia-smi -L | wc -l) train.py'),
      training({ 'nvidia.com/gpu': 8 }, { command: ['torchrun', 'train.py'], ...variable('PET_NPROC_PER_NODE', null) }),
    ],
  },
  {
    where: 'the option is that of another program',
    manifests: [
      gpus(8, 'torchrun', 'train.py', '--nproc-per-node=2'),
      gpus(8, 'torchrun', '-m', 'train', '--nproc-per-node=2'),
      script('torchrun train.py && launch --nproc-per-node=2'),
      script('torchrun train; launch --nproc-per-node=2'),
    ],
  },
  {
    where: 'they compute on no GPU',
    manifests: [training({}, { command: ['torchrun', '--nproc-per-node=4', 'train.py'] })],
  },
  {
    where: 'how many GPUs there are cannot be told',
    manifests: [
      training({ 'nvidia.com/mig-1g.5gb': 1 }, { command: ['torchrun', '--nproc-per-node=4', 'train.py'] }),
      training({ 'aws.amazon.com/neuron': 16 }, { command: ['torchrun', '--nproc-per-node=32', 'train.py'] }),
      job({ container: { command: ['torchrun', '--nproc-per-node=auto'], resources: { claims: [{ name: 'gpu' }] } } }),
    ],
  },
  {
    where: 'somebody makes pods of it that we do not know',
    manifests: [object('kubeflow.org/v1', 'PyTorchJob', {}, { template: gpus(8, 'torchrun', '--nproc-per-node=2') })],
  },
])('finds nothing where $where', (shown) => {
  expect(foundBy(processesMatchGpus, shown)).toEqual([]);
});

const finding = (field: string, given: string, message: string, fix: string): Found => ({
  on: 'Job chat',
  code: 'verify/processes-not-gpus',
  severity: 'warning',
  path: `spec.template.spec.containers[0].${field}`,
  given,
  message,
  fix,
});
const many =
  'torchrun starts 8 processes with a GPU each, and the container has 4, so that there is none for the others';
const few = 'torchrun starts 1 process with a GPU each, and the container has 8, so that 7 of them may be left idle';

test.each<Shown & { readonly found: readonly Found[] }>([
  {
    where: 'there are more processes',
    manifests: [
      gpus(4, 'torchrun', '--nproc-per-node=8', 'train.py'),
      gpus(4, 'torchrun', '--nproc_per_node', '8', 'train.py'),
    ],
    found: [
      finding('command[1]', '"8"', many, '--nproc-per-node=4'),
      finding('command[1]', '"8"', many, '--nproc-per-node=4'),
    ],
  },
  {
    where: 'there are fewer',
    manifests: [
      script('cd app\nexec torchrun --nproc_per_node="1" train.py'),
      gpus(8, 'python', '-m', 'torch.distributed.launch', '--nproc_per_node=1', 'train.py'),
    ],
    found: [
      finding('args[0]', '"1"', few, '--nproc-per-node=8'),
      finding('command[3]', '"1"', few, '--nproc-per-node=8'),
    ],
  },
  {
    where: 'a variable says how many',
    manifests: [
      training(
        { 'nvidia.com/gpu': 8 },
        { command: ['torchrun', '--nproc-per-node=$(PROCESSES)'], ...variable('PROCESSES', '1') },
      ),
      training(
        { 'nvidia.com/gpu': 8 },
        { command: ['torchrun', '--nnodes=2', 'train.py'], ...variable('PET_NPROC_PER_NODE', '1') },
      ),
    ],
    found: [
      finding('env[1].value', '"1"', few, '--nproc-per-node=8'),
      finding('env[1].value', '"1"', few, '--nproc-per-node=8'),
    ],
  },
  {
    where: 'there is no GPU to count',
    manifests: [
      training({ cpu: 4 }, { command: ['torchrun', '--nproc-per-node=auto', 'train.py'] }),
      training({ cpu: 4 }, { command: ['torchrun', '--nproc-per-node=gpu', 'train.py'] }),
    ],
    found: [
      finding(
        'command[1]',
        '"auto"',
        'torchrun starts a process for each CPU of the node where it sees no GPU, and the container asks for none',
        "a limit of GPUs such as 'nvidia.com/gpu': 1, or a number of processes",
      ),
      finding(
        'command[1]',
        '"gpu"',
        'torchrun ends at once where it sees no GPU, and the container asks for none',
        "a limit of GPUs such as 'nvidia.com/gpu': 1, or a number of processes",
      ),
    ],
  },
])('finds where $where', ({ found, ...shown }) => {
  expect(foundBy(processesMatchGpus, shown)).toEqual(found);
});
