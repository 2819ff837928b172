import { CustomResource as KubernetesObject } from '@pulumi/kubernetes/apiextensions/customResource.js';
import { Namespace } from '@pulumi/kubernetes/core/v1/namespace.js';
import { Release } from '@pulumi/kubernetes/helm/v3/release.js';
import type { ComponentResource, ProviderResource, Resource } from '@pulumi/pulumi';
import type { AddOnName } from './add-on-charts';
import type { PlannedAddOn } from './add-on-plan';
import type { AddOnInstall } from './add-on-props';
import { mergeValues, type ChartValues, type ValuesOfRelease } from './add-on-values/chart-values';
import { argoApplication, fluxObjects, leavesDefinitionsOut, type GitOpsObject } from './gitops-objects';

/** What is installed, and by whom. */
export interface Installation {
  readonly name: string;
  readonly addOns: readonly PlannedAddOn[];
  readonly values: Readonly<Partial<Record<AddOnName, ValuesOfRelease>>>;
  /** What an add-on needs of its cloud before it starts, such as its role. */
  readonly needs: Readonly<Partial<Record<AddOnName, readonly Resource[]>>>;
  /** What all of them come after, and are gone before. */
  readonly after?: readonly Resource[] | undefined;
  readonly install: AddOnInstall;
  readonly provider: ProviderResource;
}

/**
 * How long a chart's objects are waited for, in seconds: on a new cluster the first images are pulled, and nodes may have
 * to come first. Helm's own five minutes are what the slowest of them, with its hooks, takes by itself.
 */
const timeoutSeconds = 600;

/** Namespaces that every cluster has. */
const givenNamespaces: readonly string[] = ['kube-system', 'default'];

/**
 * Installs add-ons, each after what it needs, so that they go in the reverse order.
 *
 * @returns what is to be there before charts use any of them, by what it installs
 */
export function installAddOns(parent: ComponentResource, installation: Installation): ReadonlyMap<AddOnName, Resource> {
  const { addOns, values, needs, name, provider, after = [] } = installation;
  const namespaces = makeNamespaces(parent, installation);
  const made = new Map<AddOnName, Resource>();
  for (const addOn of addOns) {
    const own = values[addOn.name];
    const merged = mergeValues(own === undefined ? {} : own(addOn.release), addOn.values);
    const namespace = namespaces.get(addOn.namespace);
    const dependsOn = [
      ...after,
      ...(needs[addOn.name] ?? []),
      ...(namespace === undefined ? [] : [namespace]),
      ...addOn.after.flatMap((other) => made.get(other) ?? []),
    ];
    const part = `${name}-${addOn.name}`;
    made.set(addOn.name, makeAddOn(part, addOn, merged, installation, { parent, provider, dependsOn }));
  }
  return made;
}

function makeNamespaces(
  parent: ComponentResource,
  { name, addOns, provider, after = [] }: Installation,
): ReadonlyMap<string, Namespace> {
  const wanted = new Set(addOns.map(({ namespace }) => namespace).filter((one) => !givenNamespaces.includes(one)));
  return new Map(
    [...wanted].map((namespace) => [
      namespace,
      new Namespace(
        `${name}-${namespace}`,
        { metadata: { name: namespace } },
        { parent, provider, dependsOn: [...after] },
      ),
    ]),
  );
}

interface MadeOptions {
  readonly parent: ComponentResource;
  readonly provider: ProviderResource;
  readonly dependsOn: Resource[];
}

function makeAddOn(
  part: string,
  addOn: PlannedAddOn,
  values: ChartValues,
  { install, name }: Installation,
  opts: MadeOptions,
): Resource {
  switch (install.kind) {
    case 'helm':
      return makeRelease(part, addOn, values, opts);
    case 'argo-cd':
      return makeObject(part, argoApplication(addOn, values, install, name), opts);
    case 'flux': {
      const [repository, release] = fluxObjects(addOn, values, install, name);
      const source = makeObject(`${part}-repository`, repository, opts);
      return makeObject(part, release, { ...opts, dependsOn: [...opts.dependsOn, source] });
    }
  }
}

/**
 * A release of Helm, which runs the hooks of its chart, is waited for and, where it fails, undone: a chart that is half
 * installed keeps its name, and the next `up` could not install it.
 */
function makeRelease(part: string, addOn: PlannedAddOn, values: ChartValues, opts: MadeOptions): Release {
  const { chart, release, namespace } = addOn;
  const isOci = chart.repository.startsWith('oci://');
  return new Release(
    part,
    {
      // Known to others: Services of a chart are named after it.
      name: chart.chart,
      namespace,
      chart: isOci ? `${chart.repository}/${chart.chart}` : chart.chart,
      version: release.version,
      ...(!isOci && { repositoryOpts: { repo: chart.repository } }),
      values: { ...values },
      atomic: true,
      cleanupOnFail: true,
      timeout: timeoutSeconds,
      ...(leavesDefinitionsOut(addOn) && { skipCrds: true }),
    },
    opts,
  );
}

function makeObject(part: string, { apiVersion, kind, metadata, spec }: GitOpsObject, opts: MadeOptions): Resource {
  const { finalizers, ...rest } = metadata;
  return new KubernetesObject(
    part,
    {
      apiVersion,
      kind,
      metadata: { ...rest, ...(finalizers && { finalizers: [...finalizers] }) },
      spec: { ...spec },
    },
    opts,
  );
}
