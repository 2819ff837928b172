import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { LocalWorkspace, type Stack } from '@pulumi/pulumi/automation/index.js';
import { pathWith, type CloudResource, type Fault, type LogEntry } from './stand-in-clouds';

const root = resolve(__dirname, '..', '..');

/** What a program of stacks/ imports: the packages that are installed here, and this one. */
const packages = ['@pulumi', '@types', 'cdk8s', 'cdk8s-plus-28', 'constructs', 'typescript'];

/** What an operation did, by kind: `{ create: 9 }`. */
export type Changes = Readonly<Record<string, number>>;

/**
 * A program of `stacks/`, in a folder of its own as a user has it, on the real engine: its clouds are files, and its charts
 * go to the API server that KUBECONFIG names, whatever address the cloud gave its cluster.
 */
export class StackProgram {
  readonly stack: Stack;
  readonly #folder: string;
  readonly #workDir: string;
  /** Everything that any operation printed. */
  printed = '';

  private constructor(stack: Stack, folder: string, workDir: string) {
    this.stack = stack;
    this.#folder = folder;
    this.#workDir = workDir;
  }

  /**
   * Opens a program as a stack.
   *
   * @param source its folder in `stacks/`
   * @param beside the stack in whose clouds and backend it has its own; new ones unless given
   */
  static async open(source: string, beside?: StackProgram): Promise<StackProgram> {
    const folder = beside === undefined ? mkdtempSync(join(tmpdir(), 'modelyard-stacks-')) : beside.#folder;
    const workDir = join(folder, 'programs', source);
    cpSync(join(root, 'stacks', source), workDir, { recursive: true });
    mkdirSync(join(workDir, 'node_modules'));
    for (const name of packages) symlinkSync(join(root, 'node_modules', name), join(workDir, 'node_modules', name));
    symlinkSync(root, join(workDir, 'node_modules', 'modelyard'));
    for (const part of ['home', 'backend', 'cloud']) mkdirSync(join(folder, part), { recursive: true });
    const kubectl = join(folder, 'kubectl');
    writeFileSync(kubectl, kubectlOfTheTest, { mode: 0o755 });
    const stack = await LocalWorkspace.createStack(
      { stackName: 'dev', workDir },
      {
        pulumiHome: join(folder, 'home'),
        envVars: {
          KUBECTL: kubectl,
          PATH: pathWith(join(folder, 'providers'), { kubernetes: 'kubernetes-provider.ts' }),
          MODELYARD_RUN: folder,
          MODELYARD_CLOUD_DIR: join(folder, 'cloud'),
          PULUMI_HOME: join(folder, 'home'),
          PULUMI_BACKEND_URL: `file://${join(folder, 'backend')}`,
          PULUMI_CONFIG_PASSPHRASE: 'of no worth',
          PULUMI_SKIP_UPDATE_CHECK: 'true',
          PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
          PULUMI_AUTOMATION_API_SKIP_VERSION_CHECK: 'true',
          PULUMI_ERROR_OUTPUT_STRING: 'true',
        },
      },
    );
    return new StackProgram(stack, folder, workDir);
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

  log(cloud: string, from = 0): readonly LogEntry[] {
    return this.#read(cloud).log.slice(from);
  }

  resources(cloud: string, type = ''): readonly CloudResource[] {
    return Object.values(this.#read(cloud).resources).filter((one) => one.type.endsWith(type));
  }

  /** Changes resources behind the program's back. */
  drift(cloud: string, type: string, change: (properties: Record<string, unknown>) => void): void {
    const contents = this.#read(cloud);
    for (const one of Object.values(contents.resources)) if (one.type.endsWith(type)) change(one.properties);
    this.#write(cloud, contents);
  }

  fail(cloud: string, faults: readonly Fault[]): void {
    writeFileSync(join(this.#folder, 'cloud', 'faults.json'), JSON.stringify(faults));
    this.#write(cloud, { ...this.#read(cloud), faults: {} });
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #read(cloud: string): CloudFile {
    const file = join(this.#folder, 'cloud', `${cloud}.json`);
    // What the stand-in writes, by its own description.
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as CloudFile) : { log: [], resources: {} };
  }

  #write(cloud: string, contents: object): void {
    writeFileSync(join(this.#folder, 'cloud', `${cloud}.json`), JSON.stringify(contents, null, 2));
  }
}

interface CloudFile {
  readonly log: readonly LogEntry[];
  readonly resources: Readonly<Record<string, CloudResource>>;
}

/** The kubectl of the PATH, which goes by KUBECONFIG whatever kubeconfig it is given. */
const kubectlOfTheTest = `#!/usr/bin/env bash
args=()
while (($#)); do
  if [[ $1 == --kubeconfig ]]; then shift 2; else args+=("$1") && shift; fi
done
exec kubectl "\${args[@]}"
`;
