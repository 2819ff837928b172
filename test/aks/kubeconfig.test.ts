import { expect, test } from 'vitest';
import { withLogin } from '../../lib/aks/kubeconfig';

const given = `
clusters: [{ name: ml, cluster: { server: 'https://ml.example.com:443' } }]
users:
  - name: somebody
    user:
      exec:
        apiVersion: client.authentication.k8s.io/v1beta1
        command: kubelogin
        args: [get-token, --environment, AzurePublicCloud, --server-id, theirs, --client-id, browser, --login, devicecode]
  - name: other
    user: { token: kept }
`;

test('whoever runs the program logs in without a browser, and other users stay as they are', () => {
  expect(JSON.parse(withLogin(given, 'workloadidentity'))).toEqual({
    clusters: [{ name: 'ml', cluster: { server: 'https://ml.example.com:443' } }],
    users: [
      {
        name: 'somebody',
        user: {
          exec: {
            apiVersion: 'client.authentication.k8s.io/v1beta1',
            command: 'kubelogin',
            args: [
              'get-token',
              '--environment',
              'AzurePublicCloud',
              '--server-id',
              'theirs',
              '--login',
              'workloadidentity',
            ],
          },
        },
      },
      { name: 'other', user: { token: 'kept' } },
    ],
  });
});

test('a kubeconfig without users is left as it is', () => {
  expect(withLogin('kind: Config', 'spn')).toBe('kind: Config');
});
