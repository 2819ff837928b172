import type { ManifestObject } from './manifest';
import { asArray, asRecord, asString, isRecord, type PlainRecord } from './untrusted';

/** `init` runs before the others and ends, `sidecar` is an init container that keeps running, `main` is the rest. */
export type ContainerRole = 'init' | 'sidecar' | 'main';

/** A container as a pod template defines it. */
export interface ContainerDefinition {
  readonly role: ContainerRole;
  /** Its name, `''` where it has none. */
  readonly name: string;
  /** Where it stands in the manifest, such as `spec.template.spec.containers[0]`. */
  readonly path: string;
  readonly definition: PlainRecord;
}

/** A template from which pods are made, and the object that makes them. */
export interface PodTemplate {
  readonly owner: ManifestObject;
  /**
   * `kubernetes`: the pods are made as the template says. `custom`: some controller that we do not know makes them, and
   * may add to the template or merge it into another.
   */
  readonly origin: 'kubernetes' | 'custom';
  /** Where the template stands in the manifest, such as `spec.template`; `''` for a Pod. */
  readonly path: string;
  readonly metadata: PlainRecord;
  /** The labels of its pods, without those that controllers add. */
  readonly labels: PlainRecord;
  /** Where the pod's specification stands, such as `spec.template.spec`. */
  readonly podPath: string;
  readonly pod: PlainRecord;
  readonly containers: readonly ContainerDefinition[];
}

type Step = string | typeof eachItem;
const eachItem: unique symbol = Symbol('each item');

type Paths = readonly (readonly Step[])[];

const specTemplate: Paths = [['spec', 'template']];

// By kind, then by group.
const templatePaths: ReadonlyMap<string, Readonly<Record<string, Paths>>> = new Map<string, Record<string, Paths>>([
  ['CronJob', { batch: [['spec', 'jobTemplate', 'spec', 'template']] }],
  ['DaemonSet', { apps: specTemplate }],
  ['Deployment', { apps: specTemplate }],
  ['Job', { batch: specTemplate }],
  ['JobSet', { 'jobset.x-k8s.io': [['spec', 'replicatedJobs', eachItem, 'template', 'spec', 'template']] }],
  [
    'LeaderWorkerSet',
    {
      'leaderworkerset.x-k8s.io': [
        ['spec', 'leaderWorkerTemplate', 'leaderTemplate'],
        ['spec', 'leaderWorkerTemplate', 'workerTemplate'],
      ],
    },
  ],
  ['Pod', { '': [[]] }],
  ['PodTemplate', { '': [['template']] }],
  ['ReplicaSet', { apps: specTemplate }],
  ['ReplicationController', { '': specTemplate }],
  ['Rollout', { 'argoproj.io': specTemplate }],
  ['StatefulSet', { apps: specTemplate }],
]);

/** The deepest that a template of an unknown kind is looked for: `spec.workerGroupSpecs[0].template` of a RayCluster is 4. */
const searchDepth = 6;

/** The pod templates that an object carries. */
export function podTemplatesOf(owner: ManifestObject): readonly PodTemplate[] {
  const found: PodTemplate[] = [];
  const byGroup = templatePaths.get(owner.kind);
  const paths = byGroup !== undefined && Object.hasOwn(byGroup, owner.group) ? byGroup[owner.group] : undefined;
  if (paths !== undefined) {
    for (const path of paths) follow(owner, owner.manifest, path, 0, '', found);
  } else if (owner.group.includes('.') && !owner.group.endsWith('.k8s.io')) {
    search(owner, owner.manifest['spec'], 'spec', searchDepth, found);
  }
  return found;
}

function follow(
  owner: ManifestObject,
  value: unknown,
  steps: readonly Step[],
  position: number,
  path: string,
  found: PodTemplate[],
): void {
  const step = steps[position];
  if (step === undefined) {
    if (isRecord(value)) found.push(readTemplate(owner, value, path, 'kubernetes'));
  } else if (step === eachItem) {
    asArray(value).forEach((item, index) => follow(owner, item, steps, position + 1, `${path}[${index}]`, found));
  } else {
    follow(owner, asRecord(value)[step], steps, position + 1, path === '' ? step : `${path}.${step}`, found);
  }
}

function search(owner: ManifestObject, value: unknown, path: string, depth: number, found: PodTemplate[]): void {
  if (depth < 0) return;
  if (Array.isArray(value)) {
    value.forEach((item, index) => search(owner, item, `${path}[${index}]`, depth - 1, found));
  } else if (isRecord(value)) {
    if (isRecord(value['spec']) && Array.isArray(value['spec']['containers'])) {
      found.push(readTemplate(owner, value, path, 'custom'));
      return;
    }
    for (const key of Object.keys(value)) search(owner, value[key], `${path}.${key}`, depth - 1, found);
  }
}

function readTemplate(
  owner: ManifestObject,
  template: PlainRecord,
  path: string,
  origin: PodTemplate['origin'],
): PodTemplate {
  const metadata = asRecord(template['metadata']);
  const pod = asRecord(template['spec']);
  const podPath = path === '' ? 'spec' : `${path}.spec`;
  const containers: ContainerDefinition[] = [];
  addContainers(pod['initContainers'], `${podPath}.initContainers`, 'init', containers);
  addContainers(pod['containers'], `${podPath}.containers`, 'main', containers);
  return {
    owner,
    origin,
    path,
    metadata,
    labels: asRecord(metadata['labels']),
    podPath,
    pod,
    containers,
  };
}

function addContainers(value: unknown, path: string, role: 'init' | 'main', containers: ContainerDefinition[]): void {
  asArray(value).forEach((item, index) => {
    const definition = asRecord(item);
    containers.push({
      role: role === 'init' && definition['restartPolicy'] === 'Always' ? 'sidecar' : role,
      name: asString(definition['name']) ?? '',
      path: `${path}[${index}]`,
      definition,
    });
  });
}
