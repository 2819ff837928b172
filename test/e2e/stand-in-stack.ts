import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalWorkspace, type PulumiFn, type Stack } from '@pulumi/pulumi/automation/index.js';
import { engineIn, StandInCloud, type StandIn } from './stand-in-clouds';

const project = 'stand-in';

/** A stack of a program in the test itself, on the real engine and a cloud of its own. */
export class StandInStack {
  readonly stack: Stack;
  readonly cloud: StandInCloud;
  readonly #folder: string;

  private constructor(stack: Stack, folder: string, cloud: StandIn) {
    this.stack = stack;
    this.#folder = folder;
    this.cloud = new StandInCloud(folder, cloud);
  }

  /**
   * Opens a stack, for a program that may be another one at each operation.
   *
   * @param providers of ours, in the place of the kit's: the name of each, and its file beside this one
   */
  static async open(
    cloud: StandIn,
    program: PulumiFn,
    config: Readonly<Record<string, string>>,
    providers: Readonly<Record<string, string>> = {},
  ): Promise<StandInStack> {
    const folder = mkdtempSync(join(tmpdir(), 'modelyard-stack-'));
    const workDir = join(folder, 'work');
    mkdirSync(workDir);
    // The stand-in reads what a resource takes off the SDK that the program has installed.
    symlinkSync(join(__dirname, '..', '..', 'node_modules'), join(workDir, 'node_modules'));
    const envVars = { ...engineIn(folder, providers), MODELYARD_RELEASES_IN: cloud };
    const stack = await LocalWorkspace.createStack(
      { stackName: 'dev', projectName: project, program },
      {
        workDir,
        pulumiHome: envVars.PULUMI_HOME,
        envVars,
        projectSettings: { name: project, runtime: 'nodejs', backend: { url: envVars.PULUMI_BACKEND_URL } },
      },
    );
    for (const [key, value] of Object.entries(config)) await stack.setConfig(key, { value });
    return new StandInStack(stack, folder, cloud);
  }

  /** The state as it is kept: an export would show its secrets in clear. */
  state(): string {
    return readFileSync(join(this.#folder, 'backend', '.pulumi', 'stacks', project, 'dev.json'), 'utf8');
  }

  /** Takes down what is there, and removes every file of it. */
  async close(): Promise<void> {
    if (this.cloud.resources().length > 0) await this.stack.destroy();
    await this.stack.workspace.removeStack('dev');
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
