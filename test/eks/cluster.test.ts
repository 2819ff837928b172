import { describe, expect, it } from 'vitest';
import { Cluster, ExistingCluster, NodePool, type ClusterProps } from '../../lib/eks';
import { all, find, valueOf, withMocks, type Run } from '../pulumi-mocks';
import { aws } from './cloud';

const network = {
  vpcId: 'vpc-1',
  nodeSubnets: [
    { id: 'subnet-a', zone: 'us-east-1a' },
    { id: 'subnet-b', zone: 'us-east-1b' },
  ],
};

const deployer = 'arn:aws:iam::123456789012:role/deployer';

const props: ClusterProps = {
  network,
  kubernetes: '1.34',
  access: { entries: { deployer: { principal: deployer, policy: 'cluster-admin' } } },
};

const make = (more: Partial<ClusterProps> = {}): Promise<Run<Cluster>> =>
  withMocks(() => new Cluster('ml', { ...props, ...more }), aws);

const cluster = 'aws:eks/cluster:Cluster';

describe('the control plane', () => {
  it('is closed unless said otherwise: access entries alone, encrypted Secrets, an audit log, a version that stays', async () => {
    const run = await make();
    expect(find(run, cluster).inputs).toEqual({
      name: 'ml-dev',
      roleArn: 'arn:aws:iam::123456789012:role/ml-control-plane',
      version: '1.34',
      vpcConfig: {
        subnetIds: ['subnet-a', 'subnet-b'],
        endpointPrivateAccess: true,
        endpointPublicAccess: true,
        publicAccessCidrs: ['0.0.0.0/0'],
      },
      accessConfig: { authenticationMode: 'API', bootstrapClusterCreatorAdminPermissions: false },
      encryptionConfig: {
        resources: ['secrets'],
        provider: { keyArn: 'arn:aws:kms:us-east-1:123456789012:key/ml-secrets' },
      },
      enabledClusterLogTypes: ['api', 'audit', 'authenticator'],
      bootstrapSelfManagedAddons: false,
      upgradePolicy: { supportType: 'EXTENDED' },
      tags: {},
    });
    expect(find(run, cluster).ignoreChanges).toEqual([
      'accessConfig.bootstrapClusterCreatorAdminPermissions',
      'bootstrapSelfManagedAddons',
    ]);
    expect(find(run, 'aws:kms/key:Key').inputs).toMatchObject({ enableKeyRotation: true, deletionWindowInDays: 30 });
    expect(find(run, 'aws:cloudwatch/logGroup:LogGroup').inputs).toMatchObject({
      name: '/aws/eks/ml-dev/cluster',
      retentionInDays: 90,
    });
    expect(find(run, cluster).dependencies).toEqual(
      expect.arrayContaining([
        'RolePolicyAttachment ml-control-plane-AmazonEKSClusterPolicy',
        'RolePolicy ml-encryption',
        'LogGroup ml-control-plane',
      ]),
    );
  });

  it('opens where it is told to', async () => {
    const run = await make({
      name: 'production',
      access: { creator: 'admin' },
      endpoint: { kind: 'private' },
      encryption: { kind: 'key', arn: 'arn:aws:kms:us-east-1:123456789012:key/mine' },
      auditLogs: { kind: 'off', reason: 'kept by the organisation' },
    });
    const { inputs } = find(run, cluster);
    expect(inputs).toMatchObject({
      name: 'production',
      accessConfig: { authenticationMode: 'API', bootstrapClusterCreatorAdminPermissions: true },
      encryptionConfig: { provider: { keyArn: 'arn:aws:kms:us-east-1:123456789012:key/mine' } },
      enabledClusterLogTypes: [],
    });
    expect(inputs['vpcConfig']).toEqual({
      subnetIds: ['subnet-a', 'subnet-b'],
      endpointPrivateAccess: true,
      endpointPublicAccess: false,
    });
    expect(all(run, 'aws:kms/key:Key')).toEqual([]);
    expect(all(run, 'aws:cloudwatch/logGroup:LogGroup')).toEqual([]);
    expect(run.result.target.name).toBe('production');
  });

  it('lets ranges in to the private endpoint before anything is deployed, and nobody unless they are named', async () => {
    const rule = 'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule';
    const from = ['10.40.0.0/16', '10.20.0.0/16', '10.40.0.0/16'];
    const run = await make({ access: { creator: 'admin' }, endpoint: { kind: 'private', from } });
    expect(all(run, rule).map(({ name, inputs }) => [name, inputs])).toEqual(
      ['10.20.0.0/16', '10.40.0.0/16'].map((cidrIpv4) => [
        `ml-endpoint-${cidrIpv4}`,
        {
          securityGroupId: 'sg-cluster',
          cidrIpv4,
          ipProtocol: 'tcp',
          fromPort: 443,
          toPort: 443,
          description: 'The API server of the cluster',
          tags: {},
        },
      ]),
    );
    expect(find(run, 'pulumi:providers:kubernetes').dependencies).toContain(
      'SecurityGroupIngressRule ml-endpoint-10.40.0.0/16',
    );
    expect(find(run, cluster).inputs['vpcConfig']).not.toHaveProperty('publicAccessCidrs');
    for (const endpoint of [undefined, { kind: 'private' }, { kind: 'public', from: ['198.51.100.0/24'] }] as const) {
      expect(all(await make({ access: { creator: 'admin' }, endpoint }), rule)).toEqual([]);
    }
  });

  it('lets in who is named, where they are named', async () => {
    const run = await make({
      access: { entries: { team: { principal: deployer, policy: 'edit', namespaces: ['models'] } } },
    });
    expect(find(run, 'aws:eks/accessEntry:AccessEntry').inputs).toEqual({
      clusterName: 'ml-dev',
      principalArn: deployer,
      tags: {},
    });
    expect(find(run, 'aws:eks/accessPolicyAssociation:AccessPolicyAssociation').inputs).toEqual({
      clusterName: 'ml-dev',
      principalArn: deployer,
      policyArn: 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSEditPolicy',
      accessScope: { type: 'namespace', namespaces: ['models'] },
    });
  });
});

