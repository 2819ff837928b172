import { ApiObject, Chart } from 'cdk8s';
import { describe, expect, it } from 'vitest';
import { karpenter, ModelService, unpinned, type App } from '../../lib';
import {
  AddOns,
  Cluster,
  ExistingCluster,
  GpuNodePool,
  NodePool,
  type AddOnsProps,
  type ClusterProps,
} from '../../lib/eks';
import { ChartsOnCluster } from '../../lib/pulumi';
import { all, find, withMocks, type Registered, type Run } from '../pulumi-mocks';
import { aws } from './cloud';

const network = {
  vpcId: 'vpc-1',
  nodeSubnets: [
    { id: 'subnet-a', zone: 'us-east-1a' },
    { id: 'subnet-b', zone: 'us-east-1b' },
  ],
};

const props: ClusterProps = { network, kubernetes: '1.34', access: { creator: 'admin' } };

const everything: Omit<AddOnsProps, 'cluster'> = {
  autoscaler: { kind: 'cluster-autoscaler' },
  devicePlugin: {},
  keda: { http: {} },
  metricsServer: {},
  gateway: { name: 'public', controller: 'traefik' },
  loadBalancer: {},
  externalSecrets: { secrets: ['arn:aws:secretsmanager:us-east-1:123456789012:secret:hub-a1b2c3'] },
  certManager: {},
};

interface Made {
  readonly cluster: Cluster;
  readonly addOns: AddOns;
}

function program(addOns: Omit<AddOnsProps, 'cluster'>, more: Partial<ClusterProps> = {}): Made {
  const cluster = new Cluster('ml', { ...props, ...more });
  new NodePool('cpu', { cluster, machine: 'm7i.2xlarge', nodes: { min: 1, max: 5 } });
  const accelerator = { kind: 'gpu', model: 'L4', count: 1 } as const;
  new GpuNodePool('l4', { cluster, accelerator, nodes: { min: 0, max: 6 } });
  const sharing = { kind: 'time-sliced', replicas: 4, renamed: true } as const;
  new GpuNodePool('shared', { cluster, accelerator, nodes: { min: 0, max: 2 }, sharing });
  return { cluster, addOns: new AddOns('ml', { cluster, ...addOns }) };
}

const make = (addOns: Omit<AddOnsProps, 'cluster'>, more: Partial<ClusterProps> = {}): Promise<Run<Made>> =>
  withMocks(() => program(addOns, more), aws);

const versions: ClusterProps['addOnVersions'] = {
  'vpc-cni': 'v1.20.4-eksbuild.2',
  'kube-proxy': 'v1.34.0-eksbuild.2',
  'eks-pod-identity-agent': 'v1.3.8-eksbuild.2',
  coredns: 'v1.12.3-eksbuild.1',
  'aws-ebs-csi-driver': 'v1.50.0-eksbuild.1',
};

function service(app: App): void {
  const chart = new Chart(app, 'chat', { namespace: 'chat' });
  new ApiObject(chart, 'namespace', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'chat' } });
  new ModelService(chart, 'server', {
    runtime: { kind: 'http', image: unpinned('example.com/chat:v1', 'a test'), port: 8000, healthPath: '/up' },
    resources: { cpu: 1, memory: '1Gi' },
    scaling: { kind: 'scale-to-zero', max: 4, wake: { kind: 'http-add-on', concurrency: 16 } },
  });
}

