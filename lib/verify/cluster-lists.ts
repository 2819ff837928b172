import type { TargetCluster } from '../hardware';
import type { Wanted } from './inventory';

/**
 * The names of all objects of a kind, in a namespace where it has one, that the description of a cluster lists; nothing
 * where it does not speak of them.
 */
export function listedInCluster(
  { group, kind, namespace }: Pick<Wanted, 'group' | 'kind' | 'namespace'>,
  cluster: TargetCluster | undefined,
): readonly string[] | undefined {
  if (cluster === undefined) return undefined;
  const { storageClasses, addOns } = cluster;
  const here = (one: { readonly namespace: string }): boolean => one.namespace === namespace;
  switch (`${group}/${kind}`) {
    case 'storage.k8s.io/StorageClass':
      return storageClasses?.map(({ name }) => name);
    case 'networking.k8s.io/IngressClass':
      return addOns.ingressClasses?.map(({ name }) => name);
    case 'gateway.networking.k8s.io/Gateway':
      // An object without a namespace goes where whoever applies it says.
      return namespace === '' ? undefined : addOns.gateways?.filter(here).map(({ name }) => name);
    case 'kueue.x-k8s.io/LocalQueue':
      return namespace === '' ? undefined : addOns.kueue?.queues.filter(here).map(({ name }) => name);
    default:
      return undefined;
  }
}
