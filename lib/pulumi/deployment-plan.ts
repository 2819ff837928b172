import { ApiObject } from 'cdk8s';
import type { PlacedManifest } from '../app';
import type { Decision } from '../core';
import type { TargetCluster } from '../hardware';
import { asRecord, type Manifest } from '../verify';
import { identityOf } from './identity';
import { formerNames, type Moves } from './moves';
import { scaledTargets, type ScaledRange } from './replica-owners';
import { orderObjects } from './resource-order';
import { decideWaits, type Wait } from './waits';
import { graceSeconds, workloadOf, type Workload } from './workload';

/** An object as it becomes a resource. */
export interface PlannedResource extends PlacedManifest {
  /** Where its construct stands, which is its logical name within the component. */
  readonly name: string;
  /** Names that it had before it moved. */
  readonly formerNames: readonly string[];
  /** Positions in the plan, all before its own. */
  readonly dependsOn: readonly number[];
  /** What there is to wait for at most, where that is not the provider's own, in seconds. */
  readonly timeouts: { readonly ready?: number | undefined; readonly deleted?: number | undefined };
  /** Fields that somebody else owns. */
  readonly ignoreChanges: readonly string[];
  readonly decisions: readonly Decision[];
}

/** Plans how the objects of an app become resources, in the order in which they are made. */
export function planDeployment(
  objects: readonly PlacedManifest[],
  cluster: TargetCluster,
  moved: Moves,
): readonly PlannedResource[] {
  const manifests = objects.map(({ manifest }) => manifest);
  const scaled = scaledTargets(manifests);
  const waits = decideWaits(manifests, scaled, cluster);
  const ordered = orderObjects(objects);
  const places = new Map(ordered.map(({ position }, place) => [position, place]));
  return ordered.flatMap(({ position, dependsOn }) => {
    const object = objects[position];
    const wait = waits[position];
    if (object === undefined || wait === undefined) return [];
    const before = dependsOn.flatMap((other) => places.get(other) ?? []);
    return [planResource(object, wait, scaled, before, moved)];
  });
}

function planResource(
  { construct, manifest }: PlacedManifest,
  wait: Wait,
  scaled: ReadonlyMap<string, ScaledRange>,
  dependsOn: readonly number[],
  moved: Moves,
): PlannedResource {
  const name = nameOf({ construct, manifest });
  const workload = workloadOf(manifest);
  const owner = ownerOfReplicas(manifest, workload, scaled);
  const grace = workload === undefined ? 0 : Math.max(...workload.templates.map(graceSeconds));
  const { kind } = identityOf(manifest);
  return {
    construct,
    name,
    formerNames: formerNames(name, moved),
    manifest: annotated(manifest, {
      ...annotationOf(wait),
      ...(owner === 'manifest' ? { [patchForce]: 'true' } : {}),
    }),
    dependsOn,
    timeouts: {
      ready: wait.kind === 'within' ? wait.seconds : undefined,
      deleted: grace > longestGrace ? grace + 600 - longestGrace : undefined,
    },
    ignoreChanges: owner === 'autoscaler' ? ['spec.replicas'] : [],
    decisions: [...decisionOn(wait, kind), ...(owner === 'manifest' ? [forced(kind)] : [])],
  };
}

/** The API object of a path has it to itself; a chart that renders in its own way has many. */
function nameOf({ construct, manifest }: PlacedManifest): string {
  const { path } = construct.node;
  if (ApiObject.isApiObject(construct)) return path;
  const { kind, namespace, name } = identityOf(manifest);
  return [path, kind, namespace, name].filter((part) => part !== '').join('/');
}

/** With it, the server takes what it is given, whoever set a field before (pulumi-kubernetes, `patchForce` in await.go). */
const patchForce = 'pulumi.com/patchForce';

/** Deletion is waited for ten minutes, which leaves the rest of the pod so much. */
const longestGrace = 480;

function annotationOf(wait: Wait): Readonly<Record<string, string>> {
  if (wait.kind === 'none') return { 'pulumi.com/skipAwait': 'true' };
  return wait.kind === 'until' ? { 'pulumi.com/waitFor': wait.condition } : {};
}

/** Adds annotations to a manifest, but for those that it has. */
function annotated(manifest: Manifest, added: Readonly<Record<string, string>>): Manifest {
  if (Object.keys(added).length === 0) return manifest;
  const metadata = asRecord(manifest.metadata);
  const annotations = { ...added, ...asRecord(metadata['annotations']) };
  return { ...manifest, metadata: { ...metadata, annotations } };
}

/** Who says how many replicas there are: nobody else's number is then taken back, or fought. */
function ownerOfReplicas(
  manifest: Manifest,
  workload: Workload | undefined,
  scaled: ReadonlyMap<string, ScaledRange>,
): 'manifest' | 'autoscaler' | undefined {
  if (workload === undefined) return undefined;
  if (scaled.has(workload.key)) return 'autoscaler';
  return 'replicas' in asRecord(manifest['spec']) ? 'manifest' : undefined;
}

function decisionOn(wait: Wait, kind: string): readonly Decision[] {
  if (wait.kind === 'default') return [];
  const field = `${kind} wait of pulumi up`;
  const value = wait.kind === 'within' ? `${wait.seconds}s` : wait.kind === 'until' ? wait.condition : 'none';
  return [
    { field, value, reason: wait.reason, override: 'the annotations pulumi.com/skipAwait, waitFor, timeoutSeconds' },
  ];
}

function forced(kind: string): Decision {
  return {
    field: `${kind} pulumi.com/patchForce`,
    value: 'true',
    reason: 'the manifest says how many replicas there are, and after kubectl scale the server would refuse its number',
    source: 'Kubernetes server-side apply: conflicts',
    override: 'the annotation pulumi.com/patchForce, or an autoscaler',
  };
}
