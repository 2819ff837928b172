import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The providers that there are stand-ins for. */
export type StandIn = 'aws' | 'azure-native';

/** What a stand-in cloud did, in order. */
export interface LogEntry {
  readonly op: 'create' | 'update' | 'delete' | 'hazard';
  readonly type: string;
  readonly id: string;
  readonly name?: string;
  readonly message?: string;
}

/** A resource as a stand-in cloud has it. */
export interface CloudResource {
  readonly type: string;
  readonly id: string;
  readonly properties: Record<string, unknown>;
}

/** What shall go wrong in a stand-in cloud, once; a type is known by its end. */
export interface Fault {
  readonly type: string;
  /** The one resource that it happens to; any of the type unless given. */
  readonly name?: string;
  readonly op?: 'create' | 'update' | 'delete' | 'read';
  readonly error: string;
  /** Whether the resource is made all the same, as one is that never becomes ready. */
  readonly partial?: boolean;
}

/** Why no stack can be deployed on a stand-in here, or nothing where one can. */
export function missingStandIn(cloud: StandIn): string | undefined {
  for (const command of ['pulumi', `pulumi-resource-${cloud}`]) {
    try {
      execFileSync('sh', ['-c', `command -v ${command}`]);
    } catch {
      return `skipped, because ${command} is not on the PATH`;
    }
  }
  // The plugin of that name may be the real one, which would ask the real cloud.
  return process.env['MODELYARD_CLOUD_DIR']
    ? undefined
    : 'skipped, because MODELYARD_CLOUD_DIR names no folder of a stand-in cloud';
}

interface Contents {
  readonly resources: Readonly<Record<string, CloudResource>>;
  readonly log: readonly LogEntry[];
}

/** A cloud that is a file, which tests can read and edit. */
export class StandInCloud {
  readonly #folder: string;
  readonly #name: StandIn;
  #seen = 0;

  /** The cloud of stacks that run in a folder. */
  constructor(folder: string, name: StandIn) {
    this.#folder = join(folder, 'cloud');
    this.#name = name;
  }

  /** What the cloud did since a place in its log. */
  log(from = 0): readonly LogEntry[] {
    return this.#read().log.slice(from);
  }

  /** What the cloud did since this was asked last. */
  events(): readonly LogEntry[] {
    const fresh = this.log(this.#seen);
    this.#seen += fresh.length;
    return fresh;
  }

  /** The resources of a type, or of the end of it. */
  resources(type = ''): readonly CloudResource[] {
    return Object.values(this.#read().resources).filter((one) => one.type.endsWith(type));
  }

  /** Changes the resources of a type behind the program's back. */
  drift(type: string, change: (properties: Record<string, unknown>) => void): void {
    const contents = this.#read();
    for (const one of Object.values(contents.resources)) if (one.type.endsWith(type)) change(one.properties);
    this.#write(contents);
  }

  /** Says what is to fail from now on. */
  fail(faults: readonly Fault[]): void {
    writeFileSync(join(this.#folder, 'faults.json'), JSON.stringify(faults));
    // The cloud counts how often each has happened.
    this.#write({ ...this.#read(), faults: {} });
  }

  get #file(): string {
    return join(this.#folder, `${this.#name}.json`);
  }

  #read(): Contents {
    if (!existsSync(this.#file)) return { log: [], resources: {} };
    // What the stand-in writes, by its own description.
    return JSON.parse(readFileSync(this.#file, 'utf8')) as Contents;
  }

  #write(contents: Contents & { readonly faults?: object }): void {
    writeFileSync(this.#file, JSON.stringify(contents, null, 2));
  }
}

/** What the engine goes by, by the name of the variable. */
interface EngineVariables extends Readonly<Record<string, string>> {
  readonly PULUMI_HOME: string;
  readonly PULUMI_BACKEND_URL: string;
}

/**
 * What the engine and its providers read of a shell, so that all that they keep stays in one folder.
 *
 * @param providers of ours, in the place of the kit's: the name of each, and its file beside this one
 */
export function engineIn(folder: string, providers: Readonly<Record<string, string>>): EngineVariables {
  const inside = (part: string): string => join(folder, part);
  for (const part of ['home', 'backend', 'cloud']) mkdirSync(inside(part), { recursive: true });
  return {
    PATH: pathWith(inside('providers'), providers),
    MODELYARD_RUN: folder,
    MODELYARD_CLOUD_DIR: inside('cloud'),
    PULUMI_HOME: inside('home'),
    PULUMI_BACKEND_URL: `file://${inside('backend')}`,
    PULUMI_CONFIG_PASSPHRASE: 'of no worth',
    PULUMI_SKIP_UPDATE_CHECK: 'true',
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
    PULUMI_AUTOMATION_API_SKIP_VERSION_CHECK: 'true',
    PULUMI_ERROR_OUTPUT_STRING: 'true',
  };
}

/** The search path with providers of ours before all others. */
function pathWith(folder: string, providers: Readonly<Record<string, string>>): string {
  mkdirSync(folder, { recursive: true });
  const tsx = join(__dirname, '..', '..', 'node_modules', '.bin', 'tsx');
  for (const [name, file] of Object.entries(providers)) {
    const plugin = join(folder, `pulumi-resource-${name}`);
    const modules = '"$PULUMI_CACHE/node/node_modules"';
    writeFileSync(plugin, `#!/bin/sh\nNODE_PATH=${modules} exec '${tsx}' '${join(__dirname, file)}' "$@"\n`);
    chmodSync(plugin, 0o755);
  }
  return `${folder}:${process.env['PATH'] ?? ''}`;
}
