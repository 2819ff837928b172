import { App, Chart, type IResolver, type ResolutionContext } from 'cdk8s';
import { bindCluster, ModelService, type Deferred, type ModelServiceProps, type TargetCluster } from 'modelyard';
import { isDeferred } from '../../lib/core';
import { manifestsOf, type Manifest } from './one-service';

/** A value as if it were known only at deployment, which can be read all the same. */
export function later<T>(value: T): Deferred<T> {
  return {
    // What tells an Output.
    __pulumiOutput: true,
    get: () => value,
    apply: (transform: (value: T) => unknown) => {
      const next = transform(value);
      return isDeferred(next) ? next : later(next);
    },
    // A cast, as the mark is no part of the type.
  } as unknown as Deferred<T>;
}

/** Shows values that are known late between brackets. */
export const shown: IResolver = {
  resolve(context: ResolutionContext): void {
    const value: unknown = context.value;
    if (isDeferred(value)) context.replaceValue(`<${String(value.get())}>`);
  },
};

/** A service in a chart of its own, whose late values are shown between brackets. */
export class LateService {
  readonly service: ModelService;
  readonly chart: Chart;

  constructor(props: ModelServiceProps, cluster: TargetCluster | undefined, use?: (service: ModelService) => void) {
    const app = new App({ resolvers: [shown] });
    if (cluster !== undefined) bindCluster(app, cluster);
    this.chart = new Chart(app, 'chat', { namespace: 'chat' });
    this.service = new ModelService(this.chart, 'server', props);
    use?.(this.service);
  }

  /** The manifest of a kind. */
  one(kind: string): Manifest {
    const found = manifestsOf(this.chart).find((manifest) => manifest.kind === kind);
    if (found === undefined) throw new Error(`there is no ${kind}`);
    return found;
  }
}
