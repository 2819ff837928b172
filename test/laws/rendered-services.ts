import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { ModelService } from '../../lib';
import type { AppDescription } from '../generated/app-description';
import { buildApp } from '../generated/build-app';

/** A manifest: untyped, since a law looks into all of it. */
export type Manifest = ReturnType<ApiObject['toJson']>;

/** A service's objects, found by where they stand in the construct tree and not by what they are called. */
export interface RenderedService {
  readonly path: string;
  readonly manifests: readonly Manifest[];
  /** The pods of the service itself. */
  readonly pods: Manifest;
}

/** Everything of an app as plain objects, unjudged. */
export interface RenderedApp {
  readonly manifests: readonly Manifest[];
  readonly services: readonly RenderedService[];
}

export function render(description: AppDescription): RenderedApp {
  const { app, services } = buildApp(description);
  return {
    manifests: manifestsBelow(app),
    services: services.map((service) => {
      const manifests = manifestsBelow(service);
      const deployment = manifests.find(({ kind }) => kind === 'Deployment');
      return { path: service.node.path, manifests, pods: deployment?.spec.template };
    }),
  };
}

/** The manifests of a construct, without those of services that stand below it. */
export function manifestsBelow(construct: IConstruct): readonly Manifest[] {
  return construct.node.children.flatMap((child) => {
    if (ApiObject.isApiObject(child)) return [child.toJson()];
    return child instanceof ModelService && construct instanceof ModelService ? [] : manifestsBelow(child);
  });
}
