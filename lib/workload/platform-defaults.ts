import type { IConstruct } from 'constructs';
import { labelKeyProblem, labelValueProblem, Notes, printGiven, recordNotes } from '../core';
import { mirrored, readImage, unpinned, type RegistryMirror } from '../image';
import { renderEnv, type Env } from './env';
import { selectorLabels } from './labels';
import type { ConfigMapReference, SecretReference } from './references';

/** Where a bundle of certificates is: a key of a ConfigMap or of a Secret. */
export type CaBundle =
  | { readonly kind: 'config-map'; readonly configMap: ConfigMapReference; readonly key: string }
  | { readonly kind: 'secret'; readonly secret: SecretReference; readonly key: string };

/** How requests leave the cluster. */
export interface Proxy {
  readonly httpProxy?: string | undefined;
  readonly httpsProxy?: string | undefined;
  /** Hosts, domains and ranges that are asked directly. @default - what is in the cluster itself */
  readonly noProxy?: readonly string[] | undefined;
}

/** The users that a platform lets pods run as. */
export type PlatformUsers =
  | {
      /** The platform gives each namespace users of its own, as OpenShift does: pods name none. */
      readonly kind: 'assigned';
    }
  | {
      /** Ids from the first on: a server whose own user is not among them runs as the first. */
      readonly kind: 'range';
      readonly first: number;
      readonly count: number;
    };

/** What a company decides once for all its models; a prop of a service wins over each. */
export interface PlatformDefaults {
  /** Registries, or parts of them, and where their images are pulled from instead: `{ 'docker.io': 'mirror.example.com/hub' }`. */
  readonly registryMirror?: RegistryMirror | undefined;
  /** Secrets with which images are pulled. */
  readonly imagePullSecrets?: readonly SecretReference[] | undefined;
  /** Labels of every object and every pod; no selector asks for them. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** The variables by which programs find a proxy, in capitals and in small letters, since each reads its own. */
  readonly proxy?: Proxy | undefined;
  /** Mounted in every container, in place of the certificates of the image: it must hold those of the web too. */
  readonly caBundle?: CaBundle | undefined;
  /** Where models of Hugging Face are asked for instead. */
  readonly huggingFaceEndpoint?: string | undefined;
  /** A PriorityClass of the cluster. */
  readonly priorityClassName?: string | undefined;
  readonly users?: PlatformUsers | undefined;
}

/** The defaults that hold for a construct, and for each the path of the scope that it comes from. */
export interface Platform {
  readonly defaults: PlatformDefaults;
  readonly from: Readonly<Partial<Record<keyof PlatformDefaults, string>>>;
}

// Kept on the node under a registered symbol, so that two copies of the library see the same defaults.
const key: unique symbol = Symbol.for('modelyard.platformDefaults');

interface Governed {
  [key]?: PlatformDefaults | undefined;
}

/**
 * Sets what holds for everything below a scope: an app, a chart, or any other construct.
 *
 * A scope further in wins over one further out, field by field. Set them before you make what belongs there: a construct
 * looks them up while it is made.
 */
export function setPlatformDefaults(scope: IConstruct, defaults: PlatformDefaults): void {
  const node: typeof scope.node & Governed = scope.node;
  node[key] = defaults;
  const notes = new Notes();
  judge(defaults, notes);
  recordNotes(scope, notes);
}

/** The defaults that hold for a construct: of each field, what the nearest scope says. */
export function platformOf(construct: IConstruct): Platform {
  const node: typeof construct.node & Governed = construct.node;
  const outer = node.scope === undefined ? noDefaults : platformOf(node.scope);
  const own = Object.entries(node[key] ?? {}).filter(([, value]) => value !== undefined);
  if (own.length === 0) return outer;
  return {
    defaults: { ...outer.defaults, ...Object.fromEntries(own) },
    from: { ...outer.from, ...Object.fromEntries(own.map(([field]) => [field, node.path])) },
  };
}