describe('permissions', () => {
  it('never allow every action on every resource, and roles are taken on by one service each', async () => {
    const run = await make();
    for (const { inputs } of all(run, 'aws:iam/rolePolicy:RolePolicy')) {
      const { Statement } = JSON.parse(String(inputs['policy'])) as {
        Statement: { Action: string[]; Resource: string }[];
      };
      for (const { Action, Resource } of Statement) {
        expect(Resource).not.toBe('*');
        expect(Action.some((action) => action.includes('*'))).toBe(false);
      }
    }
    const trust = Object.fromEntries(
      all(run, 'aws:iam/role:Role').map(({ name, inputs }) => [
        name,
        JSON.parse(String(inputs['assumeRolePolicy'])) as unknown,
      ]),
    );
    const of = (service: string, actions: readonly string[]): unknown => ({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: actions, Principal: { Service: service } }],
    });
    expect(trust).toEqual({
      'ml-control-plane': of('eks.amazonaws.com', ['sts:AssumeRole', 'sts:TagSession']),
      'ml-nodes': of('ec2.amazonaws.com', ['sts:AssumeRole']),
      'ml-vpc-cni': of('pods.eks.amazonaws.com', ['sts:AssumeRole', 'sts:TagSession']),
      'ml-aws-ebs-csi-driver': of('pods.eks.amazonaws.com', ['sts:AssumeRole', 'sts:TagSession']),
    });
  });

  it('of a node are to join and to pull images, and no more', async () => {
    const run = await make();
    const policies = all(run, 'aws:iam/rolePolicyAttachment:RolePolicyAttachment').map(({ inputs }) => [
      inputs['role'],
      inputs['policyArn'],
    ]);
    expect(policies).toEqual(
      expect.arrayContaining([
        ['ml-control-plane', 'arn:aws:iam::aws:policy/AmazonEKSClusterPolicy'],
        ['ml-nodes', 'arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy'],
        ['ml-nodes', 'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly'],
        ['ml-vpc-cni', 'arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy'],
        ['ml-aws-ebs-csi-driver', 'arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy'],
      ]),
    );
    expect(policies).toHaveLength(5);
  });
});

