import * as pulumi from '@pulumi/pulumi';
import { judgeGiven, judgeInputs } from './sdk/judge-inputs';
import { given } from './sdk/watch-classes';

/** A resource as the engine would have been asked for it. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  /** The name of the parent, or nothing where that is the stack. */
  readonly parent: string;
  readonly custom: boolean;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** The URNs that each input comes from. */
  readonly inputsFrom: Readonly<Record<string, readonly string[]>>;
  /** What it depends on, each by the last part of its type and its name: `RolePolicy ml-encryption`. */
  readonly dependencies: readonly string[];
  readonly protect: boolean;
  readonly provider: string;
  readonly ignoreChanges: readonly string[];
  readonly deleteBeforeReplace: boolean | undefined;
  readonly aliases: readonly string[];
  readonly timeouts: Readonly<Record<string, string>>;
  /** What is asked where it fails. */
  readonly onError: readonly string[];
  /** What is asked before it is changed. */
  readonly beforeUpdate: readonly string[];
  /** What is asked when it goes, without which `pulumi destroy` would have to run the program. */
  readonly onDelete: readonly string[];
}

/** A look-up that the program made. */
export interface Invoked {
  readonly token: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** What a program registered, looked up and said. */
export interface Run<T> {
  readonly result: T;
  readonly resources: readonly Registered[];
  readonly invoked: readonly Invoked[];
  readonly warnings: readonly string[];
}

/** What stands in for the cloud. */
export interface Cloud {
  /** Before anything is there: no resource has an id, or outputs beside its inputs. */
  readonly preview?: boolean | undefined;
  /** What a resource has beside its inputs. */
  readonly outputs?:
    | ((
        type: string,
        name: string,
        inputs: Readonly<Record<string, unknown>>,
        /** Of what is read and not made. */
        id?: string,
      ) => Readonly<Record<string, unknown>>)
    | undefined;
  /** What a look-up finds beside what it was asked for. */
  readonly lookUp?: ((token: string) => Readonly<Record<string, unknown>>) | undefined;
  readonly config?: Readonly<Record<string, string>> | undefined;
  /** Whether it takes hooks, as the engine does and mocks by themselves do not. */
  readonly hooks?: boolean | undefined;
}

/** What stands in inputs for a value that is not known before deployment. */
export const unknown = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';

/** What stands in inputs for a secret value. */
export function secret(value: unknown): unknown {
  return { '4dabf18193072939515e22adb298388d': '1b47061264138c4ac30d75fd1eb44270', value };
}

/**
 * Runs a program against Pulumi's own mocks, and waits until everything that it made is registered.
 *
 * @throws Error where an input is not what the SDK of its provider declares
 */
export async function withMocks<T>(program: () => T | Promise<T>, cloud: Cloud = {}): Promise<Run<T>> {
  const { preview = false, config = {} } = cloud;
  const invoked: Invoked[] = [];
  const resources: Registered[] = [];
  const warnings: string[] = [];
  const failed: Error[] = [];
  // The mocks put the type of the parent into a URN, and the engine those of all above it.
  const chains = new Map<string, string>();
  given.length = 0;
  pulumi.runtime.setAllConfig(config);
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs, id, custom }) => ({
        // An empty id is one that is not known yet.
        id: custom === false ? undefined : preview ? '' : id === undefined || id === '' ? `${name}-id` : id,
        state: { ...plain(inputs), ...(preview ? {} : cloud.outputs?.(type, name, plain(inputs), id)) },
      }),
      call: ({ token, inputs }) => {
        invoked.push({ token, inputs: plain(inputs) });
        return { ...plain(inputs), ...cloud.lookUp?.(token) };
      },
    },
    'shop',
    'dev',
    preview,
  );
  // Options never reach the mocks: they are read off the request. The monitor of the mocks has no public type.
  const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, answer) =>
    register(request, (error, response) => {
      if (error === null) {
        const mocked = response.getUrn();
        const above = chains.get(request.getParent());
        const chain = above === undefined ? request.getType() : `${above}$${request.getType()}`;
        chains.set(mocked, chain);
        resources.push(read(request, mocked.split('::').with(2, chain).join('::')));
      } else failed.push(error);
      answer(error, response);
    });
  if (cloud.hooks === true) {
    const registered: HookRegistration = (_, answer) => {
      answer(null);
    };
    Object.assign(monitor, { registerErrorHook: registered, registerResourceHook: registered });
  }
  const warn = pulumi.log.warn;
  Object.assign(pulumi.log, {
    warn: (message: string) => {
      warnings.push(message);
      return Promise.resolve();
    },
  });
  try {
    const result = await program();
    // Nothing is registered at once; this waits until everything is.
    await pulumi.runtime.disconnect();
    if (failed[0] !== undefined) throw failed[0];
    const wrong = [...given.flatMap(judgeGiven), ...resources.flatMap(judgeInputs)];
    if (wrong.length > 0) throw new Error(`the SDK declares other inputs:\n${wrong.sort().join('\n')}`);
    return { result, resources, invoked, warnings };
  } finally {
    Object.assign(pulumi.log, { warn });
  }
}

