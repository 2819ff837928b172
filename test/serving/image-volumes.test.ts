import {
  targetCluster,
  type ClusterCloud,
  type KubernetesVersion,
  type ModelServiceProps,
  type MountedVolume,
} from 'modelyard';
import { expect, it } from 'vitest';
import { notKnownOf, type IssueDetails } from '../../lib/core';
import { image, OneService, resources } from './one-service';

const mounted = (name: string): readonly MountedVolume[] => [
  { name, from: { kind: 'image', image }, mountPath: `/${name}` },
];

/** An image in each place that volumes can be mounted from. */
const everywhere: Partial<ModelServiceProps> = {
  runtime: { kind: 'tensorflow-serving', image, modelName: 'm', models: { kind: 'image', image } },
  volumes: mounted('own'),
  sidecars: [{ name: 'beside', image, resources, volumes: mounted('theirs') }],
  initContainers: [{ name: 'before', image, resources, volumes: mounted('first') }],
};

function served(kubernetes: KubernetesVersion | undefined, cloud: ClusterCloud = 'eks'): OneService {
  const cluster = kubernetes && targetCluster({ name: 'production', cloud, kubernetes });
  return new OneService(everywhere, undefined, cluster);
}

const properties = [
  'runtime.models',
  'volumes.own',
  'sidecars[0].volumes.theirs',
  'initContainers[0].volumes.first',
] as const;

const at = (property: string): Partial<IssueDetails> => ({
  property,
  given: '"image"',
  fix: "Kubernetes 1.35, or another volume, such as from: { kind: 'claim', claim }",
});

it.each([
  ['1.34', 'eks'],
  ['1.33', 'aks'],
  ['1.30', 'other'],
] as const)('mounts no image in a cluster that mounts none, wherever it is asked for: %s, %s', (kubernetes, cloud) => {
  expect(
    served(kubernetes, cloud).issues.map(({ code, property, given, message, fix }) => ({
      code,
      property,
      given,
      message,
      fix,
    })),
  ).toEqual(
    properties.map((property) => ({
      ...at(property),
      code: 'serving/no-image-volumes',
      message: `Kubernetes has them on from 1.35 on, and cluster production is ${kubernetes}`,
    })),
  );
});

it('mounts images in one that does', () => {
  const { issues, service } = served('1.35');
  expect(issues).toEqual([]);
  expect(notKnownOf(service).filter(({ code }) => code === 'serving/not-known-image-volumes')).toEqual([]);
});

it('says that it is not known where no cluster is', () => {
  const { issues, service } = served(undefined);
  expect(issues).toEqual([]);
  expect(
    notKnownOf(service)
      .filter(({ code }) => code === 'serving/not-known-image-volumes')
      .map(({ property, given, message, fix }) => ({ property, given, message, fix })),
  ).toEqual(
    properties.map((property) => ({
      ...at(property),
      message: 'no target cluster is declared that would say whether its Kubernetes has them',
    })),
  );
});

it.each(['1.31', '1.34'] as const)(
  'says that it is not known where somebody may have turned the gate on: %s',
  (minor) => {
    const { issues, service } = served(minor, 'other');
    expect(issues).toEqual([]);
    expect(
      notKnownOf(service)
        .filter(({ code }) => code === 'serving/not-known-image-volumes')
        .map(({ property, given, message, fix }) => ({ property, given, message, fix })),
    ).toEqual(
      properties.map((property) => ({
        ...at(property),
        message: `before 1.35 Kubernetes has them where the feature gate ImageVolume is on, and cluster production is ${minor}`,
      })),
    );
  },
);
