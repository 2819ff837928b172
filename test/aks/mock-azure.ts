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
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** What was registered, what Azure was asked, and what the program made. */
export interface Ran<T> {
  readonly made: T;
  readonly resources: readonly Registered[];
  readonly calls: readonly string[];
  readonly warnings: readonly string[];
}

/** What stands in inputs for a value that is not known before deployment. */
export const unknown = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';

const kubeconfig = JSON.stringify({
  users: [{ name: 'me', user: { exec: { command: 'kubelogin', args: ['get-token', '--login', 'devicecode'] } } }],
});

const outputs: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'azure-native:network:PublicIPAddress': { ipAddress: '203.0.113.7' },
  'azure-native:managedidentity:UserAssignedIdentity': { principalId: 'principal-of-cluster' },
  'azure-native:containerservice:ManagedCluster': {
    oidcIssuerProfile: { enabled: true, issuerURL: 'https://issuer.example.com/' },
    identityProfile: { kubeletidentity: { objectId: 'principal-of-kubelet' } },
  },
};

/** Runs a program against an engine of its own, and gives what it registered once all of it is. */
export async function runProgram<T>(
  program: () => T,
  { preview = false, location = 'eastus' }: { readonly preview?: boolean; readonly location?: string } = {},
): Promise<Ran<T>> {
  const resources: Registered[] = [];
  const calls: string[] = [];
  const warnings: string[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ id, name, type, inputs, custom }) => ({
        // An empty id is one that is not known yet, as in a preview.
        id: custom === false ? undefined : preview ? '' : id === undefined || id === '' ? `${name}-id` : id,
        state: preview ? inputs : { ...inputs, name: nameOf(inputs) ?? name, ...outputs[type] },
      }),
      call: ({ token, inputs }) => {
        calls.push(token);
        if (token.endsWith(':getClientConfig')) return { objectId: 'principal-of-creator' };
        if (token.endsWith('UserCredentials')) {
          return { kubeconfigs: [{ name: 'user', value: Buffer.from(kubeconfig).toString('base64') }] };
        }
        return { ...inputs, id: 'cluster-that-exists' };
      },
    },
    'shop',
    'dev',
    preview,
  );
  pulumi.runtime.setAllConfig(location === 'none' ? {} : { 'azure-native:location': location });
  record(resources);
  const warn = pulumi.log.warn;
  Object.assign(pulumi.log, {
    warn: async (text: string) => {
      warnings.push(text);
    },
  });
  const made = program();
  // Nothing is registered at once; this waits until everything is.
  await pulumi.runtime.disconnect();
  Object.assign(pulumi.log, { warn });
  return { made, resources, calls, warnings };
}

function nameOf(inputs: Readonly<Record<string, unknown>>): unknown {
  return inputs['agentPoolName'] ?? inputs['resourceName'];
}

/** The one resource of a type, by the end of it, and of a name where there are more. */
export function find(resources: readonly Registered[], type: string, name?: string): Registered {
  const found = resources.filter((one) => one.type.endsWith(type) && (name === undefined || one.name === name));
  const [first] = found;
  if (first === undefined || found.length > 1) throw new Error(`${found.length} resources are ${type} ${name ?? ''}`);
  return first;
}

/** What an output holds, and whether it is known and secret. */
export async function valueOf(
  given: pulumi.Input<unknown>,
): Promise<{ value: unknown; known: boolean; secret: boolean }> {
  // A cast, as the declarations of an output keep quiet about what its promises are called.
  const output = pulumi.output(given) as unknown as {
    promise(withUnknowns: boolean): Promise<unknown>;
    readonly isKnown: Promise<boolean>;
    readonly isSecret: Promise<boolean>;
  };
  return { value: await output.promise(true), known: await output.isKnown, secret: await output.isSecret };
}

/** Options of resources never reach a mock, so the requests themselves are read. */
function record(registered: Registered[]): void {
  // A cast, as the monitor and its requests are made by gRPC and have no types.
  const monitor = pulumi.runtime.getMonitor() as unknown as { registerResource: Register };
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) => {
    register(request, (error, response) => {
      if (error === null || error === undefined) {
        registered.push({
          type: request.getType(),
          name: request.getName(),
          urn: response?.getUrn() ?? '',
          parent: request.getParent(),
          provider: request.getProvider(),
          protect: request.getProtect(),
          dependsOn: request.getDependenciesList(),
          ignoreChanges: request.getIgnorechangesList(),
          inputs: request.getObject().toJavaScript(),
        });
      }
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
  getObject(): { toJavaScript(): Record<string, unknown> };
}