/** A statement of a policy, as AWS reads it. */
interface Statement {
  readonly Effect: string;
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

function statements(run: Run<unknown>, role: string): readonly Statement[] {
  const { policy } = find(run, 'aws:iam/rolePolicy:RolePolicy', role).inputs;
  // What the library wrote as JSON.
  return (JSON.parse(String(policy)) as { readonly Statement: readonly Statement[] }).Statement;
}

const release = 'kubernetes:helm.sh/v3:Release';

/** What a release of Helm is told, as the tests look at it. */
interface ReleaseInputs {
  readonly chart: string;
  readonly namespace: string;
  readonly version: string;
  readonly values: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

function released(run: Run<unknown>, name: string): ReleaseInputs {
  // The request hands inputs over as any.
  return find(run, release, `ml-${name}`).inputs as unknown as ReleaseInputs;
}

const releasesBefore = ({ dependencies }: Registered): readonly string[] =>
  dependencies.filter((one) => one.startsWith('Release ')).map((one) => one.replace('Release ml-', ''));

describe('all add-ons', () => {
  it('are a release of Helm each, in a version for the cluster, waited for and undone where they fail', async () => {
    const run = await make(everything);
    const versions = all(run, release).map(({ inputs }) => {
      const { chart, namespace, version } = inputs as unknown as ReleaseInputs;
      return `${chart} ${version} in ${namespace}`;
    });
    expect(versions.sort()).toEqual([
      'aws-load-balancer-controller 3.5.0 in kube-system',
      'cert-manager v1.21.1 in cert-manager',
      'cluster-autoscaler 9.59.0 in kube-system',
      'external-secrets 2.6.0 in external-secrets',
      'keda 2.20.2 in keda',
      'keda-add-ons-http 0.15.0 in keda',
      'metrics-server 3.13.1 in kube-system',
      'nvidia-device-plugin 0.20.0 in kube-system',
      'traefik 39.0.9 in traefik',
      'traefik-crds 1.14.1 in kube-system',
    ]);
    const { values, ...rest } = find(run, release, 'ml-keda').inputs;
    expect(rest).toEqual({
      name: 'keda',
      namespace: 'keda',
      chart: 'keda',
      version: '2.20.2',
      repositoryOpts: { repo: 'https://kedacore.github.io/charts' },
      atomic: true,
      cleanupOnFail: true,
      timeout: 600,
      // What Helm itself made of the release is an output.
      compat: 'true',
    });
    expect(values).toBeDefined();
    expect(find(run, release, 'ml-traefik').inputs['skipCrds']).toBe(true);
    expect(all(run, release).map(({ parent, provider }) => [parent, provider.includes('kubernetes::ml')])).toEqual(
      all(run, release).map(() => ['ml', true]),
    );
  });

  it('come after what they need, and after the roles of their own', async () => {
    const run = await make(everything);
    const before = Object.fromEntries(
      all(run, release).map((one) => [one.name.replace('ml-', ''), [...releasesBefore(one)].sort()]),
    );
    const balanced = ['load-balancer-controller'];
    expect(before).toEqual({
      'load-balancer-controller': [],
      'gateway-definitions': [],
      'device-plugin': [],
      'metrics-server': balanced,
      'cluster-autoscaler': balanced,
      'cert-manager': balanced,
      keda: balanced,
      'keda-http': ['keda', 'load-balancer-controller'],
      'external-secrets': balanced,
      traefik: ['gateway-definitions', 'load-balancer-controller'],
    });
    for (const name of ['cluster-autoscaler', 'load-balancer-controller', 'external-secrets']) {
      expect(find(run, release, `ml-${name}`).dependencies).toContain(`PodIdentityAssociation ml-${name}`);
    }
    expect(find(run, release, 'ml-keda').dependencies).toContain('Namespace ml-keda');
    expect(all(run, 'kubernetes:core/v1:Namespace').map(({ inputs }) => inputs['metadata'])).toEqual(
      ['cert-manager', 'keda', 'external-secrets', 'traefik'].map((name) => ({ name })),
    );
  });

  it('give roles to service accounts, which allow nothing on everything but to look', async () => {
    const run = await make({ ...everything, autoscaler: { kind: 'cluster-autoscaler' } });
    expect(
      all(run, 'aws:eks/podIdentityAssociation:PodIdentityAssociation')
        .map(({ inputs: { namespace, serviceAccount, clusterName } }) =>
          [clusterName, namespace, serviceAccount].join(' '),
        )
        .sort(),
    ).toEqual([
      'ml-dev external-secrets external-secrets',
      'ml-dev kube-system aws-load-balancer-controller',
      'ml-dev kube-system cluster-autoscaler',
    ]);
    const policy = statements(run, 'ml-cluster-autoscaler');
    expect(policy[1]).toEqual({
      Effect: 'Allow',
      Action: ['autoscaling:SetDesiredCapacity', 'autoscaling:TerminateInstanceInAutoScalingGroup'],
      Resource: ['*'],
      Condition: { StringEquals: { 'aws:ResourceTag/k8s.io/cluster-autoscaler/ml-dev': 'owned' } },
    });
    expect(statements(run, 'ml-external-secrets').map(({ Resource }) => Resource)).toEqual([
      ['arn:aws:secretsmanager:us-east-1:123456789012:secret:hub-a1b2c3'],
    ]);
    const names = ['ml-cluster-autoscaler', 'ml-load-balancer-controller', 'ml-external-secrets'];
    for (const { Action } of names.flatMap((name) => statements(run, name))) {
      expect(Action.filter((action) => action.includes('*'))).toEqual([]);
    }
    expect(find(run, 'aws:iam/role:Role', 'ml-cluster-autoscaler').inputs['assumeRolePolicy']).toContain(
      'pods.eks.amazonaws.com',
    );
  });

  it('are told what they need of the cluster', async () => {
    const run = await make(everything);
    const autoscaler = released(run, 'cluster-autoscaler').values;
    expect([autoscaler['autoDiscovery'], autoscaler['awsRegion'], autoscaler['image']]).toEqual([
      { clusterName: 'ml-dev' },
      'us-east-1',
      { tag: 'v1.34.5' },
    ]);
    const balancer = released(run, 'load-balancer-controller').values;
    expect([balancer['clusterName'], balancer['vpcId'], balancer['region']]).toEqual(['ml-dev', 'vpc-1', 'us-east-1']);
    expect(released(run, 'device-plugin').values['config']).toEqual({
      default: 'whole',
      map: {
        'time-sliced-4-renamed':
          '{"version":"v1","flags":{"migStrategy":"none"},"sharing":{"timeSlicing":{"renameByDefault":true,"resources":[{"name":"nvidia.com/gpu","replicas":4}]}}}',
        whole: '{"version":"v1","flags":{"migStrategy":"none"}}',
      },
    });
    expect(released(run, 'traefik').values['service']).toEqual({
      type: 'LoadBalancer',
      annotations: {
        'service.beta.kubernetes.io/aws-load-balancer-nlb-target-type': 'ip',
        'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internal',
        'service.beta.kubernetes.io/aws-load-balancer-internal': 'true',
      },
    });
  });
});

describe('Karpenter', () => {
  it('has its role, a role for its nodes with their entry, and the queue of what is about to go', async () => {
    const run = await make({ devicePlugin: {}, autoscaler: { kind: 'karpenter' } });
    expect(all(run, release).map(({ inputs }) => inputs['chart'])).toContain(
      'oci://public.ecr.aws/karpenter/karpenter',
    );
    expect(released(run, 'karpenter').values['settings']).toEqual({
      clusterName: 'ml-dev',
      interruptionQueue: 'ml-karpenter-queue',
    });
    expect(find(run, release, 'ml-karpenter').inputs['skipCrds']).toBe(true);
    expect(find(run, 'aws:eks/accessEntry:AccessEntry', 'ml-karpenter-nodes').inputs).toMatchObject({
      principalArn: 'arn:aws:iam::123456789012:role/ml-karpenter-nodes',
      type: 'EC2_LINUX',
    });
    const policy = statements(run, 'ml-karpenter');
    expect(policy.flatMap(({ Action }) => Action).filter((action) => action.includes('*'))).toEqual([]);
    expect(policy.find(({ Action }) => Action.includes('iam:PassRole'))?.Resource).toEqual([
      'arn:aws:iam::123456789012:role/ml-karpenter-nodes',
    ]);
    // On everything it may only look, in its region or at prices.
    const everywhere = policy.filter(({ Resource }) => Resource.includes('*')).flatMap(({ Action }) => Action);
    expect(everywhere.filter((action) => !/:(?:Describe|List|GetProducts)/.test(action))).toEqual([]);
    expect(all(run, 'aws:cloudwatch/eventTarget:EventTarget')).toHaveLength(5);
    expect(find(run, 'aws:sqs/queuePolicy:QueuePolicy').inputs['policy']).toContain('aws:SecureTransport');
  });
});

describe('nodes that Karpenter makes', () => {
  const existing = {
    network,
    name: 'old',
    region: 'us-east-1',
    kubernetes: '1.34',
    endpoint: 'https://old.example.com',
    certificateAuthority: 'Q0E=',
    securityGroupId: 'sg-old',
    nodeRoleArn: 'arn:aws:iam::123456789012:role/nodes',
  } as const;
  const policiesOf = (run: Run<unknown>): readonly string[] =>
    all(run, 'aws:iam/rolePolicyAttachment:RolePolicyAttachment').flatMap(({ name }) =>
      name.startsWith('ml-karpenter-nodes-') ? [name.replace('ml-karpenter-nodes-', '')] : [],
    );

  /** As the guide shows it: the pool by charts of its own, added to the cluster, then who runs on it. */
  function onKarpenter(cluster: Cluster | ExistingCluster, asked: Omit<AddOnsProps, 'cluster'>): void {
    const addOns = new AddOns('ml', { cluster, autoscaler: { kind: 'karpenter' }, ...asked });
    const nodes = new ChartsOnCluster('nodes', {
      cluster,
      charts: (app) => {
        const l4 = new karpenter.GpuNodePool(new Chart(app, 'nodes'), 'l4', {
          ...addOns.karpenterNodes,
          image: { release: 'v20260714' },
          accelerator: { kind: 'gpu', model: 'L4', count: 1 },
          nodes: { max: 6 },
        });
        cluster.addPool(l4);
      },
    });
    const charts = (app: App): void => {
      const chart = new Chart(app, 'chat', { namespace: 'default' });
      new ModelService(chart, 'server', {
        runtime: { kind: 'http', image: unpinned('example.com/chat:v1', 'a test'), port: 8000, healthPath: '/up' },
        resources: { cpu: 1, memory: '1Gi' },
        gpus: 1,
        placement: { kind: 'any-pool' },
      });
    };
    new ChartsOnCluster('models', { cluster, charts }, { dependsOn: [nodes] });
  }

  it('are in the subnets, the security group and the role of their cluster, and run its workloads', async () => {
    const run = await withMocks(() => {
      const cluster = new Cluster('ml', { ...props, addOnVersions: versions });
      onKarpenter(cluster, { devicePlugin: {} });
      return cluster.target;
    }, aws);
    expect(find(run, 'kubernetes:karpenter.k8s.aws/v1:EC2NodeClass').inputs['spec']).toMatchObject({
      role: 'ml-karpenter-nodes',
      subnetSelectorTerms: [{ id: 'subnet-a' }, { id: 'subnet-b' }],
      securityGroupSelectorTerms: [{ id: 'sg-cluster' }],
    });
    expect(find(run, 'kubernetes:apps/v1:Deployment').inputs['spec']).toMatchObject({
      template: { spec: { nodeSelector: { 'karpenter.sh/nodepool': 'l4' } } },
    });
    expect(run.warnings.filter((warning) => warning.includes('l4'))).toEqual([]);
    // Plain data, which an output of the stack can be.
    expect(run.result.nodePools.at(-1)?.name).toBe('l4');
    expect(run.result.nodePools).toEqual(structuredClone(run.result.nodePools));
    expect(policiesOf(run)).toEqual(['AmazonEKSWorkerNodePolicy', 'AmazonEC2ContainerRegistryPullOnly']);
  });

  it('may give pods their addresses where nothing tells that the network add-on has a role', async () => {
    const run = await withMocks(() => {
      onKarpenter(new ExistingCluster('ml', existing), { devicePlugin: {} });
    }, aws);
    expect(policiesOf(run)).toContain('AmazonEKS_CNI_Policy');
  });

  it('are warned of where nobody installs their device plugin', async () => {
    const run = await withMocks(() => {
      onKarpenter(new ExistingCluster('ml', existing), {});
    }, aws);
    expect(run.warnings.filter((warning) => warning.includes('l4'))).toEqual([
      "nobody who is known of installs the device plugin in the pool l4, whose GPUs no pod gets: write devicePlugin: {} of AddOns, or devicePlugin: 'gpu-operator' or 'yourself' of the pool",
    ]);
  });

  it('are of nobody without Karpenter', async () => {
    const run = await make({ devicePlugin: {}, autoscaler: { kind: 'cluster-autoscaler' } });
    expect(() => run.result.addOns.karpenterNodes).toThrow(
      /^modelyard: 1 problem, nothing was written\n\neks\/no-karpenter {3}eks\.AddOns ml {3}test\/eks\/add-ons\.test\.ts:\d+\n {2}autoscaler\.kind: is not karpenter, and no role of nodes that Karpenter makes was made\n {2}write {2}autoscaler: \{ kind: 'karpenter' \}$/,
    );
  });
});

describe('GitOps', () => {
  it('makes an Application for each, or a repository and a release', async () => {
    const argo = await make({ devicePlugin: {}, keda: {}, install: { kind: 'argo-cd', namespace: 'argocd' } });
    expect(all(argo, release)).toEqual([]);
    const application = find(argo, 'kubernetes:argoproj.io/v1alpha1:Application', 'ml-keda');
    expect(application.dependencies).toContain('Namespace ml-keda');
    expect(application.inputs['metadata']).toMatchObject({ name: 'ml-keda', namespace: 'argocd' });
    const flux = await make({
      devicePlugin: {},
      keda: { http: {} },
      install: { kind: 'flux', namespace: 'flux-system' },
    });
    const made = find(flux, 'kubernetes:helm.toolkit.fluxcd.io/v2:HelmRelease', 'ml-keda-http');
    expect(made.dependencies).toEqual(
      expect.arrayContaining(['HelmRelease ml-keda', 'HelmRepository ml-keda-http-repository']),
    );
  });
});

describe('what is installed', () => {
  it('is among the facts of the cluster', async () => {
    const { result } = await make(everything, { customResources: [] });
    const { addOns, customResources } = result.cluster.target;
    expect(addOns).toEqual({
      keda: {
        version: '2.20.2',
        namespace: 'keda',
        http: {
          version: '0.15.0',
          proxy: { namespace: 'keda', service: 'keda-add-ons-http-interceptor-proxy', port: 8080 },
          scaler: { namespace: 'keda', service: 'keda-add-ons-http-external-scaler', port: 9090 },
        },
      },
      clusterAutoscaler: { version: '1.34.5' },
      gateways: [
        {
          name: 'public',
          namespace: 'traefik',
          version: '1.4.0',
          controller: 'traefik.io/gateway-controller',
          from: { namespace: 'traefik', podLabels: { 'app.kubernetes.io/name': 'traefik' } },
        },
      ],
      ingressClasses: [{ name: 'alb', controller: 'ingress.k8s.aws/alb' }],
    });
    expect(customResources).toContainEqual({
      group: 'keda.sh',
      kind: 'ScaledObject',
      versions: ['v1alpha1'],
      release: '2.20.2',
    });
  });

  it('leaves unknown which kinds there are where nobody said', async () => {
    const { result } = await make(everything);
    const { customResources, installed } = result.cluster.target;
    expect(customResources).toBeUndefined();
    expect(installed?.namespaces).toEqual(expect.arrayContaining(['kube-system', 'keda', 'traefik', 'cert-manager']));
    expect(installed?.customResources).toContainEqual({
      group: 'keda.sh',
      kind: 'ScaledObject',
      versions: ['v1alpha1'],
      release: '2.20.2',
    });
  });

  it('is proven of charts that are held to every proof, and a kind or a namespace that nobody brought is not', async () => {
    const proven = (charts: (app: App) => void): Promise<Run<unknown>> =>
      withMocks(() => {
        const { cluster } = program(everything);
        return new ChartsOnCluster('models', { cluster, charts, proof: 'required' });
      }, aws);
    await proven((app) => {
      service(app);
      const chart = new Chart(app, 'scaling', { namespace: 'keda' });
      new ApiObject(chart, 'login', { apiVersion: 'keda.sh/v1alpha1', kind: 'TriggerAuthentication', spec: {} });
    });
    await expect(
      proven((app) => {
        const chart = new Chart(app, 'scaling', { namespace: 'elsewhere' });
        new ApiObject(chart, 'login', { apiVersion: 'kueue.x-k8s.io/v1beta1', kind: 'LocalQueue', spec: {} });
      }),
    ).rejects.toThrow(/verify\/not-known-kind[^]*verify\/not-known-namespace/);
  });

  it('takes values of the user on top of ours', async () => {
    const run = await make({
      devicePlugin: {},
      keda: { values: { operator: { replicaCount: 1 }, logging: { operator: { level: 'debug' } } } },
    });
    const { values } = released(run, 'keda');
    expect([values['operator'], values['logging'], values['crds']]).toEqual([
      { replicaCount: 1 },
      { operator: { level: 'debug' } },
      { install: true },
    ]);
  });
});

describe('charts', () => {
  it('wait for add-ons, and a service that its requests wake passes its proofs', async () => {
    // What is wrong in the charts would be thrown.
    const run = await withMocks(() => {
      const { cluster } = program(everything, { customResources: [], addOnVersions: versions });
      return new ChartsOnCluster('models', { cluster, charts: service });
    }, aws);
    const scaled = find(run, 'kubernetes:keda.sh/v1alpha1:ScaledObject');
    expect(scaled.dependencies).toEqual(expect.arrayContaining(['Release ml-keda', 'Release ml-keda-http']));
    expect(find(run, 'kubernetes:http.keda.sh/v1beta1:InterceptorRoute').dependencies).toContain(
      'Release ml-keda-http',
    );
    expect(run.warnings).toEqual([]);
  });

  it('that came before are warned of', async () => {
    const run = await withMocks(() => {
      const cluster = new Cluster('ml', { ...props, addOnVersions: versions });
      expect(cluster.target.name).toBe('ml-dev');
      new AddOns('ml', { cluster, metricsServer: {} });
      new NodePool('late', { cluster, machine: 'm7i.large', nodes: { min: 1, max: 1 } });
    }, aws);
    expect(run.warnings.map((warning) => warning.replaceAll(/test\.ts:\d+/g, 'test.ts:N'))).toEqual([
      'charts that were made before metrics-server neither know of it nor wait for it: make add-ons first',
      'eks.NodePool late (test/eks/add-ons.test.ts:N) was made after eks.AddOns ml (test/eks/add-ons.test.ts:N), where nothing is known of it: make pools first',
      'charts that were made before eks.NodePool late (test/eks/add-ons.test.ts:N) do not know of it: make pools first',
    ]);
  });
});
