import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalWorkspace, type PulumiFn, type Stack } from '@pulumi/pulumi/automation/index.js';

/** What a stand-in cloud did, in order. */
export interface LogEntry {
  readonly op: 'create' | 'update' | 'delete' | 'hazard';
  readonly type: string;
  readonly id?: string;
  readonly name?: string;
  readonly message?: string;
}

/** A resource as a stand-in cloud has it. */
export interface CloudResource {
  readonly type: string;
  readonly id: string;
  properties: Record<string, unknown>;
}

/** What shall go wrong in a stand-in cloud, once. */
export interface Fault {
  readonly type: string;
  readonly op?: 'create' | 'update' | 'delete' | 'read';
  readonly error: string;
  readonly partial?: boolean;
}

/** Why no stack can be deployed here, or nothing where one can. */
export function missingEngine(): string | undefined {
  for (const command of ['pulumi', 'pulumi-resource-aws']) {
    try {
      execFileSync('sh', ['-c', `command -v ${command}`]);
    } catch {
      return `skipped, because ${command} is not on the PATH`;
    }
  }
  return undefined;
}

/** A stack on the real engine, whose clouds are files that tests can read and edit. */
export class StandInStack {
  readonly stack: Stack;
  readonly #backend: string;
  readonly #clouds: string;
  readonly #cloud: string;

  private constructor(stack: Stack, backend: string, clouds: string, cloud: string) {
    this.stack = stack;
    this.#backend = backend;
    this.#clouds = clouds;
    this.#cloud = cloud;
  }

  static async create(
    cloud: string,
    program: PulumiFn,
    config: Readonly<Record<string, string>>,
  ): Promise<StandInStack> {
    const run = mkdtempSync(join(tmpdir(), 'modelyard-stack-'));
    const [home, backend, clouds, work] = ['home', 'backend', 'cloud', 'work'].map((part) => {
      const folder = join(run, part);
      mkdirSync(folder);
      return folder;
    });
    // The stand-in reads what a resource takes off the SDK that the program has installed.
    symlinkSync(join(__dirname, '..', '..', 'node_modules'), join(work ?? '', 'node_modules'));
    const stack = await LocalWorkspace.createStack(
      { stackName: 'dev', projectName: 'stand-in', program },
      {
        workDir: work ?? '',
        pulumiHome: home ?? '',
        envVars: {
          MODELYARD_RUN: run,
          MODELYARD_CLOUD_DIR: clouds ?? '',
          PULUMI_HOME: home ?? '',
          PULUMI_BACKEND_URL: `file://${backend ?? ''}`,
          PULUMI_CONFIG_PASSPHRASE: '',
          PULUMI_SKIP_UPDATE_CHECK: 'true',
          PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
          PULUMI_AUTOMATION_API_SKIP_VERSION_CHECK: 'true',
          PULUMI_ERROR_OUTPUT_STRING: 'true',
        },
        projectSettings: { name: 'stand-in', runtime: 'nodejs', backend: { url: `file://${backend ?? ''}` } },
      },
    );
    for (const [key, value] of Object.entries(config)) await stack.setConfig(key, { value });
    return new StandInStack(stack, backend ?? '', clouds ?? '', cloud);
  }

  /** The state as it is kept: an export would show its secrets in clear. */
  state(): string {
    return readFileSync(join(this.#backend, '.pulumi', 'stacks', 'stand-in', 'dev.json'), 'utf8');
  }

  /** What the cloud did since a place in its log. */
  log(from = 0): readonly LogEntry[] {
    return this.#read().log.slice(from);
  }

  resources(type?: string): readonly CloudResource[] {
    return Object.values(this.#read().resources).filter((one) => type === undefined || one.type === type);
  }

  /** Changes a resource behind the program's back. */
  drift(type: string, change: (properties: Record<string, unknown>) => void): void {
    const contents = this.#read();
    for (const one of Object.values(contents.resources)) if (one.type === type) change(one.properties);
    writeFileSync(join(this.#clouds, `${this.#cloud}.json`), JSON.stringify(contents, null, 2));
  }

  fail(faults: readonly Fault[]): void {
    writeFileSync(join(this.#clouds, 'faults.json'), JSON.stringify(faults));
    const contents = this.#read();
    writeFileSync(join(this.#clouds, `${this.#cloud}.json`), JSON.stringify({ ...contents, faults: {} }, null, 2));
  }

  #read(): { log: LogEntry[]; resources: Record<string, CloudResource> } {
    const file = join(this.#clouds, `${this.#cloud}.json`);
    if (!existsSync(file)) return { log: [], resources: {} };
    // What the stand-in writes, by its own description.
    return JSON.parse(readFileSync(file, 'utf8')) as {
      log: LogEntry[];
      resources: Record<string, CloudResource>;
    };
  }
}
