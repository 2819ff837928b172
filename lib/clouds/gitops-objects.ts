import type { PlannedAddOn } from './add-on-plan';
import type { AddOnInstall } from './add-on-props';
import type { ChartValues } from './add-on-values/chart-values';

/** An object of a tool that installs charts by itself. */
export interface GitOpsObject {
  readonly apiVersion: string;
  readonly kind: 'Application' | 'HelmRepository' | 'HelmRelease';
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly finalizers?: readonly string[];
  };
  readonly spec: Readonly<Record<string, unknown>>;
}

const skipsDefinitions: readonly string[] = ['traefik', 'karpenter'];

/** Says whether the definitions in the chart's own folder are left out, because another chart brings them. */
export function leavesDefinitionsOut({ name }: Pick<PlannedAddOn, 'name'>): boolean {
  return skipsDefinitions.includes(name);
}

/**
 * An Application of Argo CD.
 *
 * It is waited for until it is healthy; its objects go with it, by the finalizer. Argo CD only renders charts, and the load
 * balancer controller's makes a certificate at each rendering: such fields are left as they were first. Source:
 * argoproj/argo-cd, docs/user-guide/helm.md, app_deletion.md, sync-options.md and diffing.md (read 2026-11-22).
 */
export function argoApplication(
  addOn: PlannedAddOn,
  values: ChartValues,
  install: AddOnInstall & { readonly kind: 'argo-cd' },
  prefix: string,
): GitOpsObject {
  const { chart, release, namespace, name } = addOn;
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      name: `${prefix}-${name}`,
      namespace: install.namespace,
      annotations: { 'pulumi.com/waitFor': 'jsonpath={.status.health.status}=Healthy' },
      finalizers: ['resources-finalizer.argocd.argoproj.io'],
    },
    spec: {
      project: install.project ?? 'default',
      source: {
        repoURL: chart.repository.replace(/^oci:\/\//, ''),
        chart: chart.chart,
        targetRevision: release.version,
        helm: {
          releaseName: chart.chart,
          valuesObject: values,
          ...(leavesDefinitionsOut(addOn) && { skipCrds: true }),
        },
      },
      destination: { server: 'https://kubernetes.default.svc', namespace },
      syncPolicy: {
        automated: { prune: true, selfHeal: true },
        // Definitions are too large for the annotation in which a client would keep what it applied last.
        syncOptions: ['ServerSideApply=true', 'RespectIgnoreDifferences=true'],
      },
      ...(name === 'load-balancer-controller' && { ignoreDifferences: madeAnew }),
    },
  };
}

/** What the load balancer controller's chart makes anew at each rendering. */
const madeAnew: readonly Readonly<Record<string, unknown>>[] = [
  { group: '', kind: 'Secret', name: 'aws-load-balancer-tls', jsonPointers: ['/data'] },
  ...['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'].map((kind) => ({
    group: 'admissionregistration.k8s.io',
    kind,
    name: 'aws-load-balancer-webhook',
    jqPathExpressions: ['.webhooks[].clientConfig.caBundle'],
  })),
];

/**
 * A HelmRepository and a HelmRelease of Flux.
 *
 * Source: fluxcd/helm-controller, docs/spec/v2/helmreleases.md, and fluxcd/source-controller,
 * docs/spec/v1/helmrepositories.md, as far as the definitions of both have these fields (held to them by a test).
 */
export function fluxObjects(
  addOn: PlannedAddOn,
  values: ChartValues,
  install: AddOnInstall & { readonly kind: 'flux' },
  prefix: string,
): readonly [repository: GitOpsObject, release: GitOpsObject] {
  const { chart, release, after } = addOn;
  const metadata = { name: `${prefix}-${addOn.name}`, namespace: install.namespace };
  const isOci = chart.repository.startsWith('oci://');
  const definitions = leavesDefinitionsOut(addOn) ? 'Skip' : 'CreateReplace';
  const remediation = { retries: 3 };
  return [
    {
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'HelmRepository',
      metadata: { ...metadata, annotations: { 'pulumi.com/skipAwait': 'true' } },
      spec: { url: chart.repository, interval: '1h', ...(isOci && { type: 'oci' }) },
    },
    {
      apiVersion: 'helm.toolkit.fluxcd.io/v2',
      kind: 'HelmRelease',
      metadata: { ...metadata, annotations: { 'pulumi.com/waitFor': 'condition=Ready' } },
      spec: {
        interval: '1h',
        releaseName: chart.chart,
        targetNamespace: addOn.namespace,
        storageNamespace: addOn.namespace,
        chart: {
          spec: {
            chart: chart.chart,
            version: release.version,
            sourceRef: { kind: 'HelmRepository', name: metadata.name },
          },
        },
        ...(after.length > 0 && { dependsOn: after.map((other) => ({ name: `${prefix}-${other}` })) }),
        timeout: '10m',
        install: { crds: definitions, remediation },
        upgrade: { crds: definitions, remediation },
        values,
      },
    },
  ];
}
