import { App, Chart } from 'cdk8s';
import {
  BatchTrainingJob,
  bindCluster,
  decisionsOf,
  existingSecret,
  nodePool,
  targetCluster,
  unpinned,
  warningsOf,
  type BatchTrainingJobProps,
  type Decision,
  type IssueDetails,
  type NodePool,
  type Resources,
  type StoreLocation,
  type TargetCluster,
  type UnpinnedImage,
} from 'modelyard';
import { issuesOf, type Issue } from '../../lib/core';
import { manifestsOf, type Manifest } from '../serving/one-service';

export const image: UnpinnedImage = unpinned('myuser/train:v1', 'a test');

export const copyWith: UnpinnedImage = unpinned('rclone/rclone:1.76.0', 'a test');

export const resources: Resources = { cpu: '500m', memory: '1Gi' };

/** What a job needs at least. */
export const least: BatchTrainingJobProps = { image, resources };

/** A place that the pod gets to by what it has from elsewhere. */
export function at(path: string, more: Partial<StoreLocation> = {}): StoreLocation {
  return { kind: 'object-store', uri: `s3://churn/${path}`, access: { kind: 'ambient' }, ...more };
}

/** A place whose keys a Secret holds. */
export function signed(path: string): StoreLocation {
  return at(path, {
    access: {
      kind: 'secret',
      secret: existingSecret('objects', { keys: ['id', 'key'] }),
      variables: { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'key' },
    },
  });
}

const spotPool = { nodes: { min: 0, max: 6 }, capacity: { kind: 'spot' }, diskGib: 200 } as const;

/** Pools of machines that are known. */
export const pools: Readonly<Record<'cpu' | 'l4' | 'h100' | 'spot' | 'azureSpot', NodePool>> = {
  cpu: nodePool('cpu', { machine: 'm7i.4xlarge', nodes: { min: 0, max: 6 }, diskGib: 200 }),
  l4: nodePool('l4', { machine: 'g6.12xlarge', nodes: { min: 0, max: 6 }, diskGib: 200 }),
  h100: nodePool('h100', { machine: 'p5.48xlarge', nodes: { min: 0, max: 6 }, diskGib: 200 }),
  spot: nodePool('spot', { machine: 'g6.12xlarge', ...spotPool }),
  azureSpot: nodePool('spot', { machine: 'Standard_D4s_v5', ...spotPool }),
};

export const cluster: TargetCluster = targetCluster({
  name: 'production',
  cloud: 'eks',
  kubernetes: '1.34',
  nodePools: [pools.cpu, pools.l4, pools.h100, pools.spot],
});

/** What was found, without where in the source. */
export function found(issues: readonly IssueDetails[]): IssueDetails[] {
  return issues.map(({ code, property, given, message, fix }) => ({ code, property, given, message, fix }));
}

/** One job in a chart of its own, as it was rendered. */
export class OneJob {
  readonly app: App = new App();
  readonly chart: Chart = new Chart(this.app, 'models', { namespace: 'models' });
  readonly job: BatchTrainingJob;

  constructor(
    props: Partial<BatchTrainingJobProps> = {},
    use?: (job: BatchTrainingJob) => void,
    target?: TargetCluster,
    id = 'churn',
  ) {
    if (target !== undefined) bindCluster(this.chart, target);
    this.job = new BatchTrainingJob(this.chart, id, { ...least, ...props });
    use?.(this.job);
  }

  get issues(): readonly Issue[] {
    return issuesOf(this.job);
  }

  get warnings(): ReturnType<typeof warningsOf> {
    return warningsOf(this.job);
  }

  get decisions(): readonly Decision[] {
    return decisionsOf(this.job);
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

  /** What a run is: of the Job, or of the CronJob that makes it. */
  get run(): Manifest {
    const [job] = this.all('Job');
    return job === undefined ? this.one('CronJob').spec.jobTemplate.spec : job.spec;
  }

  get cronJob(): Manifest {
    return this.one('CronJob').spec;
  }

  get pod(): Manifest {
    return this.run.template.spec;
  }

  /** A container by its name, wherever in the pod it stands. */
  container(name: string): Manifest {
    const all = [...(this.pod.initContainers ?? []), ...this.pod.containers];
    const one = all.find((container: { readonly name: string }) => container.name === name);
    if (one === undefined) throw new Error(`there is no container ${name}`);
    return one;
  }

  get train(): Manifest {
    return this.container('train');
  }
}
