import type { Cloud } from '../pulumi-mocks';
import { azure } from './cloud';

/** Azure with stores and registries: names with their random end, and an identity for each service account. */
export const storeCloud: Cloud = {
  ...azure,
  outputs: (type, name, inputs) => {
    switch (type) {
      case 'azure-native:storage:StorageAccount':
        return { name: `${name}1a2b3c4d` };
      case 'azure-native:managedidentity:UserAssignedIdentity':
        return { name, principalId: `principal-of-${name}`, clientId: `client-of-${name}` };
      case 'azure-native:containerregistry:Registry':
        return { name: `${name}1a2b3c4d`, loginServer: `${name}1a2b3c4d.example.com` };
      default:
        return azure.outputs?.(type, name, inputs) ?? {};
    }
  },
  lookUp: (token) => ({
    ...azure.lookUp?.(token),
    oidcIssuerProfile: { enabled: true, issuerURL: 'https://issuer.example.com/' },
    identityProfile: { kubeletidentity: { objectId: 'principal-of-kubelet' } },
  }),
};
