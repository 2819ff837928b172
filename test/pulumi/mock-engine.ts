import * as pulumi from '@pulumi/pulumi';

/** A resource as the program asked the engine for it. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly parent: string;
  readonly provider: string;
  readonly protect: boolean;
  readonly dependsOn: readonly string[];
  readonly ignoreChanges: readonly string[];
  readonly aliases: readonly string[];
  readonly timeouts: Readonly<Record<string, string>>;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** The URNs that each input comes from. */
  readonly inputsFrom: Readonly<Record<string, readonly string[]>>;
}

/** What stands in inputs for a value that is not known before deployment. */
export const unknown = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';

/** Runs a program against an engine of its own, and gives what it registered once all of it is. */
export async function runProgram(
  program: () => void,
  { preview = false }: { readonly preview?: boolean } = {},
): Promise<readonly Registered[]> {
  const registered: Registered[] = [];
  await pulumi.runtime.setMocks(
    {
      // In a preview, no resource has outputs beside its inputs.
      newResource: ({ id, name, inputs, custom }) => ({
        id: custom === false ? undefined : (id ?? `${name}-id`),
        state: preview ? inputs : { ...inputs, arn: `arn-of-${name}` },
      }),
      call: ({ inputs }) => inputs,
    },
    'shop',
    'dev',
    preview,
  );
  record(registered);
  program();
  // Nothing is registered at once; this waits until everything is.
  await pulumi.runtime.disconnect();
  return registered;
}

/** Options of resources never reach a mock, so the requests themselves are read. */
function record(registered: Registered[]): void {
  // A cast, as the monitor and its requests are made by gRPC and have no types.
  const monitor = pulumi.runtime.getMonitor() as unknown as { registerResource: Register };
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) => {
    register(request, (error, response) => {
      if (error === null || error === undefined) registered.push(read(request, response?.getUrn() ?? ''));
      callback(error, response);
    });
  };
}

type Register = (
  request: Request,
  callback: (error: Error | null | undefined, response?: { getUrn(): string }) => void,
) => void;

interface Request {
  getType(): string;
  getName(): string;
  getParent(): string;
  getProvider(): string;
  getProtect(): boolean;
  getDependenciesList(): string[];
  getIgnorechangesList(): string[];
  getAliasesList(): { toObject(): { urn?: string; spec?: { name?: string; type?: string } } }[];
  getCustomtimeouts(): { toObject(): Record<string, string> } | undefined;
  getObject(): { toJavaScript(): Record<string, unknown> };
  getPropertydependenciesMap(): { forEach(visit: (value: { getUrnsList(): string[] }, key: string) => void): void };
}

function read(request: Request, urn: string): Registered {
  const inputsFrom: Record<string, readonly string[]> = {};
  request.getPropertydependenciesMap().forEach((value, key) => {
    inputsFrom[key] = value.getUrnsList();
  });
  return {
    type: request.getType(),
    name: request.getName(),
    urn,
    parent: request.getParent(),
    provider: request.getProvider(),
    protect: request.getProtect(),
    dependsOn: request.getDependenciesList(),
    ignoreChanges: request.getIgnorechangesList(),
    aliases: request.getAliasesList().map((alias) => {
      const { urn: whole, spec } = alias.toObject();
      return [whole, spec?.name, spec?.type].find((one) => one !== undefined && one !== '') ?? '';
    }),
    timeouts: request.getCustomtimeouts()?.toObject() ?? {},
    inputs: request.getObject().toJavaScript(),
    inputsFrom,
  };
}

/** What stands in inputs for a secret value. */
export function secret(value: unknown): unknown {
  return { '4dabf18193072939515e22adb298388d': '1b47061264138c4ac30d75fd1eb44270', value };
}
