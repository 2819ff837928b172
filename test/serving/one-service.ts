import { ApiObject, App, Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import {
  bindCluster,
  decisionsOf,
  ModelService,
  unpinned,
  warningsOf,
  type Decision,
  type HttpRuntimeProps,
  type ModelServiceProps,
  type Resources,
  type TargetCluster,
  type UnpinnedImage,
} from 'modelyard';
import { issuesOf, type Issue } from '../../lib/core';

/** An image that a test does not care about. */
export const image: UnpinnedImage = unpinned('myuser/model:v1', 'a test');

export const httpRuntime: HttpRuntimeProps = { kind: 'http', image, port: 5000, healthPath: '/health' };

export const resources: Resources = { cpu: '500m', memory: '1Gi' };

/** What a service needs at least. */
export const least: ModelServiceProps = { runtime: httpRuntime, resources };

/** A manifest: untyped, since a test looks for what may not be there. */
export type Manifest = ReturnType<ApiObject['toJson']>;

/** The manifests of everything below a construct, also where synthesis would refuse them. */
export function manifestsOf(construct: Construct): Manifest[] {
  return construct.node
    .findAll()
    .filter((child) => ApiObject.isApiObject(child))
    .map((object): Manifest => object.toJson());
}

/** One service in a chart of its own, as it was rendered. */
export class OneService {
  readonly app: App = new App();
  readonly chart: Chart = new Chart(this.app, 'models', { namespace: 'models' });
  readonly service: ModelService;

  constructor(
    props: Partial<ModelServiceProps> = {},
    use?: (service: ModelService, chart: Chart, app: App) => void,
    cluster?: TargetCluster,
  ) {
    if (cluster !== undefined) bindCluster(this.chart, cluster);
    this.service = new ModelService(this.chart, 'chat', { ...least, ...props });
    use?.(this.service, this.chart, this.app);
  }

  get issues(): readonly Issue[] {
    return issuesOf(this.service);
  }

  get warnings(): ReturnType<typeof warningsOf> {
    return warningsOf(this.service);
  }

  get decisions(): readonly Decision[] {
    return decisionsOf(this.service);
  }

  /** The manifests of a kind; all of them if none is named. */
  all(kind?: string): Manifest[] {
    return manifestsOf(this.chart).filter((manifest) => kind === undefined || manifest.kind === kind);
  }

  /** The only manifest of a kind. */
  one(kind: string): Manifest {
    const [manifest, ...others] = this.all(kind);
    if (manifest === undefined || others.length > 0) {
      throw new Error(`there are ${this.all(kind).length} objects of kind ${kind}, not one`);
    }
    return manifest;
  }

  get deployment(): Manifest {
    return this.one('Deployment').spec;
  }

  get pod(): Manifest {
    return this.deployment.template.spec;
  }

  get server(): Manifest {
    return this.pod.containers[0];
  }
}
