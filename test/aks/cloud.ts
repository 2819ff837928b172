import type { Cloud } from '../pulumi-mocks';

const kubeconfig = JSON.stringify({
  users: [{ name: 'me', user: { exec: { command: 'kubelogin', args: ['get-token', '--login', 'devicecode'] } } }],
});

const outputs: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'azure-native:network:PublicIPAddress': { ipAddress: '203.0.113.7' },
  'azure-native:managedidentity:UserAssignedIdentity': { principalId: 'principal-of-cluster' },
  'azure-native:containerservice:ManagedCluster': {
    oidcIssuerProfile: { enabled: true, issuerURL: 'https://issuer.example.com/' },
    identityProfile: { kubeletidentity: { objectId: 'principal-of-kubelet' } },
  },
};

/** Stands in for Azure: what resources have beside their inputs, and what look-ups find. */
export const azure: Cloud = {
  config: { 'azure-native:location': 'eastus' },
  outputs: (type, name, inputs) => ({
    name: inputs['agentPoolName'] ?? inputs['resourceName'] ?? name,
    ...outputs[type],
  }),
  lookUp: (token) => {
    if (token.endsWith(':getClientConfig')) return { objectId: 'principal-of-creator' };
    if (token.endsWith('UserCredentials')) {
      return { kubeconfigs: [{ name: 'user', value: Buffer.from(kubeconfig).toString('base64') }] };
    }
    return { id: 'cluster-that-exists' };
  },
};