const noDefaults: Platform = { defaults: {}, from: {} };

function judge(defaults: PlatformDefaults, notes: Notes): void {
  for (const [registry, mirror] of Object.entries(defaults.registryMirror ?? {})) {
    const moved = mirrored(unpinned(`${registry}/image`, 'to see whether it can be read'), { [registry]: mirror });
    const judged = new Notes();
    readImage('', moved, judged);
    if (judged.issues.length === 0) continue;
    notes.issue({
      code: 'workload/invalid-platform-default',
      property: `registryMirror[${JSON.stringify(registry)}]`,
      given: printGiven(mirror),
      message: 'is no place of images: a registry, and a path in it, without scheme and tag',
      fix: "{ 'docker.io': 'mirror.example.com/hub' }",
    });
  }
  for (const [label, value] of Object.entries(defaults.labels ?? {})) judgeLabel(label, value, notes);
  const { users } = defaults;
  if (users?.kind === 'range' && !(isId(users.first) && isId(users.count) && users.first + users.count <= 2 ** 31)) {
    notes.issue({
      code: 'workload/invalid-platform-default',
      property: 'users',
      given: printGiven({ first: users.first, count: users.count }),
      message: 'are no users: whole numbers above 0, and no id above 2147483647',
      fix: "{ kind: 'range', first: 1000680000, count: 10000 }",
    });
  }
  judgeVariables('proxy', proxyVariables(defaults.proxy ?? {}), notes);
  judgeVariables('huggingFaceEndpoint', huggingFaceVariables(defaults.huggingFaceEndpoint), notes);
}

const selected = Object.keys(selectorLabels({ instance: '', component: 'server', application: '', partOf: '' }));

function judgeLabel(label: string, value: string, notes: Notes): void {
  const problem =
    labelKeyProblem(label) ??
    labelValueProblem(value) ??
    (selected.includes(label) ? 'tells one service from another, and is set for each' : undefined);
  if (problem === undefined) return;
  notes.issue({
    code: 'workload/invalid-platform-default',
    property: `labels[${JSON.stringify(label)}]`,
    given: printGiven(value),
    message: problem,
    fix: "a label such as { 'example.com/cost-centre': '4711' }",
  });
}

/** Names the default in place of each variable that it becomes. */
function judgeVariables(property: 'proxy' | 'huggingFaceEndpoint', env: Env, notes: Notes): void {
  const judged = new Notes();
  renderEnv(property, env, judged);
  for (const issue of judged.issues.slice(0, 1)) {
    const fix = 'an address without a user and a password, and each service its own';
    notes.issue({ ...issue, property, fix });
  }
}

function isId(value: number): boolean {
  return Number.isInteger(value) && value > 0;
}

/** What never leaves the cluster, as curl, Go and Python's requests read it. */
export const insideTheCluster: readonly string[] = ['localhost', '127.0.0.1', '::1', '.svc', '.cluster.local'];

/** The variables of a proxy, in both cases of letters. */
export function proxyVariables({ httpProxy, httpsProxy, noProxy }: Proxy): Readonly<Record<string, string>> {
  const isNone = httpProxy === undefined && httpsProxy === undefined && noProxy === undefined;
  const values: readonly (readonly [string, string | undefined])[] = [
    ['HTTP_PROXY', httpProxy],
    ['HTTPS_PROXY', httpsProxy],
    ['NO_PROXY', isNone ? undefined : (noProxy ?? insideTheCluster).join(',')],
  ];
  return Object.fromEntries(
    values.flatMap(([name, value]) =>
      value === undefined
        ? []
        : [
            [name, value],
            [name.toLowerCase(), value],
          ],
    ),
  );
}

/** The variable by which libraries of Hugging Face find another place to ask. */
export function huggingFaceVariables(endpoint: string | undefined): Readonly<Record<string, string>> {
  return endpoint === undefined ? {} : { HF_ENDPOINT: endpoint };
}
