import { createRequire } from 'node:module';
import { join } from 'node:path';
import { asRecord } from '../../lib/verify';

// A provider for `kubernetes` that knows releases of Helm and namespaces, which the kit's own does not: it checks inputs
// against the types of the SDK, fetches no chart, and writes down what it was asked in the file of the cloud that the
// cluster is in, so that the order of both can be told.

/** A resource as the cloud's file has it. */
interface Kept {
  readonly type: string;
  readonly id: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** What a rule of a type is asked with. */
interface Asked {
  readonly ofType: (type: string) => readonly Kept[];
}

type Inputs = Readonly<Record<string, unknown>>;

/** What the kit's runtime takes as a cloud. */
interface Definition {
  readonly name: string;
  readonly context: () => object;
  readonly functions: object;
  readonly types: Readonly<
    Record<
      string,
      {
        readonly id: (inputs: Inputs) => string;
        readonly replace: readonly string[];
        readonly before?: (inputs: Inputs, asked: Asked) => void;
        readonly beforeDelete?: (kept: Kept, asked: Asked) => string | undefined;
      }
    >
  >;
}

interface Runtime {
  readonly Cloud: new (definition: Definition) => Served;
  readonly serve: (name: string, cloud: object) => void;
}

interface Served {
  readonly config?: Inputs;
  /** What of a provider's configuration makes another one of it. */
  replaceConfig?: readonly string[];
}

type Reader = (type: string, ...rest: readonly unknown[]) => unknown;

const kit = createRequire(join(__dirname, '../../../shared/pulumi/plugins/runtime.cjs'));
const release = 'kubernetes:helm.sh/v3:Release';
const namespace = 'kubernetes:core/v1:Namespace';

/** Where the SDK has the types of a release is not where its token says: the kit is told before it looks. */
function tellWhereReleasesAre(): void {
  // The kit is JavaScript without types.
  const schema = kit('./schema.cjs') as Record<'schemaOf' | 'problems', Reader>;
  const { schemaOf, problems } = schema;
  const placed = (type: string): string => (type === release ? 'kubernetes:helm/v3:Release' : type);
  schema.schemaOf = (type) => schemaOf(placed(type));
  schema.problems = (type, ...rest) => problems(placed(type), ...rest);
}

const nameOf = ({ metadata }: Inputs): string => String(asRecord(metadata)['name']);

/** By the cluster too, since each has its own; the kit keeps what a provider is configured with. */
const inCluster = (id: string): string => `${String(cloud.config?.['clusterIdentifier'])}/${id}`;

const definition: Definition = {
  name: process.env['MODELYARD_RELEASES_IN'] ?? 'aws',
  context: () => ({}),
  functions: {},
  types: {
    [namespace]: {
      id: (inputs) => inCluster(nameOf(inputs)),
      replace: ['metadata.name'],
      beforeDelete: ({ id }, { ofType }) => {
        const left = ofType(release).filter(({ properties }) => inCluster(String(properties['namespace'])) === id);
        if (left.length === 0) return undefined;
        return `namespace ${id} goes with ${left.map((one) => one.id).join(', ')} in it`;
      },
    },
    [release]: {
      id: (inputs) => inCluster(`${String(inputs['namespace'])}/${String(inputs['name'])}`),
      replace: ['name', 'namespace'],
      before: (inputs, { ofType }) => {
        const where = String(inputs['namespace']);
        if (where !== 'kube-system' && !ofType(namespace).some(({ id }) => id === inCluster(where))) {
          throw new Error(`create: failed to create: namespaces "${where}" not found`);
        }
        const repository = asRecord(inputs['repositoryOpts'])['repo'];
        if (repository === undefined && !String(inputs['chart']).startsWith('oci://')) {
          throw new Error(`chart "${String(inputs['chart'])}" not found`);
        }
      },
    },
  },
};

tellWhereReleasesAre();
// As above.
const { Cloud, serve } = kit('./runtime.cjs') as Runtime;
const cloud = new Cloud(definition);
// Another cluster, by what it is known by. Source: pulumi-kubernetes@94977969d, provider/pkg/provider/provider.go (DiffConfig).
cloud.replaceConfig = ['clusterIdentifier'];
serve('kubernetes', cloud);
