import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { AppDescription } from '../generated/app-description';
import { buildApp } from '../generated/build-app';

/** A manifest: untyped, since a law looks into all of it. */
export type Manifest = ReturnType<ApiObject['toJson']>;

/** A service's objects, found by where they stand in the construct tree and not by what they are called. */
export interface RenderedService {
  readonly path: string;
  readonly manifests: readonly Manifest[];
  /** The pod that answers requests, as its controller would make it. */
  readonly server: Manifest;
  /** Every pod of it: where a replica is a group, that of the workers too. */
  readonly pods: readonly Manifest[];
}

/** Everything of an app as plain objects, unjudged. */
export interface RenderedApp {
  readonly manifests: readonly Manifest[];
  readonly services: readonly RenderedService[];
}

export function render(description: AppDescription): RenderedApp {
  const { app, services } = buildApp(description);
  const manifests = new Map(objectsBelow(app).map((object): [ApiObject, Manifest] => [object, object.toJson()]));
  return {
    manifests: [...manifests.values()],
    services: services.map((service) => {
      const own = objectsBelow(service).map((object): Manifest => manifests.get(object));
      const pods = own.flatMap(podsOf);
      return { path: service.node.path, manifests: own, server: pods[0], pods };
    }),
  };
}

/** The templates of the pods that an object's controller makes, the one that answers requests first. */
export function podsOf({ kind, spec }: Manifest): readonly Manifest[] {
  if (kind === 'Deployment') return [spec.template];
  if (kind !== 'LeaderWorkerSet') return [];
  const { leaderTemplate, workerTemplate } = spec.leaderWorkerTemplate;
  return [leaderTemplate, workerTemplate];
}

/** The manifests of all that stands below a construct, in the order of the tree. */
export function manifestsBelow(construct: IConstruct): readonly Manifest[] {
  return objectsBelow(construct).map((object): Manifest => object.toJson());
}

function objectsBelow(construct: IConstruct): readonly ApiObject[] {
  return construct.node.findAll().filter((child) => ApiObject.isApiObject(child));
}
