import { listManagedClusterUserCredentialsOutput } from '@pulumi/azure-native/containerservice/listManagedClusterUserCredentials.js';
import { secret, type Input, type Output, type ProviderResource, type Resource } from '@pulumi/pulumi';
import { kubernetesProvider } from '../provider';
import { withLogin, type KubeconfigLogin } from './kubeconfig';

/** What reaches the API server of a cluster. */
export interface ClusterCredentials {
  readonly kubeconfig: Output<string>;
  readonly provider: ProviderResource;
}

/** The kubeconfig of whoever asks, through Entra ID, and a provider that uses it. */
export function credentialsFor(
  parent: Resource,
  name: string,
  cluster: {
    /** What another cluster in its place does not have. */
    readonly identity: Input<string>;
    readonly clusterName: Input<string>;
    readonly resourceGroupName: Input<string>;
    readonly login: KubeconfigLogin;
    /** What has to be there before anybody is let in. */
    readonly access: readonly Resource[];
  },
): ClusterCredentials {
  const { identity, clusterName, resourceGroupName, login, access } = cluster;
  const given = listManagedClusterUserCredentialsOutput(
    { resourceGroupName, resourceName: clusterName, format: 'exec' },
    { parent },
  );
  const kubeconfig = secret(
    given.apply(({ kubeconfigs: [first] }) => withLogin(Buffer.from(first?.value ?? '', 'base64').toString(), login)),
  );
  const provider = kubernetesProvider(
    name,
    // A kubeconfig that merely reads differently replaces no object.
    { kubeconfig, clusterIdentifier: identity },
    { parent, dependsOn: [...access] },
  );
  return { kubeconfig, provider };
}
