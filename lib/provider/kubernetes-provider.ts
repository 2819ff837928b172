import { Provider, type ProviderArgs } from '@pulumi/kubernetes/provider.js';
import type * as pulumi from '@pulumi/pulumi';
import type { TargetCluster } from '../hardware';
import type { PulumiCluster } from './pulumi-cluster';

/**
 * A provider that changes ConfigMaps and Secrets in place.
 *
 * By itself Pulumi's provider deletes a ConfigMap or Secret that changes and makes it anew, and pods that start in
 * between find none (`forceNewProperties` in pulumi-kubernetes, provider/pkg/provider/diff.go). Whatever else is given goes
 * to the provider as it is.
 */
export function kubernetesProvider(
  name: string,
  args: ProviderArgs,
  opts?: pulumi.ResourceOptions,
): pulumi.ProviderResource {
  return new Provider(name, { enableConfigMapMutable: true, enableSecretMutable: true, ...args }, opts);
}

/** A cluster that is there already. */
export interface ExistingClusterArgs extends ProviderArgs {
  /** What is known of it: `targetCluster`, or `parseTargetCluster` of what `modelyard cluster` wrote. */
  readonly target: TargetCluster;
  /** What logs in: the text of a kubeconfig, best a secret. Without it, KUBECONFIG says. */
  readonly kubeconfig?: pulumi.Input<string>;
}

/** A cluster that was not made by this program, as charts are deployed to it. */
export function existingCluster(
  name: string,
  { target, ...args }: ExistingClusterArgs,
  opts?: pulumi.ResourceOptions,
): PulumiCluster {
  return { target, provider: kubernetesProvider(name, args, opts) };
}