/** The one resource of a type, or of the end of it, and of a name where there are more. */
export function find(run: Pick<Run<unknown>, 'resources'>, type: string, name?: string): Registered {
  const ofType = all(run, type);
  const found = ofType.filter((one) => name === undefined || one.name === name);
  const [only, ...more] = found;
  if (only === undefined || more.length > 0) {
    throw new Error(`${found.length} of ${type} ${name ?? ''}; there are ${ofType.map((one) => one.name).join(', ')}`);
  }
  return only;
}

/** The resources of a type, or of the end of it. */
export function all(run: Pick<Run<unknown>, 'resources'>, type: string): readonly Registered[] {
  return run.resources.filter((one) => one.type.endsWith(type));
}

interface Inside {
  promise(withUnknowns: boolean): Promise<unknown>;
  readonly isKnown: Promise<boolean>;
  readonly isSecret: Promise<boolean>;
}

/** What an output holds, whether that is known, and whether it is a secret. */
export async function valueOf(
  given: pulumi.Input<unknown>,
): Promise<{ value: unknown; known: boolean; secret: boolean }> {
  // Pulumi keeps these fields to itself.
  const inside = pulumi.output(given) as unknown as Inside;
  return { value: await inside.promise(true), known: await inside.isKnown, secret: await inside.isSecret };
}

/** The part of a request to register a resource that this harness reads. */
interface Request {
  getType(): string;
  getName(): string;
  getParent(): string;
  getCustom(): boolean;
  getObject(): { toJavaScript(): Record<string, unknown> };
  getPropertydependenciesMap(): { forEach(visit: (value: { getUrnsList(): string[] }, key: string) => void): void };
  getDependenciesList(): string[];
  getProtect(): boolean;
  getProvider(): string;
  getIgnorechangesList(): string[];
  getDeletebeforereplace(): boolean;
  getDeletebeforereplacedefined(): boolean;
  getAliasesList(): { toObject(): { urn?: string; spec?: { name?: string; type?: string } } }[];
  getCustomtimeouts(): { toObject(): Record<string, string> } | undefined;
  getHooks():
    | {
        getOnErrorList(): string[];
        getBeforeUpdateList(): string[];
        getBeforeDeleteList(): string[];
        getAfterDeleteList(): string[];
      }
    | undefined;
}

type Answer = (error: Error | null, response: { getUrn(): string }) => void;

interface Monitor {
  registerResource(request: Request, answer: Answer): unknown;
}

type HookRegistration = (request: unknown, answer: (error: null) => void) => void;

function read(request: Request, urn: string): Registered {
  const hooks = request.getHooks();
  const inputsFrom: Record<string, readonly string[]> = {};
  request.getPropertydependenciesMap().forEach((value, key) => {
    inputsFrom[key] = value.getUrnsList();
  });
  return {
    type: request.getType(),
    name: request.getName(),
    urn,
    parent: nameOf(request.getParent()),
    custom: request.getCustom(),
    inputs: request.getObject().toJavaScript(),
    inputsFrom,
    dependencies: request.getDependenciesList().map(nameWithType),
    protect: request.getProtect(),
    provider: request.getProvider(),
    ignoreChanges: request.getIgnorechangesList(),
    deleteBeforeReplace: request.getDeletebeforereplacedefined() ? request.getDeletebeforereplace() : undefined,
    aliases: request.getAliasesList().map((alias) => {
      const { urn: whole, spec } = alias.toObject();
      return [whole, spec?.name, spec?.type].find((one) => one !== undefined && one !== '') ?? '';
    }),
    timeouts: request.getCustomtimeouts()?.toObject() ?? {},
    onError: hooks?.getOnErrorList() ?? [],
    beforeUpdate: hooks?.getBeforeUpdateList() ?? [],
    onDelete: [...(hooks?.getBeforeDeleteList() ?? []), ...(hooks?.getAfterDeleteList() ?? [])],
  };
}

/** The name in a URN; nothing where it is that of the stack, which names itself. */
function nameOf(urn: string): string {
  const [, , type = '', ...name] = urn.split('::');
  return type === 'pulumi:pulumi:Stack' ? '' : name.join('::');
}

function nameWithType(urn: string): string {
  const type = urn.split('::')[2] ?? '';
  return `${type.split('$').at(-1)?.split(':').at(-1) ?? ''} ${nameOf(urn)}`;
}

/** The mocks hand inputs over as any. */
function plain(inputs: unknown): Readonly<Record<string, unknown>> {
  return inputs as Readonly<Record<string, unknown>>;
}