describe('add-ons', () => {
  it('that nodes need come before them, and those that need nodes after', async () => {
    const run = await make();
    const nodes = find(run, 'aws:eks/nodeGroup:NodeGroup');
    for (const name of ['eks-pod-identity-agent', 'vpc-cni', 'kube-proxy']) {
      expect(nodes.dependencies).toContain(`Addon ml-${name}`);
    }
    for (const name of ['coredns', 'aws-ebs-csi-driver']) {
      expect(find(run, 'aws:eks/addon:Addon', `ml-${name}`).dependencies).toContain('NodeGroup ml-system');
    }
    expect(nodes.dependencies).toContain('RolePolicyAttachment ml-nodes-AmazonEKSWorkerNodePolicy');
  });

  it('enforce network policies and get their permissions by an identity of their own', async () => {
    const run = await make({ addOnVersions: { 'vpc-cni': 'v1.2.3-eksbuild.4' } });
    expect(find(run, 'aws:eks/addon:Addon', 'ml-vpc-cni').inputs).toEqual({
      clusterName: 'ml-dev',
      addonName: 'vpc-cni',
      addonVersion: 'v1.2.3-eksbuild.4',
      configurationValues: '{"enableNetworkPolicy":"true"}',
      podIdentityAssociations: [{ roleArn: 'arn:aws:iam::123456789012:role/ml-vpc-cni', serviceAccount: 'aws-node' }],
      resolveConflictsOnCreate: 'OVERWRITE',
      resolveConflictsOnUpdate: 'PRESERVE',
      tags: {},
    });
  });

  it('say aloud where their version is whatever EKS has', async () => {
    const { warnings, invoked } = await make({ volumes: 'none', addOnVersions: { coredns: 'v1.11.1-eksbuild.4' } });
    expect(warnings).toEqual([
      "eks-pod-identity-agent, vpc-cni, kube-proxy: no version is given, so that which EKS has as its default for Kubernetes 1.34 is looked up at each update, and changes when EKS changes it; write addOnVersions: { 'eks-pod-identity-agent': 'v…-eksbuild.…', … }",
    ]);
    expect(invoked.filter(({ token }) => token.endsWith('getAddonVersion')).map(({ inputs }) => inputs)).toEqual(
      ['eks-pod-identity-agent', 'vpc-cni', 'kube-proxy'].map((addonName) => ({
        addonName,
        kubernetesVersion: '1.34',
      })),
    );
  });
});

describe('the target of a cluster', () => {
  it('is plain data that is known in a preview, with each pool that was made by then', async () => {
    const run = await withMocks(
      () => {
        const made = new Cluster('ml', { ...props, addOns: { keda: { version: '2.21', namespace: 'keda' } } });
        new NodePool('cpu', { cluster: made, machine: 'm7i.large', nodes: { min: 1, max: 2 } });
        return made.target;
      },
      { ...aws, preview: true },
    );
    expect(run.result).toMatchObject({
      name: 'ml-dev',
      cloud: 'eks',
      region: 'us-east-1',
      kubernetes: '1.34',
      addOns: { keda: { version: '2.21', namespace: 'keda' } },
      issues: [],
    });
    expect(run.result.nodePools.map(({ machine }) => machine)).toEqual(['m7i.large', 'm7i.large']);
    expect(JSON.parse(JSON.stringify(run.result))).toEqual(run.result);
  });

  it('says aloud where a pool comes too late for it', async () => {
    const { warnings, result } = await withMocks(() => {
      const made = new Cluster('ml', props);
      const early = made.target.nodePools.length;
      new NodePool('cpu', { cluster: made, machine: 'm7i.large', nodes: { min: 2, max: 2 } });
      return { early, late: made.target.nodePools.length };
    }, aws);
    expect([result.early, result.late]).toEqual([1, 2]);
    expect(warnings.at(-1)?.replace(/:\d+\)/, ':N)')).toBe(
      'charts that were made before eks.NodePool cpu (test/eks/cluster.test.ts:N) do not know of it: make pools first',
    );
  });

  it('keeps workloads off the nodes of the system', async () => {
    const { result } = await make();
    expect(result.target.nodePools).toMatchObject([
      {
        machine: 'm7i.large',
        nodes: { min: 2, max: 3 },
        taints: [{ key: 'CriticalAddonsOnly', value: 'true', effect: 'NoSchedule' }],
      },
    ]);
  });
});

