import { unpinned } from '../image';
import type { BatchTrainingJobProps } from './batch-training-job-props';

/** The props of a job that decide nothing and may be known as late as deployment. */
export const handedOn: readonly string[] = [
  'args[]',
  'command[]',
  'env.*',
  'image.repository',
  'copyWith.repository',
  'podAnnotations.*',
  ...['inputs.*', 'outputs.*', 'checkpoints.at'].flatMap((place) => [
    `${place}.uri.rest`,
    `${place}.region`,
    `${place}.account`,
    `${place}.access.annotations.*`,
  ]),
  'sidecars[].command[]',
  'sidecars[].args[]',
  'sidecars[].env.*',
  'sidecars[].image.repository',
  'sidecars[].volumes[].from.image.repository',
  'initContainers[].command[]',
  'initContainers[].args[]',
  'initContainers[].env.*',
  'initContainers[].image.repository',
  'initContainers[].volumes[].from.image.repository',
  'volumes[].from.image.repository',
];

/** What a job is rendered by whose own props decide too late: nothing of it is written. */
export const placeholder: BatchTrainingJobProps = {
  image: unpinned('placeholder', 'nothing is written of a job with issues'),
  resources: { cpu: 1, memory: '1Gi' },
};
