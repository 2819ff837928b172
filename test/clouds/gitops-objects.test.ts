import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { addOnCharts, type AddOnName } from '../../lib/clouds/add-on-charts';
import { planAddOns, type PlannedAddOn } from '../../lib/clouds/add-on-plan';
import { argoApplication, fluxObjects, type GitOpsObject } from '../../lib/clouds/gitops-objects';
import { asArray, asRecord } from '../../lib/verify';

const crds = join(__dirname, '../../../shared/crds');

const addOns = planAddOns(
  // The keys of the table are its names.
  (Object.keys(addOnCharts) as AddOnName[]).map((name) => ({ name, property: name })),
  '1.34',
).addOns;

const values = { replicas: 2 };
const argo = { kind: 'argo-cd', namespace: 'argocd' } as const;
const flux = { kind: 'flux', namespace: 'flux-system' } as const;

function planned(name: AddOnName): PlannedAddOn {
  return addOns.find((one) => one.name === name) ?? expect.fail(`${name} is not planned`);
}

describe('Argo CD', () => {
  it('is told the chart, the version and the values, and removes what it made', () => {
    expect(argoApplication(planned('karpenter'), values, argo, 'ml')).toEqual({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: {
        name: 'ml-karpenter',
        namespace: 'argocd',
        annotations: { 'pulumi.com/waitFor': 'jsonpath={.status.health.status}=Healthy' },
        finalizers: ['resources-finalizer.argocd.argoproj.io'],
      },
      spec: {
        project: 'default',
        source: {
          repoURL: 'public.ecr.aws/karpenter',
          chart: 'karpenter',
          targetRevision: '1.14.1',
          helm: { releaseName: 'karpenter', valuesObject: values, skipCrds: true },
        },
        destination: { server: 'https://kubernetes.default.svc', namespace: 'kube-system' },
        syncPolicy: {
          automated: { prune: true, selfHeal: true },
          syncOptions: ['ServerSideApply=true', 'RespectIgnoreDifferences=true'],
        },
      },
    });
  });

  it('leaves alone what a chart makes anew at each rendering', () => {
    const { spec } = argoApplication(
      planned('load-balancer-controller'),
      values,
      { ...argo, project: 'platform' },
      'ml',
    );
    expect(spec['project']).toBe('platform');
    expect(asArray(spec['ignoreDifferences']).map((one) => asRecord(one)['kind'])).toEqual([
      'Secret',
      'MutatingWebhookConfiguration',
      'ValidatingWebhookConfiguration',
    ]);
  });
});

describe('Flux', () => {
  it('is told the same, and what each comes after', () => {
    const [repository, release] = fluxObjects(planned('keda-http'), values, flux, 'ml');
    expect(repository.spec).toEqual({ url: 'https://kedacore.github.io/charts', interval: '1h' });
    expect(fluxObjects(planned('karpenter'), values, flux, 'ml')[0].spec).toEqual({
      url: 'oci://public.ecr.aws/karpenter',
      interval: '1h',
      type: 'oci',
    });
    expect(release).toEqual({
      apiVersion: 'helm.toolkit.fluxcd.io/v2',
      kind: 'HelmRelease',
      metadata: {
        name: 'ml-keda-http',
        namespace: 'flux-system',
        annotations: { 'pulumi.com/waitFor': 'condition=Ready' },
      },
      spec: {
        interval: '1h',
        releaseName: 'keda-add-ons-http',
        targetNamespace: 'keda',
        storageNamespace: 'keda',
        chart: {
          spec: {
            chart: 'keda-add-ons-http',
            version: '0.15.0',
            sourceRef: { kind: 'HelmRepository', name: 'ml-keda-http' },
          },
        },
        dependsOn: [{ name: 'ml-load-balancer-controller' }, { name: 'ml-keda' }],
        timeout: '10m',
        install: { crds: 'CreateReplace', remediation: { retries: 3 } },
        upgrade: { crds: 'CreateReplace', remediation: { retries: 3 } },
        values,
      },
    });
  });
});

/** Refuses fields that a definition does not have, as a strict API server does. */
function validator(file: string, apiVersion: string): ValidateFunction {
  const definition = asRecord(parse(readFileSync(join(crds, file), 'utf8')));
  const wanted = apiVersion.split('/').at(-1);
  const version = asArray(asRecord(definition['spec'])['versions'])
    .map(asRecord)
    .find(({ name }) => name === wanted);
  const schema = closed(asRecord(asRecord(version?.['schema'])['openAPIV3Schema']));
  return new Ajv2020({ strict: false, validateFormats: false }).compile(schema);
}

function closed(schema: object): object {
  const entries = Object.entries(schema).map(([key, value]): [string, unknown] => [
    key,
    Array.isArray(value)
      ? value.map((one: unknown) => (typeof one === 'object' && one !== null ? closed(one) : one))
      : typeof value === 'object' && value !== null
        ? closed(value)
        : value,
  ]);
  const copy = Object.fromEntries(entries);
  const open = copy['x-kubernetes-preserve-unknown-fields'] === true || 'additionalProperties' in copy;
  const isSchema = copy['type'] === 'object' && 'properties' in copy;
  return isSchema && !open ? { ...copy, additionalProperties: false } : copy;
}

const definitions: Readonly<Record<GitOpsObject['kind'], string>> = {
  Application: 'argoproj+argo-cd/application-crd.yaml',
  HelmRepository: 'fluxcd+source-controller/source.toolkit.fluxcd.io_helmrepositories.yaml',
  HelmRelease: 'fluxcd+helm-controller/helm.toolkit.fluxcd.io_helmreleases.yaml',
};

describe.skipIf(!existsSync(crds))('the definitions of both', () => {
  it('have all that is said', () => {
    const objects = addOns.flatMap((addOn) => [
      argoApplication(addOn, values, argo, 'ml'),
      ...fluxObjects(addOn, values, flux, 'ml'),
    ]);
    const validators = new Map<string, ValidateFunction>();
    for (const object of objects) {
      const { kind, apiVersion, metadata, spec } = object;
      const validate = validators.get(kind) ?? validator(definitions[kind], apiVersion);
      validators.set(kind, validate);
      // What any object has is judged elsewhere.
      expect([metadata.name, validate({ apiVersion, kind, metadata: {}, spec }), validate.errors]).toEqual([
        metadata.name,
        true,
        null,
      ]);
      expect(validate({ apiVersion, kind, metadata: {}, spec: { ...spec, misspelt: 1 } })).toBe(false);
    }
    expect(validators.size).toBe(3);
  });
});
