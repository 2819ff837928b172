import { Command, CommanderError } from 'commander';
import { formatIssueInline } from '../core';
import { checkFiles, checkOwnApp } from './check';
import { readClusters } from './clusters';
import { checkAsJson, describeCheck } from './describe-check';
import { describeExplanation } from './describe-why';
import { exitStatus, statusOf } from './exit-status';
import { withOwnApp } from './own-app';
import { kubectl } from './kubectl';
import { describeLiveCluster } from './live-cluster';
import { printableJson, printableLines } from './printable';
import { Unusable } from './unusable';
import { ownVersion } from './version';
import { explain } from './why';

/** Where a command writes to. */
export interface Outputs {
  /** What was asked for. */
  readonly out: (text: string) => void;
  /** What there is to say about it. */
  readonly error: (text: string) => void;
}

/**
 * Runs a command and gives the status with which its process is to end.
 *
 * @param words what follows `modelyard` on the command line
 */
export function runCommand(words: readonly string[], outputs: Outputs): number {
  let status: number = exitStatus.good;
  const program = programOf(outputs, (ended) => (status = ended));
  try {
    program.parse(words, { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitStatus.good : exitStatus.unusable;
    if (!Unusable.is(error)) throw error;
    outputs.error(`modelyard: ${printableLines(error.message)}\n`);
    return exitStatus.unusable;
  }
}

interface CheckOptions {
  readonly cluster: readonly string[];
  readonly strict?: true;
  readonly json?: true;
}

const add = (value: string, values: readonly string[]): readonly string[] => [...values, value];

function programOf({ out, error }: Outputs, end: (status: number) => void): Command {
  const program = new Command('modelyard')
    .description(
      'Proofs over manifests: what the API server refuses, what no node takes, what cannot start, roll or wake.',
    )
    .version(ownVersion())
    .exitOverride()
    .configureOutput({ writeOut: out, writeErr: (text) => error(printableLines(text)) })
    .helpCommand(false);

  program
    .command('check')
    .summary('prove what can be proven of manifests')
    .description(
      'Proves what can be proven of manifests, and names what is wrong, where, and what to write instead.\n' +
        'Without a path it runs the app of cdk8s.yaml and checks what that writes.',
    )
    .argument('[path...]', 'files, folders of .yaml, .yml and .json, or - for standard input')
    .option(
      '--cluster <[name=]file>',
      'the target cluster as JSON; with a name, for the targets of that name in the app',
      add,
      [],
    )
    .option('--strict', 'take what is not known for an error, and name each')
    .option('--json', 'write a report as JSON')
    .addHelpText(
      'after',
      '\nEnds with 0 where nothing is wrong, 1 where something is, and 2 where the input is unusable.',
    )
    .action((paths: readonly string[], options: CheckOptions) => {
      end(check(paths, options, out));
    });

  program
    .command('why')
    .summary('say why an object of your app is as it is')
    .description(
      'Runs the app of cdk8s.yaml and says of a construct or an object which line of yours made it, what was decided for\n' +
        'you and what overrides that, and what the proofs say.',
    )
    .argument('<path>', 'the path of a construct, or [target/namespace/]kind/name')
    .option('--cluster <[name=]file>', 'as check takes it', add, [])
    .addHelpText('after', '\nEnds with 0, and with 2 where there is no such thing.')
    .action((path: string, { cluster }: Pick<CheckOptions, 'cluster'>) => {
      const goals = { clusters: readClusters(cluster), placesNotKnown: true };
      out(
        withOwnApp((app) => explain(app, path, goals), 'go to the folder of an app, whose objects it explains')
          .map(describeExplanation)
          .join('\n'),
      );
    });

  program
    .command('cluster')
    .summary('describe a live cluster, for check and for your apps')
    .description(
      'Writes what can be read of the cluster of your kubeconfig as a target cluster in JSON: node pools, storage classes,\n' +
        'gateways, ingress classes, custom resources, KEDA, Prometheus. It runs kubectl, and changes nothing.',
    )
    .option('--context <name>', 'of the kubeconfig; its current one unless given')
    .option('--name <name>', 'what to call the cluster', 'cluster')
    .addHelpText('after', '\nEnds with 0, and with 2 where the cluster is not reached.')
    .action(({ context, name }: { readonly context?: string; readonly name: string }) => {
      const { cluster, notes } = describeLiveCluster(kubectl(context), name);
      for (const note of notes) error(`# ${printableLines(note)}\n`);
      const { issues, ...described } = cluster;
      for (const issue of issues) error(`# ${printableLines(formatIssueInline(issue))}\n`);
      out(`${printableJson(described)}\n`);
    });

  return program;
}

function check(paths: readonly string[], { cluster, strict, json }: CheckOptions, out: Outputs['out']): number {
  const isStrict = strict === true;
  const goals = { clusters: readClusters(cluster), placesNotKnown: isStrict || json === true };
  const checked =
    paths.length > 0
      ? checkFiles(paths, goals)
      : withOwnApp((app) => checkOwnApp(app, goals), 'name files or folders to check, or go to an app');
  out(json === true ? checkAsJson(checked, isStrict) : describeCheck(checked, isStrict));
  return statusOf(checked.findings, isStrict);
}
