import { ApiObject, App, Chart } from 'cdk8s';
import {
  decisionsOf,
  issuesOf,
  warningsOf,
  type Code,
  type Decision,
  type Deferred,
  type IssueDetails,
} from '../../core';
import { bindCluster, type TargetCluster } from '../../hardware';
import { ModelService, type ModelServiceProps, type Runtime } from '../../serving';
import { asRecord, verify, type Manifest } from '../../verify';
import { serverContainer, type Container, type PodSpec } from '../../workload';
import { podsOf } from '../pods-of';

/** A runtime, and what is needed to try it. */
export interface RuntimeUnderTest {
  /** Makes the value of `runtime`, as a user of it would. */
  readonly runtime: () => Runtime;
  /** What else a service of it needs: a model, GPUs, more memory. @default - one processor, 2 GiB, and no model */
  readonly service?: Partial<Omit<ModelServiceProps, 'runtime'>> | undefined;
  /** The cluster that its services are for. @default - none is declared */
  readonly cluster?: TargetCluster | undefined;
  /** Warnings that a service of it may have, by their codes. @default - none */
  readonly allow?: readonly Code[] | undefined;
  /** Arguments that are the runtime's own, by all their names, such as `'-p'`: of a user each is an error. */
  readonly ownArguments?: readonly string[] | undefined;
  /** For each prop that passes through to the manifest, the runtime with a value there that is known only later. */
  readonly deferred?: Readonly<Record<string, (value: Deferred<string>) => Runtime>> | undefined;
  /** Wrong props, each with the code of the issue that they are. */
  readonly refused?: Readonly<Record<string, { readonly runtime: () => Runtime; readonly code: Code }>> | undefined;
}

/** A service of the runtime, as it was rendered and judged. */
export interface Served {
  readonly manifests: readonly Manifest[];
  /** What is wrong, and what is doubtful and not allowed: of its constructs, and of its objects. */
  readonly faults: readonly IssueDetails[];
  readonly decisions: readonly Decision[];
  readonly pod: PodSpec;
  /** The labels and annotations of the pod. */
  readonly annotations: Readonly<Record<string, unknown>>;
  readonly server: Container;
}

/** What any service needs. */
export const leastService: Pick<ModelServiceProps, 'resources'> = { resources: { cpu: 1, memory: '2Gi' } };

/** Makes a service of the runtime, in an app of its own. */
export function serve(
  { service, cluster, allow = [] }: RuntimeUnderTest,
  runtime: Runtime,
  change: Partial<ModelServiceProps> = {},
): Served {
  // The plain one: what is wrong shall be counted here, and not thrown.
  const app = new App({ outdir: 'never-written' });
  const chart = new Chart(app, 'conformance', { namespace: 'models' });
  if (cluster !== undefined) bindCluster(chart, cluster);
  const made = new ModelService(chart, 'served', { ...leastService, ...service, ...change, runtime });
  const manifests = chart.node
    .findAll()
    .filter((construct) => ApiObject.isApiObject(construct))
    .map((object): Manifest => plain(object.toJson()));
  const warnings = warningsOf(made).filter(({ code }) => !allow.includes(code));
  const issues = issuesOf(made);
  // Where a construct has an issue its objects are placeholders, of which what is said only follows from that.
  const findings = (issues.length > 0 ? [] : verify(manifests, { cluster }))
    .filter(({ severity, code }) => severity === 'error' || (severity === 'warning' && !allow.includes(code)))
    .map(({ path, ...finding }) => ({ ...finding, property: path }));
  const { pod, annotations, server } = serverIn(manifests);
  const faults = [...issues, ...warnings, ...findings];
  return { manifests, faults, decisions: decisionsOf(made), pod, annotations, server };
}

// What cdk8s gives out has fields that are undefined.
function plain(json: unknown): Manifest {
  // A cast: a manifest is any plain object.
  return JSON.parse(JSON.stringify(json)) as Manifest;
}

function serverIn(manifests: readonly Manifest[]): Pick<Served, 'pod' | 'annotations' | 'server'> {
  for (const manifest of manifests.flatMap(podsOf)) {
    // A cast: it is a pod that this library rendered, by this very type.
    const pod = manifest['spec'] as PodSpec;
    const server = pod.containers.find(({ name, ports }) => name === serverContainer && ports !== undefined);
    if (server === undefined) continue;
    return { pod, annotations: asRecord(asRecord(manifest.metadata)['annotations']), server };
  }
  throw new Error(`no pod has a container ${serverContainer} with ports`);
}

/** What is wrong with a service that is changed, and was not before: what was is told once, by a check of its own. */
export function furtherFaults(subject: RuntimeUnderTest, changed: Served): readonly IssueDetails[] {
  const before = new Set(serve(subject, subject.runtime()).faults.map((fault) => faultLines([fault])));
  return changed.faults.filter((fault) => !before.has(faultLines([fault])));
}

/** What is wrong, a line each, as messages list it. */
export function faultLines(faults: readonly IssueDetails[]): string {
  return faults
    .map(({ code, property = '', given = '', message, fix }) => {
      const subject = [property, given].filter((part) => part !== '').join(' ');
      return `\n  ${code} ${subject}: ${message}; write ${fix}`;
    })
    .join('');
}
