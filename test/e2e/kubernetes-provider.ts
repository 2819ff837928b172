import { createRequire } from 'node:module';
import { join } from 'node:path';

// A provider for `kubernetes` that deploys objects by the kit's own, on kubectl, and takes releases of Helm beside them: it
// holds their inputs to the types of the SDK, and fetches no chart.

type Inputs = Readonly<Record<string, unknown>>;

/** What the kit serves as a provider, as far as releases differ. */
interface Provider {
  check(urn: string, olds: Inputs, news: Inputs, ...rest: readonly unknown[]): unknown;
  diff(urn: string, olds: Inputs, news: Inputs): unknown;
  create(urn: string, inputs: Inputs, ...rest: readonly unknown[]): unknown;
  update(urn: string, id: string, inputs: Inputs, ...rest: readonly unknown[]): unknown;
  read(urn: string, id: string, inputs: Inputs, properties: Inputs): unknown;
  delete(urn: string, ...rest: readonly unknown[]): unknown;
}

/** What of the kit is used, which is JavaScript without types. */
interface Runtime {
  serve: (name: string, provider: Provider) => void;
  readonly diffResponse: (
    differences: unknown,
    replaces: (at: readonly string[]) => boolean,
    named: boolean,
  ) => unknown;
  readonly differences: (olds: Inputs, news: Inputs) => unknown;
}

interface Schema {
  readonly problems: (type: string, part: 'inputs', value: Inputs) => readonly unknown[];
}

const kit = createRequire(join(__dirname, '../../../shared/pulumi/plugins/runtime.cjs'));
const runtime = kit('./runtime.cjs') as Runtime;
const { problems } = kit('./schema.cjs') as Schema;
const { serve, diffResponse, differences } = runtime;

const isRelease = (urn: string): boolean => urn.split('::')[2]?.endsWith('kubernetes:helm.sh/v3:Release') === true;

const releases: Provider = {
  // Where the SDK has the types of a release is not where its token says.
  check: (_urn, _olds, news) => ({ inputs: news, failures: problems('kubernetes:helm/v3:Release', 'inputs', news) }),
  diff: (_urn, olds, news) => {
    const replaces = ([property = '']: readonly string[]): boolean => ['name', 'namespace'].includes(property);
    return diffResponse(differences(olds, news), replaces, true);
  },
  create: (_urn, inputs) => ({ id: `${String(inputs['namespace'])}/${String(inputs['name'])}`, properties: inputs }),
  update: (_urn, _id, inputs) => inputs,
  read: (_urn, id, inputs, properties) => ({ id, inputs, properties }),
  delete: () => undefined,
};

// The kit's own file serves itself when it is loaded.
runtime.serve = (name, objects) => {
  const chosen = (urn: string): Provider => (isRelease(urn) ? releases : objects);
  const both: Partial<Provider> = {
    check: (urn, ...rest) => chosen(urn).check(urn, ...rest),
    diff: (urn, ...rest) => chosen(urn).diff(urn, ...rest),
    create: (urn, ...rest) => chosen(urn).create(urn, ...rest),
    update: (urn, ...rest) => chosen(urn).update(urn, ...rest),
    read: (urn, ...rest) => chosen(urn).read(urn, ...rest),
    delete: (urn, ...rest) => chosen(urn).delete(urn, ...rest),
  };
  const get = (own: Provider, property: string | symbol): unknown =>
    Reflect.get(Object.hasOwn(both, property) ? both : own, property, own);
  serve(name, new Proxy(objects, { get }));
};
kit('./resource-kubernetes.cjs');
