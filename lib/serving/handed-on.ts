import { unpinned } from '../image';
import type { ModelServiceProps } from './model-service-props';

/** The props of a service that decide nothing and may be known as late as deployment. */
export const handedOn: readonly string[] = [
  'args[]',
  'env.*',
  'podAnnotations.*',
  'runtime.args[]',
  'sidecars[].args[]',
  'sidecars[].env.*',
  'initContainers[].args[]',
  'initContainers[].env.*',
  'scaling.wake.queueUrl',
  'scaling.wake.namespace',
  'scaling.wake.queue',
  'scaling.wake.metadata.*',
];

/** What a service is rendered by whose own props decide too late: nothing of it is written. */
export const placeholder: ModelServiceProps = {
  runtime: {
    kind: 'http',
    image: unpinned('placeholder', 'nothing is written of a service with issues'),
    port: 8080,
    healthPath: '/',
  },
  resources: { cpu: 1, memory: '1Gi' },
};
