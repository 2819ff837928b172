import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { LocalWorkspace, type Stack } from '@pulumi/pulumi/automation/index.js';
import { engineIn, StandInCloud, type StandIn } from './stand-in-clouds';

const root = resolve(__dirname, '..', '..');

/** What a program of stacks/ imports: the packages that are installed here, and this one. */
const packages = ['@pulumi', '@types', 'cdk8s', 'cdk8s-plus-28', 'constructs', 'typescript'];

/** What an operation did, by kind: `{ create: 9 }`. */
export type Changes = Readonly<Record<string, number>>;

/**
 * A program of `stacks/`, in a folder of its own as a user has it, on the real engine: its cloud is a file, and its charts go
 * to the API server that KUBECONFIG names, whatever address the cloud gave its cluster.
 */
export class StackProgram {
  readonly stack: Stack;
  readonly cloud: StandInCloud;
  readonly #folder: string;
  readonly #workDir: string;
  /** Everything that any operation printed. */
  printed = '';

  private constructor(stack: Stack, cloud: StandInCloud, folder: string, workDir: string) {
    this.stack = stack;
    this.cloud = cloud;
    this.#folder = folder;
    this.#workDir = workDir;
  }

  /**
   * Opens a program as a stack.
   *
   * @param source its folder in `stacks/`
   * @param cloud what it deploys to
   * @param beside the stack in whose cloud and backend it has its own; new ones unless given
   */
  static async open(source: string, cloud: StandIn, beside?: StackProgram): Promise<StackProgram> {
    const folder = beside === undefined ? mkdtempSync(join(tmpdir(), 'modelyard-stacks-')) : beside.#folder;
    const workDir = join(folder, 'programs', source);
    cpSync(join(root, 'stacks', source), workDir, { recursive: true });
    mkdirSync(join(workDir, 'node_modules'));
    for (const name of packages) symlinkSync(join(root, 'node_modules', name), join(workDir, 'node_modules', name));
    symlinkSync(root, join(workDir, 'node_modules', 'modelyard'));
    const kubectl = join(folder, 'kubectl');
    writeFileSync(kubectl, kubectlOfTheTest, { mode: 0o755 });
    const envVars = { ...engineIn(folder, { kubernetes: 'kubernetes-provider.ts' }), KUBECTL: kubectl };
    const stack = await LocalWorkspace.createStack(
      { stackName: 'dev', workDir },
      { pulumiHome: envVars.PULUMI_HOME, envVars },
    );
    return new StackProgram(stack, beside?.cloud ?? new StandInCloud(folder, cloud), folder, workDir);
  }

  /** Writes a file beside the program. */
  write(name: string, text: string): void {
    writeFileSync(join(this.#workDir, name), text);
  }

  async configure(config: Readonly<Record<string, string>>): Promise<void> {
    for (const [key, value] of Object.entries(config)) await this.stack.setConfig(key, { value });
  }

  async preview(): Promise<Changes> {
    const { changeSummary } = await this.stack.preview({ onOutput: this.#keep, onError: this.#keep });
    return changeSummary;
  }

  async up(): Promise<Changes> {
    const { summary } = await this.stack.up({ onOutput: this.#keep, onError: this.#keep });
    return summary.resourceChanges ?? {};
  }

  async refresh(): Promise<void> {
    await this.stack.refresh({ onOutput: this.#keep });
  }

  async destroy(): Promise<void> {
    await this.stack.destroy({ onOutput: this.#keep, onError: this.#keep });
  }

  readonly #keep = (text: string): void => {
    this.printed += text;
  };

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** The kubectl of the PATH, which goes by KUBECONFIG whatever kubeconfig it is given. */
const kubectlOfTheTest = `#!/usr/bin/env bash
args=()
while (($#)); do
  if [[ $1 == --kubeconfig ]]; then shift 2; else args+=("$1") && shift; fi
done
exec kubectl "\${args[@]}"
`;
