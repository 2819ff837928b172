import { AddOns, Cluster, GpuNodePool, Network, NodePool, ObjectStore, Registry } from '../../lib/aks';
import { ChartsOnCluster } from '../../lib/pulumi';
import type { Changes } from '../eks/whole-program';
import { wholeCharts } from '../pulumi/whole-charts';

/** A program that has one of everything, as a team would write it for AKS. */
export function wholeProgram({ places, moved }: Changes = {}): void {
  const network = new Network('ml', { cidr: '10.20.0.0/16', pods: 'subnet' });
  const cluster = new Cluster('ml', {
    network,
    kubernetes: '1.34',
    access: {
      creator: 'admin',
      entries: {
        team: {
          principal: '00000000-0000-0000-0000-000000000001',
          type: 'group',
          policy: 'edit',
          namespaces: ['chat'],
        },
      },
    },
    encryption: {
      kind: 'key',
      id: 'https://keys.vault.azure.net/keys/ml/1',
      vaultId: '/subscriptions/s/resourceGroups/keys/providers/Microsoft.KeyVault/vaults/keys',
    },
  });
  new NodePool('cpu', { cluster, machine: 'Standard_D8s_v5', nodes: { min: 1, max: 5 } });
  const t4 = new GpuNodePool('t4', {
    cluster,
    accelerator: { kind: 'gpu', model: 'T4', count: 1 },
    nodes: { min: 0, max: 6 },
    capacity: { kind: 'spot' },
  });
  const images = new Registry('models', { repositories: ['chat', 'train'] });
  images.grantPull(cluster);
  const weights = new ObjectStore('weights', { cluster });
  new AddOns('ml', {
    cluster,
    devicePlugin: {},
    keda: { http: {} },
    gateway: { name: 'public', controller: 'traefik' },
    certManager: {},
    externalSecrets: {
      secrets: ['/subscriptions/s/resourceGroups/keys/providers/Microsoft.KeyVault/vaults/keys/secrets/hub'],
    },
  });
  new ChartsOnCluster('models', { cluster, charts: wholeCharts({ pool: t4, images, weights }, places), moved });
}
