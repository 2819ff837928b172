/** What a kubeconfig needs to know of a cluster. */
export interface KubeconfigFacts {
  readonly name: string;
  readonly region: string;
  readonly endpoint: string;
  /** In base64. */
  readonly certificateAuthority: string;
}

/**
 * The kubeconfig of a cluster, as JSON, which is YAML too.
 *
 * It holds no credentials: `aws eks get-token` makes some of who asks, each time, and so needs the AWS CLI.
 */
export function kubeconfig({ name, region, endpoint, certificateAuthority }: KubeconfigFacts): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server: endpoint, 'certificate-authority-data': certificateAuthority } }],
    users: [
      {
        name,
        user: {
          exec: {
            apiVersion: 'client.authentication.k8s.io/v1beta1',
            command: 'aws',
            args: ['--region', region, 'eks', 'get-token', '--cluster-name', name, '--output', 'json'],
            interactiveMode: 'Never',
          },
        },
      },
    ],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': name,
  });
}
