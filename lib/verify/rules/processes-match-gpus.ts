import { printGiven } from '../../core';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import type { ContainerDefinition, PodTemplate } from '../pod-template';
import { devicesOf, isAccelerator, resourcesNamedBy } from '../requested-devices';
import type { Rule } from '../rule';
import { asArray, asRecord, asString } from '../untrusted';

/** A process of torchrun has a GPU, and a GPU a process. */
export const processesMatchGpus: Rule = {
  name: 'processes-match-gpus',
  summary: 'torchrun starts as many processes as its container has GPUs',
  source:
    'pytorch torch/distributed/run.py: nproc-per-node, determine_local_world_size; argparse_util.py: PET_ variables',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    for (const template of inventory.podTemplates) {
      if (template.origin === 'custom') continue;
      for (const container of template.containers) check(template, container, found);
    }
    return found;
  },
};

function check({ owner }: PodTemplate, container: ContainerDefinition, found: RuleFinding[]): void {
  const asked = processesOf(container);
  const gpus = gpusOf(container);
  if (asked === undefined || gpus === undefined) return;
  const problem = problemOf(asked.value, gpus);
  if (problem === undefined) return;
  found.push({
    code: 'verify/processes-not-gpus',
    // Processes may share a GPU, or do without.
    severity: 'warning',
    manifest: owner.manifest,
    path: asked.path,
    given: printGiven(asked.value),
    ...problem,
  });
}

function problemOf(value: string, gpus: number): Pick<RuleFinding, 'message' | 'fix'> | undefined {
  if (/^\d+$/.test(value)) {
    const processes = Number(value);
    if (gpus === 0 || processes === gpus) return undefined;
    const counts = `torchrun starts ${processes} ${processes === 1 ? 'process' : 'processes'} with a GPU each, and the container has ${gpus}`;
    const rest = processes > gpus ? 'there is none for the others' : `${gpus - processes} of them may be left idle`;
    return { message: `${counts}, so that ${rest}`, fix: `--nproc-per-node=${gpus}` };
  }
  if (gpus > 0) return undefined;
  const fix = "a limit of GPUs such as 'nvidia.com/gpu': 1, or a number of processes";
  switch (value) {
    case 'gpu':
      return { message: 'torchrun ends at once where it sees no GPU, and the container asks for none', fix };
    case 'auto':
      return {
        message:
          'torchrun starts a process for each CPU of the node where it sees no GPU, and the container asks for none',
        fix,
      };
    default:
      return undefined;
  }
}

/** How many whole GPUs a container is given; nothing where it has accelerators of which that cannot be said. */
function gpusOf(container: ContainerDefinition): number | undefined {
  const { claims } = asRecord(container.definition['resources']);
  const others = resourcesNamedBy(container).filter((resource) => isAccelerator(resource) && !wholeGpus.has(resource));
  if (asArray(claims).length > 0 || others.length > 0) return undefined;
  const count = [...wholeGpus].reduce((sum, resource) => sum + devicesOf(container, resource), 0);
  return Number.isInteger(count) ? count : undefined;
}

const wholeGpus: ReadonlySet<string> = new Set(['nvidia.com/gpu', 'amd.com/gpu']);

interface Asked {
  readonly value: string;
  readonly path: string;
}

/** How many processes a container tells torchrun to start, if it does. */
function processesOf(container: ContainerDefinition): Asked | undefined {
  const words = wordsOf(container);
  const start = words.findIndex(({ text }) => launcher.test(text));
  if (start === -1) return undefined;
  for (const [index, { text, path }] of words.entries()) {
    if (index <= start) continue;
    // Here another command begins, or the program that torchrun starts, whose options are its own.
    if (/^(?:&&|\|\|?|;|-m|--module)$|;$|\.py$/.test(text)) break;
    const [, given] = /^--nproc[-_]per[-_]node(?:=(.*))?$/.exec(text) ?? [undefined, undefined];
    if (given === undefined && !/^--nproc[-_]per[-_]node$/.test(text)) continue;
    return valueOf(given ?? words[index + 1]?.text ?? '', path, container);
  }
  return variable('PET_NPROC_PER_NODE', container);
}

const launcher = /^(?:.*\/)?torchrun$|^torch\.distributed\.(?:run|launch)$/;

/** The words of a command, also of one that a shell reads. */
function wordsOf({
  definition,
  path,
}: ContainerDefinition): readonly { readonly text: string; readonly path: string }[] {
  return ['command', 'args'].flatMap((field) =>
    asArray(definition[field]).flatMap((word, index) =>
      (asString(word) ?? '')
        .replaceAll('\\\n', ' ')
        .split(/\s+/)
        .map((text) => ({ text: text.replaceAll(/^["']|["']$/g, ''), path: `${path}.${field}[${index}]` })),
    ),
  );
}

/** A value, or that of the variable that it refers to, where it is plain. */
function valueOf(text: string, path: string, container: ContainerDefinition): Asked | undefined {
  const value = text.replaceAll(/^["']|["']$/g, '');
  const [, name] = /^\$[({]?(\w+)[)}]?$/.exec(value) ?? [];
  return name === undefined ? { value, path } : variable(name, container);
}

function variable(name: string, { definition, path }: ContainerDefinition): Asked | undefined {
  const variables = asArray(definition['env']).map(asRecord);
  const index = variables.findLastIndex((one) => one['name'] === name);
  const value = asString(variables[index]?.['value']);
  return value === undefined ? undefined : { value, path: `${path}.env[${index}].value` };
}
