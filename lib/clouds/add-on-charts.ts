import type { FactSource } from '../hardware';

/** What can be installed in a cluster, each from one chart. */
export type AddOnName =
  | 'load-balancer-controller'
  | 'gateway-definitions'
  | 'cert-manager'
  | 'metrics-server'
  | 'cluster-autoscaler'
  | 'karpenter-definitions'
  | 'karpenter'
  | 'device-plugin'
  | 'keda'
  | 'keda-http'
  | 'external-secrets'
  | 'traefik';

/** A version of a chart, what it installs, and for which clusters. */
export interface AddOnRelease extends FactSource {
  /** The version of the chart. */
  readonly version: string;
  /** The version of what it installs, without a `v`. */
  readonly app: string;
  /** The minor versions of Kubernetes that it is for: `to` is left out where its project names no last one. */
  readonly kubernetes: { readonly from: number; readonly to?: number };
  /** Where those are said. */
  readonly kubernetesSource: string;
}

/** Where an add-on is had from, and which versions of it were read. */
export interface AddOnChart {
  readonly chart: string;
  /** `https://` where there is an index of charts, or `oci://` where each has an address below it. */
  readonly repository: string;
  /** Where the project says so. */
  readonly repositorySource: string;
  readonly namespace: string;
  /** The newest first: a cluster gets the first one that is for its version. */
  readonly releases: readonly AddOnRelease[];
}

const github = 'https://github.com';
const keda = `${github}/kedacore/charts/blob`;
const kedaVersions = `${github}/kedacore/keda-docs/blob/a55c5d345e2c/content/docs/2.20/operate/cluster.md`;
const autoscaler = `${github}/kubernetes/autoscaler`;
const autoscalerVersions = `${autoscaler}/blob/55c37cd5eb55/cluster-autoscaler/README.md`;
const certManager = `${github}/cert-manager`;
const certManagerVersions = `${certManager}/website/blob/776e5dba5651/content/docs/releases/README.md`;
const externalSecrets = `${github}/external-secrets/external-secrets/blob`;
const externalSecretsVersions = `${externalSecrets}/cc5bfbc2234a/docs/introduction/stability-support.md`;
const traefik = `${github}/traefik/traefik-helm-chart/blob/v39.0.9`;
const karpenter = `${github}/aws/karpenter-provider-aws/blob/v1.14.1`;
const plugin = `${github}/NVIDIA/k8s-device-plugin/blob/v0.20.0`;
const metrics = `${github}/kubernetes-sigs/metrics-server/blob`;
const eksCharts = `${github}/aws/eks-charts/blob/523960924230`;

/** The cluster autoscaler is made for one minor version of Kubernetes each, and one chart installs any of them. */
function autoscalerRelease(minor: number, app: string): AddOnRelease {
  return {
    version: '9.59.0',
    app,
    kubernetes: { from: minor, to: minor },
    kubernetesSource: autoscalerVersions,
    source: `${autoscaler}/tree/cluster-autoscaler-${app}`,
    date: '2026-07-22',
  };
}

function karpenterChart(chart: 'karpenter' | 'karpenter-crd'): AddOnChart {
  return {
    chart,
    repository: 'oci://public.ecr.aws/karpenter',
    repositorySource: `${karpenter}/charts/karpenter/README.md`,
    namespace: 'kube-system',
    releases: [
      {
        version: '1.14.1',
        app: '1.14.1',
        kubernetes: { from: 30, to: 36 },
        kubernetesSource: `${karpenter}/website/content/en/v1.14/upgrading/compatibility.md`,
        source: `${karpenter}/charts/${chart}/Chart.yaml`,
        date: '2026-08-20',
      },
    ],
  };
}

