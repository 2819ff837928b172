import * as pulumi from '@pulumi/pulumi';

/** A resource as the engine would have been asked for it. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  /** The name of the parent, or nothing where that is the stack. */
  readonly parent: string;
  readonly custom: boolean;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** The names of what it depends on. */
  readonly dependencies: readonly string[];
  readonly protect: boolean;
  readonly provider: string;
  readonly ignoreChanges: readonly string[];
  readonly deleteBeforeReplace: boolean | undefined;
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
  readonly preview?: boolean | undefined;
  /** What a resource has beside its inputs. */
  readonly outputs?: ((type: string, name: string) => Record<string, unknown>) | undefined;
  readonly lookUp?: ((token: string, inputs: Readonly<Record<string, unknown>>) => Record<string, unknown>) | undefined;
  readonly config?: Readonly<Record<string, string>> | undefined;
}

/** The part of a request to register a resource that this harness reads. */
interface Request {
  getType(): string;
  getName(): string;
  getParent(): string;
  getCustom(): boolean;
  getObject(): { toJavaScript(): Record<string, unknown> };
  getDependenciesList(): string[];
  getProtect(): boolean;
  getProvider(): string;
  getIgnorechangesList(): string[];
  getDeletebeforereplace(): boolean;
  getDeletebeforereplacedefined(): boolean;
}

type Answer = (error: Error | null, response: { getUrn(): string }) => void;

interface Monitor {
  registerResource(request: Request, answer: Answer): unknown;
}

/** Runs a program against Pulumi's own mocks, and waits until everything that it made is registered. */
export async function withMocks<T>(program: () => T | Promise<T>, cloud: Cloud = {}): Promise<Run<T>> {
  const invoked: Invoked[] = [];
  const resources: Registered[] = [];
  const warnings: string[] = [];
  const failed: Error[] = [];
  pulumi.runtime.setAllConfig({ 'aws:region': 'us-east-1', ...cloud.config });
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs, custom }) => ({
        id: custom === false ? undefined : `${name}-id`,
        state: { ...plain(inputs), ...cloud.outputs?.(type, name) },
      }),
      call: ({ token, inputs }) => {
        invoked.push({ token, inputs: plain(inputs) });
        return { ...plain(inputs), ...cloud.lookUp?.(token, plain(inputs)) };
      },
    },
    'project',
    'dev',
    cloud.preview ?? false,
  );
  // Options never reach the mocks: they are read off the request. The monitor of the mocks has no public type.
  const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, answer) =>
    register(request, (error, response) => {
      if (error === null) resources.push(read(request, response.getUrn()));
      else failed.push(error);
      answer(error, response);
    });
  const warn = pulumi.log.warn;
  Object.assign(pulumi.log, {
    warn: (message: string) => {
      warnings.push(message);
      return Promise.resolve();
    },
  });
  try {
    const result = await program();
    await pulumi.runtime.disconnect();
    if (failed[0] !== undefined) throw failed[0];
    return { result, resources, invoked, warnings };
  } finally {
    Object.assign(pulumi.log, { warn });
  }
}

/** The one resource of a type, or of a type and a name. */
export function find(run: Pick<Run<unknown>, 'resources'>, type: string, name?: string): Registered {
  const found = run.resources.filter((one) => one.type === type && (name === undefined || one.name === name));
  const [only, ...more] = found;
  if (only === undefined || more.length > 0) {
    const all = run.resources.filter((one) => one.type === type).map((one) => one.name);
    throw new Error(`${found.length} of ${type} ${name ?? ''}; there are ${all.join(', ')}`);
  }
  return only;
}

/** The resources of a type. */
export function all(run: Pick<Run<unknown>, 'resources'>, type: string): readonly Registered[] {
  return run.resources.filter((one) => one.type === type);
}

interface Inside {
  promise(withUnknowns: boolean): Promise<unknown>;
  readonly isKnown: Promise<boolean>;
  readonly isSecret: Promise<boolean>;
}

/** What an output holds, whether that is known, and whether it is a secret. */
export async function valueOf(
  output: pulumi.Output<unknown>,
): Promise<{ value: unknown; known: boolean; secret: boolean }> {
  // Pulumi keeps these fields to itself.
  const inside = output as unknown as Inside;
  return { value: await inside.promise(true), known: await inside.isKnown, secret: await inside.isSecret };
}

function read(request: Request, urn: string): Registered {
  return {
    type: request.getType(),
    name: request.getName(),
    urn,
    parent: nameOf(request.getParent()),
    custom: request.getCustom(),
    inputs: request.getObject().toJavaScript(),
    dependencies: request.getDependenciesList().map(nameWithType),
    protect: request.getProtect(),
    provider: request.getProvider(),
    ignoreChanges: request.getIgnorechangesList(),
    deleteBeforeReplace: request.getDeletebeforereplacedefined() ? request.getDeletebeforereplace() : undefined,
  };
}

function nameOf(urn: string): string {
  return urn.split('::').slice(3).join('::');
}

function nameWithType(urn: string): string {
  const type = urn.split('::')[2] ?? '';
  return `${type.split('$').at(-1)?.split(':').at(-1) ?? ''} ${nameOf(urn)}`;
}

/** The mocks hand inputs over as any. */
function plain(inputs: unknown): Readonly<Record<string, unknown>> {
  return inputs as Readonly<Record<string, unknown>>;
}
