import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalWorkspace, type Stack } from '@pulumi/pulumi/automation';

/** Why no stack can be deployed here, if none can. */
export function whyNoStack(): string | undefined {
  if (spawnSync('pulumi', ['version']).error) return 'pulumi is not on the PATH';
  // Without it, the engine would ask the real cloud.
  return process.env['MODELYARD_CLOUD_DIR'] ? undefined : 'MODELYARD_CLOUD_DIR names no folder of a stand-in cloud';
}

/** A resource of the stand-in cloud. */
export interface CloudResource {
  readonly type: string;
  readonly id: string;
  readonly properties: Record<string, unknown>;
}

/** What happened in the stand-in cloud. */
export interface CloudEvent {
  readonly op: 'create' | 'update' | 'delete' | 'hazard';
  readonly type: string;
  readonly id: string;
  readonly message?: string;
}

/** A stack on a cloud of its own, whose state can be read and changed by hand. */
export interface StackOnAzure {
  readonly stack: Stack;
  resources(type?: string): readonly CloudResource[];
  /** What happened since this was asked last, in order. */
  events(): readonly CloudEvent[];
  /** What the engine keeps of the stack, as it stands in the file. */
  state(): string;
  /** Changes a resource behind the back of the engine. */
  edit(type: string, change: (properties: Record<string, unknown>) => void): void;
  /** What is to fail from now on. */
  fail(faults: readonly object[]): void;
  close(): Promise<void>;
}

/** Opens a stack for a program, which may be another one at each operation. */
export async function openStack(name: string, program: () => void): Promise<StackOnAzure> {
  const folder = mkdtempSync(join(tmpdir(), `modelyard-${name}-`));
  const cloud = join(folder, 'cloud');
  for (const part of ['home', 'backend', 'cloud']) mkdirSync(join(folder, part));
  const stack = await LocalWorkspace.createStack(
    { stackName: 'dev', projectName: name, program: async () => program() },
    {
      envVars: {
        MODELYARD_RUN: folder,
        MODELYARD_CLOUD_DIR: cloud,
        PULUMI_HOME: join(folder, 'home'),
        PULUMI_BACKEND_URL: `file://${join(folder, 'backend')}`,
        PULUMI_CONFIG_PASSPHRASE: '',
        PULUMI_ERROR_OUTPUT_STRING: 'true',
      },
    },
  );
  await stack.setConfig('azure-native:location', { value: 'eastus' });
  const file = join(cloud, 'azure-native.json');
  const read = (): { resources: Record<string, CloudResource>; log: CloudEvent[] } =>
    existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { resources: {}, log: [] };
  let seen = 0;
  return {
    stack,
    resources: (type = '') => Object.values(read().resources).filter((one) => one.type.endsWith(type)),
    events: () => {
      const { log } = read();
      const fresh = log.slice(seen);
      seen = log.length;
      return fresh;
    },
    state: () => readFileSync(join(folder, 'backend', '.pulumi', 'stacks', name, 'dev.json'), 'utf8'),
    edit: (type, change) => {
      const state = read();
      for (const one of Object.values(state.resources)) if (one.type.endsWith(type)) change(one.properties);
      writeFileSync(file, JSON.stringify(state));
    },
    fail: (faults) => {
      const state = read();
      writeFileSync(join(cloud, 'faults.json'), JSON.stringify(faults));
      if (existsSync(file)) writeFileSync(file, JSON.stringify({ ...state, faults: {} }));
    },
    close: async () => {
      await stack.workspace.removeStack('dev');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