/** The charts of all add-ons: each version was read in the repository of its chart. */
export const addOnCharts: Readonly<Record<AddOnName, AddOnChart>> = {
  'load-balancer-controller': {
    chart: 'aws-load-balancer-controller',
    repository: 'https://aws.github.io/eks-charts',
    repositorySource: `${eksCharts}/README.md`,
    namespace: 'kube-system',
    releases: [
      {
        version: '3.5.0',
        app: '3.5.0',
        kubernetes: { from: 22 },
        kubernetesSource: `${github}/kubernetes-sigs/aws-load-balancer-controller/blob/v3.5.0/docs/deploy/installation.md`,
        source: `${eksCharts}/stable/aws-load-balancer-controller/Chart.yaml`,
        date: '2026-08-03',
      },
    ],
  },
  'gateway-definitions': {
    chart: 'traefik-crds',
    repository: 'https://traefik.github.io/charts',
    repositorySource: `${traefik}/README.md`,
    namespace: 'kube-system',
    releases: [
      {
        version: '1.14.1',
        // Of the Gateway API, as the definitions in the chart say of themselves.
        app: '1.4.0',
        kubernetes: { from: 22 },
        kubernetesSource: `${traefik}/traefik-crds/Chart.yaml`,
        source: `${traefik}/traefik-crds/Chart.yaml`,
        date: '2026-05-04',
      },
    ],
  },
  'cert-manager': {
    chart: 'cert-manager',
    repository: 'https://charts.jetstack.io',
    repositorySource: `${certManager}/website/blob/776e5dba5651/content/docs/installation/helm.md`,
    namespace: 'cert-manager',
    releases: [
      {
        version: 'v1.21.1',
        app: '1.21.1',
        kubernetes: { from: 33, to: 36 },
        kubernetesSource: certManagerVersions,
        source: `${certManager}/cert-manager/tree/v1.21.1/deploy/charts/cert-manager`,
        date: '2026-07-29',
      },
      {
        version: 'v1.20.3',
        app: '1.20.3',
        kubernetes: { from: 32, to: 35 },
        kubernetesSource: certManagerVersions,
        source: `${certManager}/cert-manager/tree/v1.20.3/deploy/charts/cert-manager`,
        date: '2026-06-25',
      },
    ],
  },
  'metrics-server': {
    chart: 'metrics-server',
    repository: 'https://kubernetes-sigs.github.io/metrics-server/',
    repositorySource: `${metrics}/metrics-server-helm-chart-3.13.1/charts/metrics-server/README.md`,
    namespace: 'kube-system',
    releases: [
      {
        version: '3.13.1',
        app: '0.8.1',
        kubernetes: { from: 31 },
        kubernetesSource: `${metrics}/5ed5d3a2cf94/README.md`,
        source: `${metrics}/metrics-server-helm-chart-3.13.1/charts/metrics-server/Chart.yaml`,
        date: '2026-06-11',
      },
    ],
  },
  'cluster-autoscaler': {
    chart: 'cluster-autoscaler',
    repository: 'https://kubernetes.github.io/autoscaler',
    repositorySource: `${autoscaler}/blob/cluster-autoscaler-chart-9.59.0/cluster-autoscaler/charts/cluster-autoscaler/README.md`,
    namespace: 'kube-system',
    releases: [
      autoscalerRelease(36, '1.36.1'),
      autoscalerRelease(35, '1.35.2'),
      autoscalerRelease(34, '1.34.5'),
      autoscalerRelease(33, '1.33.6'),
    ],
  },
  'karpenter-definitions': karpenterChart('karpenter-crd'),
  karpenter: karpenterChart('karpenter'),
  'device-plugin': {
    chart: 'nvidia-device-plugin',
    repository: 'https://nvidia.github.io/k8s-device-plugin',
    repositorySource: `${plugin}/README.md`,
    namespace: 'kube-system',
    releases: [
      {
        version: '0.20.0',
        app: '0.20.0',
        kubernetes: { from: 10 },
        kubernetesSource: `${plugin}/deployments/helm/nvidia-device-plugin/Chart.yaml`,
        source: `${plugin}/deployments/helm/nvidia-device-plugin/Chart.yaml`,
        date: '2026-08-19',
      },
    ],
  },
  keda: {
    chart: 'keda',
    repository: 'https://kedacore.github.io/charts',
    repositorySource: `${keda}/1444d00d90d7/README.md`,
    namespace: 'keda',
    releases: [
      {
        version: '2.20.2',
        app: '2.20.2',
        kubernetes: { from: 33, to: 35 },
        kubernetesSource: kedaVersions,
        source: `${keda}/1444d00d90d7/keda/Chart.yaml`,
        date: '2026-08-13',
      },
      {
        version: '2.19.0',
        app: '2.19.0',
        kubernetes: { from: 32, to: 34 },
        kubernetesSource: kedaVersions,
        source: `${keda}/v2.19.0/keda/Chart.yaml`,
        date: '2026-02-02',
      },
    ],
  },
  'keda-http': {
    chart: 'keda-add-ons-http',
    repository: 'https://kedacore.github.io/charts',
    repositorySource: `${keda}/1444d00d90d7/README.md`,
    namespace: 'keda',
    releases: [
      {
        version: '0.15.0',
        app: '0.15.0',
        kubernetes: { from: 23 },
        kubernetesSource: `${keda}/1444d00d90d7/http-add-on/Chart.yaml`,
        source: `${keda}/1444d00d90d7/http-add-on/Chart.yaml`,
        date: '2026-08-13',
      },
    ],
  },
  'external-secrets': {
    chart: 'external-secrets',
    repository: 'https://charts.external-secrets.io',
    repositorySource: `${externalSecrets}/cc5bfbc2234a/deploy/charts/external-secrets/README.md`,
    namespace: 'external-secrets',
    releases: [
      {
        version: '2.9.0',
        app: '2.9.0',
        kubernetes: { from: 36, to: 36 },
        kubernetesSource: externalSecretsVersions,
        source: `${externalSecrets}/helm-chart-2.9.0/deploy/charts/external-secrets/Chart.yaml`,
        date: '2026-08-08',
      },
      {
        version: '2.8.0',
        app: '2.8.0',
        kubernetes: { from: 35, to: 36 },
        kubernetesSource: externalSecretsVersions,
        source: `${externalSecrets}/helm-chart-2.8.0/deploy/charts/external-secrets/Chart.yaml`,
        date: '2026-07-18',
      },
      {
        version: '2.6.0',
        app: '2.6.0',
        kubernetes: { from: 34, to: 35 },
        kubernetesSource: externalSecretsVersions,
        source: `${externalSecrets}/helm-chart-2.6.0/deploy/charts/external-secrets/Chart.yaml`,
        date: '2026-06-07',
      },
    ],
  },
  traefik: {
    chart: 'traefik',
    repository: 'https://traefik.github.io/charts',
    repositorySource: `${traefik}/README.md`,
    namespace: 'traefik',
    releases: [
      {
        version: '39.0.9',
        app: '3.6.15',
        kubernetes: { from: 22 },
        kubernetesSource: `${traefik}/traefik/Chart.yaml`,
        source: `${traefik}/traefik/Chart.yaml`,
        date: '2026-05-04',
      },
    ],
  },
};
