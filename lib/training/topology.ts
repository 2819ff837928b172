import { printGiven, type Notes } from '../core';
import type { PodPlacement, Command, Env } from '../workload';

/** Several nodes that train one model together, and what starts the processes of each. */
export type Topology =
  | {
      /** PyTorch: `torchrun` starts a process for each accelerator, which all meet at the first node. */
      readonly kind: 'torchrun';
      readonly nodes: number;
      /** @default - one for each accelerator of a pod, or one */
      readonly processesPerNode?: number | undefined;
      /** Where the processes meet. @default 29500 */
      readonly port?: number | undefined;
    }
  | {
      /**
       * JAX: the program calls `jax.distributed.initialize` with what `COORDINATOR_ADDRESS`, `PROCESS_COUNT` and
       * `PROCESS_ID` say.
       */
      readonly kind: 'jax';
      readonly nodes: number;
      /** Where the coordinator answers. @default 1234 */
      readonly port?: number | undefined;
    };

/** What a topology makes of the command of a container, and of its variables. */
export interface Ranks {
  readonly nodes: number;
  readonly command: Command | undefined;
  readonly env: Env;
}

/** The pods of a Job that calls nobody: one, started as it is given. */
function alone(command: Command | undefined): Ranks {
  return { nodes: 1, command, env: {} };
}

/**
 * Tells each rank of the others.
 *
 * The first node is found by its host name, which the headless Service gives it; it holds the name of the Job, which is
 * known only to the pod where a CronJob makes it.
 *
 * @param workers the headless Service
 */
export function planRanks(
  topology: Topology | undefined,
  command: Command | undefined,
  placement: PodPlacement,
  workers: string,
  notes: Notes,
): Ranks {
  if (topology === undefined) return alone(command);
  const { nodes } = topology;
  if (!Number.isInteger(nodes) || nodes < 2 || nodes > 10_000) {
    notes.issue({
      code: 'training/invalid-topology',
      property: 'topology.nodes',
      given: printGiven(nodes),
      message: 'is no number of nodes that train together',
      fix: 'a whole number from 2 to 10000, or no topology for one pod',
    });
    return alone(command);
  }
  if (command === undefined) {
    notes.issue({
      code: 'training/invalid-topology',
      property: 'command',
      message: 'is not given, and what the entrypoint of an image starts cannot be started by a launcher',
      fix: "command: ['train.py']",
    });
    return alone(command);
  }
  if (topology.kind === 'torchrun') judgeScript(command, notes);
  const first = `$(JOB_NAME)-0.${workers}`;
  switch (topology.kind) {
    case 'torchrun': {
      const processes = topology.processesPerNode ?? placement.extended?.amount ?? 1;
      judgeProcesses(topology.processesPerNode, placement, notes);
      const port = notes.choose(topology.port, {
        field: 'port of the rendezvous',
        value: 29_500,
        reason: "torchrun's own",
        source: 'https://docs.pytorch.org/docs/stable/elastic/run.html',
        override: 'topology.port',
      });
      judgePort(port, notes);
      return {
        nodes,
        command: [
          'torchrun',
          `--nnodes=${nodes}`,
          `--nproc-per-node=${processes}`,
          '--node-rank=$(JOB_COMPLETION_INDEX)',
          `--master-addr=${first}`,
          `--master-port=${port}`,
          ...command,
        ],
        env: ncclVariables,
      };
    }
    case 'jax': {
      const port = notes.choose(topology.port, {
        field: 'port of the coordinator',
        value: 1234,
        reason: 'that of the examples of JAX',
        source: 'https://docs.jax.dev/en/latest/multi_process.html',
        override: 'topology.port',
      });
      judgePort(port, notes);
      return {
        nodes,
        command,
        env: {
          ...ncclVariables,
          COORDINATOR_ADDRESS: `${first}:${port}`,
          PROCESS_COUNT: String(nodes),
          PROCESS_ID: { kind: 'field', path: "metadata.labels['batch.kubernetes.io/job-completion-index']" },
        },
      };
    }
  }
}

/** Warnings of NCCL in the log, and no output that is held back. */
const ncclVariables: Env = { NCCL_DEBUG: 'WARN', PYTHONUNBUFFERED: '1' };

/** `torchrun` starts Python itself, and takes the word after its own for a script. */
function judgeScript([program]: Command, notes: Notes): void {
  if (!/^(?:.*\/)?(?:python[\d.]*|torchrun)$/.test(program)) return;
  notes.issue({
    code: 'training/invalid-topology',
    property: 'command',
    given: printGiven(program),
    message: 'would be run as a script: torchrun starts Python itself',
    fix: "the script and its arguments alone, such as command: ['train.py']",
  });
}

function judgePort(port: number, notes: Notes): void {
  if (Number.isInteger(port) && port > 0 && port < 65_536) return;
  notes.issue({
    code: 'training/invalid-topology',
    property: 'topology.port',
    given: printGiven(port),
    message: 'is no port',
    fix: 'a whole number from 1 to 65535, or nothing',
  });
}

/** A process for each accelerator: fewer leave some idle, more share them. */
function judgeProcesses(given: number | undefined, { extended }: PodPlacement, notes: Notes): void {
  if (given === undefined) return;
  if (extended === undefined && Number.isInteger(given) && given > 0) return;
  if (extended === undefined) {
    notes.issue({
      code: 'training/invalid-topology',
      property: 'topology.processesPerNode',
      given: printGiven(given),
      message: 'is no number of processes',
      fix: 'a whole number from 1 on, or nothing for one',
    });
    return;
  }
  if (given === extended.amount) return;
  notes.issue({
    code: 'training/invalid-topology',
    property: 'topology.processesPerNode',
    given: printGiven(given),
    message: `${extended.amount} of ${extended.name} are asked for, one for each process`,
    fix: `${extended.amount}, or nothing`,
  });
}
