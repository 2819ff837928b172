import { Cluster } from '@pulumi/aws/eks/cluster.js';
import { NodeGroup } from '@pulumi/aws/eks/nodeGroup.js';
import { AgentPool } from '@pulumi/azure-native/containerservice/index.js';
import { CustomResource } from '@pulumi/kubernetes/apiextensions/customResource.js';
import { Deployment } from '@pulumi/kubernetes/apps/v1/deployment.js';
import { Provider } from '@pulumi/kubernetes/provider.js';
import { secret } from '@pulumi/pulumi';
import { expect, test } from 'vitest';
import { withMocks } from '../pulumi-mocks';

/** What is said of inputs that TypeScript refuses, each of any type; nothing where nothing is wrong. */
async function said(make: (inputs: (given: object) => never) => unknown, preview = false): Promise<readonly string[]> {
  try {
    // A cast, as what is wrong is to be found without the compiler.
    await withMocks(() => make((given) => given as never), { preview });
  } catch (error) {
    return String(error).split('\n').slice(1);
  }
  return [];
}

const group = { clusterName: 'ml', nodeRoleArn: 'arn', subnetIds: ['a'] };
const scalingConfig = { minSize: 0, maxSize: 1, desiredSize: 0 };

test('inputs of AWS are those that its SDK declares, at every depth', async () => {
  expect(
    await said((inputs) => {
      new NodeGroup('right', inputs({ ...group, scalingConfig, labels: { any: 'text' }, taints: [] }));
      new NodeGroup('deep', inputs({ ...group, scalingConfig: { ...scalingConfig, minsize: 0 } }));
      new NodeGroup('typed', inputs({ ...group, scalingConfig: { ...scalingConfig, minSize: '0' }, subnetIds: 'a' }));
      new NodeGroup('item', inputs({ ...group, scalingConfig, taints: [{ key: 'a', value: 'b', effects: 'c' }] }));
      new NodeGroup('top', inputs({ ...group, scalingConfig, amitype: 'AL2023' }));
      new Cluster('hidden', inputs({ roleArn: 'arn', vpcConfig: secret({ subnetIDs: ['a'] }) }));
    }),
  ).toMatchInlineSnapshot(`
    [
      "NodeGroup top: amitype is not declared, and dropped",
      "aws:eks/cluster:Cluster hidden: vpcConfig.subnetIDs is not declared",
      "aws:eks/cluster:Cluster hidden: vpcConfig.subnetIds is missing",
      "aws:eks/nodeGroup:NodeGroup deep: scalingConfig.minsize is not declared",
      "aws:eks/nodeGroup:NodeGroup item: taints[0].effect is missing",
      "aws:eks/nodeGroup:NodeGroup item: taints[0].effects is not declared",
      "aws:eks/nodeGroup:NodeGroup typed: scalingConfig.minSize must be a number, and is "0"",
      "aws:eks/nodeGroup:NodeGroup typed: subnetIds must be a list, and is "a"",
    ]
  `);
});

test('inputs of Azure are too, and so are the values of its enumerations', async () => {
  const pool = { resourceGroupName: 'ml', resourceName: 'ml', agentPoolName: 'gpu' };
  expect(
    await said((inputs) => {
      new AgentPool('right', inputs({ ...pool, osType: 'Linux', gpuProfile: { driver: 'None' }, count: 1 }));
      new AgentPool('named', inputs({ ...pool, osType: 'linux', gpuProfile: { driver: 'none' } }));
      new AgentPool('deep', inputs({ ...pool, upgradeSettings: { maxSurge: 1, maxUnavailble: '1' } }));
      new AgentPool('top', inputs({ ...pool, vmsize: 'Standard_D8s_v5' }));
    }),
  ).toMatchInlineSnapshot(`
    [
      "AgentPool top: vmsize is not declared, and dropped",
      "azure-native:containerservice:AgentPool deep: upgradeSettings.maxSurge must be a string, and is 1",
      "azure-native:containerservice:AgentPool deep: upgradeSettings.maxUnavailble is not declared",
      "azure-native:containerservice:AgentPool named: gpuProfile.driver must be "Install" or "None", and is "none"",
      "azure-native:containerservice:AgentPool named: osType must be "Linux" or "Windows", and is "linux"",
    ]
  `);
});

test('objects of Kubernetes are too', async () => {
  const of = (container: object, more: object = {}): object => ({
    spec: {
      selector: { matchLabels: { app: 'a' } },
      template: { spec: { containers: [{ name: 'a', image: 'b', ...container }] } },
      ...more,
    },
  });
  expect(
    await said((inputs) => {
      new Deployment('right', inputs(of({ ports: [{ containerPort: 8000, name: 'http' }] })));
      new Deployment('deep', inputs(of({ imagee: 'b', ports: [{ containerPort: '8000' }] }, { replica: 1 })));
      new Deployment('top', inputs({ ...of({}), status: {} }));
      new CustomResource(
        'own',
        inputs({ apiVersion: 'example.dev/v1', kind: 'Prompt', metadata: { nam: 'a' }, spec: 1 }),
      );
      new Provider('provider', inputs({ enableConfigMapMutable: true, enableConfigMapMutabel: true }));
    }),
  ).toMatchInlineSnapshot(`
    [
      "Deployment top: status is not declared, and dropped",
      "Provider provider: enableConfigMapMutabel is not declared, and dropped",
      "kubernetes:apps/v1:Deployment deep: spec.replica is not declared",
      "kubernetes:apps/v1:Deployment deep: spec.template.spec.containers[0].imagee is not declared",
      "kubernetes:apps/v1:Deployment deep: spec.template.spec.containers[0].ports[0].containerPort must be a number, and is "8000"",
      "kubernetes:example.dev/v1:Prompt own: metadata.nam is not declared",
    ]
  `);
});

test('what is not known yet may be anything', async () => {
  const program = (inputs: (given: object) => never): unknown => {
    const made = new Cluster('ml', inputs({ roleArn: 'arn', vpcConfig: { subnetIds: ['a'] } }));
    return new NodeGroup('later', inputs({ ...group, scalingConfig, clusterName: made.arn, diskSize: made.arn }));
  };
  expect(await said(program, true)).toEqual([]);
});
