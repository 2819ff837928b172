import * as pulumi from '@pulumi/pulumi';
import { isDeferred, originsOf } from '../core';
import { warn, type ImageSource, type PulumiCluster } from '../provider';
import { asArray, asRecord, type Manifest } from '../verify';
import { identityOf } from './identity';
import { podSpecOf, workloadOf } from './workload';

/**
 * Warns of pods whose images their nodes are not let pull, once the program has made what it makes: a grant may come after
 * the charts. Pods with secrets of their own to pull with are left alone.
 */
export function warnOfImages(
  component: pulumi.ComponentResource,
  cluster: PulumiCluster,
  objects: readonly Manifest[],
): void {
  const users = objects.flatMap((object) => {
    const { kind, name } = identityOf(object);
    return sourcesOf(object).map((source) => ({ user: `${kind} ${name}`, source }));
  });
  if (users.length === 0) return;
  pulumi.output(component.urn).apply(() => {
    const said = users.flatMap(({ user, source }) => {
      const refusal = source.refusalTo(cluster);
      return refusal === undefined ? [] : [`${user} runs ${refusal.message}; write ${refusal.fix}`];
    });
    for (const warning of new Set(said)) warn(warning, component);
  });
}

function sourcesOf(object: Manifest): readonly ImageSource[] {
  const specs = workloadOf(object)?.templates.map(podSpecOf) ?? [];
  const containers = specs
    .filter(({ imagePullSecrets }) => asArray(imagePullSecrets).length === 0)
    .flatMap((spec) => [...asArray(spec['initContainers']), ...asArray(spec['containers'])]);
  const images = containers.map((container) => asRecord(container)['image']);
  return [...new Set(images.filter(isDeferred).flatMap(originsOf))].filter(isImageSource);
}

function isImageSource(origin: object): origin is ImageSource {
  return 'refusalTo' in origin;
}