describe('the way into a cluster', () => {
  it('is a secret without credentials, by a provider that is there when pods can run', async () => {
    const run = await make();
    const { value, secret } = await valueOf(run.result.kubeconfig);
    expect(secret).toBe(true);
    expect(JSON.parse(String(value))).toEqual({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [
        { name: 'ml-dev', cluster: { server: 'https://api.example.com', 'certificate-authority-data': 'Q0E=' } },
      ],
      users: [
        {
          name: 'ml-dev',
          user: {
            exec: {
              apiVersion: 'client.authentication.k8s.io/v1beta1',
              command: 'aws',
              args: ['--region', 'us-east-1', 'eks', 'get-token', '--cluster-name', 'ml-dev', '--output', 'json'],
              interactiveMode: 'Never',
            },
          },
        },
      ],
      contexts: [{ name: 'ml-dev', context: { cluster: 'ml-dev', user: 'ml-dev' } }],
      'current-context': 'ml-dev',
    });
    const provider = find(run, 'pulumi:providers:kubernetes');
    expect(provider.dependencies).toEqual(
      expect.arrayContaining(['AccessPolicyAssociation ml-deployer', 'Addon ml-coredns', 'NodeGroup ml-system']),
    );
    expect(provider.inputs).toMatchObject({
      clusterIdentifier: 'https://api.example.com',
      enableConfigMapMutable: 'true',
    });
    expect(JSON.stringify(provider.inputs['kubeconfig'])).toContain('1b47061264138c4ac30d75fd1eb44270');
  });

  it('is a secret also before the cluster is there, and not known', async () => {
    const run = await withMocks(() => new Cluster('ml', props), { ...aws, preview: true });
    expect(await valueOf(run.result.kubeconfig)).toMatchObject({ known: false, secret: true });
  });

  it('leads to a cluster that exists as well, which takes pools', async () => {
    const run = await withMocks(() => {
      const existing = new ExistingCluster('old', {
        name: 'old',
        kubernetes: '1.33',
        region: 'eu-west-1',
        network,
        endpoint: 'https://old.example.com',
        certificateAuthority: 'Q0E=',
        securityGroupId: 'sg-1',
        nodeRoleArn: 'arn:aws:iam::123456789012:role/old-nodes',
      });
      new NodePool('cpu', { cluster: existing, machine: 'm7i.large', nodes: { min: 1, max: 2 } });
      return existing;
    }, aws);
    expect(run.result.target).toMatchObject({
      name: 'old',
      region: 'eu-west-1',
      nodePools: [{ machine: 'm7i.large' }],
    });
    expect(find(run, 'aws:eks/nodeGroup:NodeGroup').inputs).toMatchObject({
      clusterName: 'old',
      version: '1.33',
      nodeRoleArn: 'arn:aws:iam::123456789012:role/old-nodes',
    });
    expect(all(run, cluster)).toEqual([]);
  });

  it('protects what it is made of where it is protected', async () => {
    const run = await withMocks(() => new Cluster('ml', props, { protect: true }), aws);
    expect(find(run, cluster).protect).toBe(true);
    expect(find(run, 'aws:kms/key:Key').protect).toBe(true);
  });
});
