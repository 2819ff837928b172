import { unpinned } from '../image';
import type { ModelServiceProps } from './model-service-props';

/** The props of a service that decide nothing and may be known as late as deployment. */
export const handedOn: readonly string[] = [
  'args[]',
  'env.*',
  'podAnnotations.*',
  'model.source.uri.rest',
  'model.source.region',
  'model.source.account',
  'model.source.access.annotations.*',
  'runtime.args[]',
  'runtime.image.repository',
  'sidecars[].command[]',
  'sidecars[].args[]',
  'sidecars[].env.*',
  'sidecars[].image.repository',
  'initContainers[].command[]',
  'initContainers[].args[]',
  'initContainers[].env.*',
  'initContainers[].image.repository',
  'volumes[].from.image.repository',
  'model.source.image.repository',
  'model.source.download.repository',
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
