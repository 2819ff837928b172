import { ApiObject, Chart, JsonPatch, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import {
  App,
  Claim,
  existingConfigMap,
  existingSecret,
  ExternalSecret,
  karpenter,
  ModelService,
  Namespace,
  setPlatformDefaults,
  type AppProps,
  type CaBundle,
  type Caller,
  type PlatformDefaults,
  type PodTransform,
} from '../../lib';
import type {
  AppDescription,
  CaBundleDescription,
  CallerDescription,
  ChartDescription,
  NamespacesDescription,
  PlatformDescription,
} from './app-description';
import type { DrawnPool } from '../platform/karpenter/drawn-pools';
import { picked } from './agreeing-pods';
import { sampleClusterOf } from './sample-cluster';
import { neighbourName } from './generated-apps';
import { exposureFrom, propsFrom, type Neighbours } from './build-service';

/** An app built from its description. */
export interface BuiltApp {
  readonly app: App;
  /** Every model service, in the order of the description. */
  readonly services: readonly ModelService[];
}

/** Tells nothing: thousands of apps would. */
export class QuietApp extends App {
  protected override report(): void {
    // What it would tell is no part of any test of generated apps.
  }
}

/** What a test may ask for beside what is described. */
export interface BuildOptions extends AppProps {
  /** Comes after what the description itself makes of each pod, in the order of the services. */
  readonly lastWord?: PodTransform | undefined;
  /** The app to build it in, which is bound to its cluster already. */
  readonly into?: App | undefined;
}

/** Builds what a description describes, and nothing else. */
export function buildApp(description: AppDescription, { lastWord, into, ...props }: BuildOptions = {}): BuiltApp {
  const { cluster, platform, namespaces, charts, pools } = description;
  const app = into ?? new QuietApp({ cluster: sampleClusterOf(cluster), ...props });
  if (platform !== undefined) setPlatformDefaults(app, platformFrom(platform));
  const beside = namespaces.length === 0 ? undefined : new Chart(app, 'namespaces beside');
  for (const { id, ...own } of namespaces) if (beside !== undefined) new Namespace(beside, id, own);
  const nodes = pools.length === 0 ? undefined : new Chart(app, 'pools beside');
  pools.forEach((pool, index) => {
    if (nodes !== undefined) addPool(nodes, `pool-${index}`, pool);
  });
  const built: { readonly chart: Chart; readonly description: ChartDescription; readonly neighbours: Neighbours }[] =
    [];
  for (const drawn of charts) {
    const scope = drawn.nested === true ? (built.at(-1)?.chart ?? app) : app;
    const { namespace } = drawn;
    const chart = new Chart(scope, drawn.id, namespace === undefined ? {} : { namespace });
    if (drawn.platform !== undefined) setPlatformDefaults(chart, platformFrom(drawn.platform));
    built.push({ chart, description: drawn, neighbours: addNeighbours(chart, drawn) });
  }
  const made = built.flatMap(({ chart, description: { services: drawn }, neighbours }) =>
    drawn.map((service) => {
      const { path, props } = service;
      const scope = path.slice(0, -1).reduce<Construct>((above, id) => childOf(above, id), chart);
      const own = propsFrom(props, neighbours);
      const last = lastWord === undefined ? {} : { transformPod: inTurn(own.transformPod, lastWord) };
      const construct = new ModelService(scope, path.at(-1) ?? '', { ...own, ...last });
      return { construct, service, neighbours };
    }),
  );
  const services = made.map(({ construct }) => construct);
  for (const { construct, service, neighbours } of made) {
    for (const exposure of service.exposures) construct.exposeVia(exposureFrom(exposure, neighbours));
    service.callers.forEach((caller, index) => {
      construct.allowFrom(callerFrom(caller, `caller-${index}`, construct, services, neighbours));
    });
  }
  return { app, services };
}

function addPool(chart: Chart, id: string, pool: DrawnPool): void {
  if (pool.construct === 'NodePool') new karpenter.NodePool(chart, id, pool.props);
  else new karpenter.GpuNodePool(chart, id, pool.props);
}

function platformFrom({ imagePullSecrets, caBundle, ...rest }: PlatformDescription): PlatformDefaults {
  return {
    ...rest,
    ...(imagePullSecrets === undefined
      ? {}
      : { imagePullSecrets: imagePullSecrets.map((name) => existingSecret(name)) }),
    ...(caBundle === undefined ? {} : { caBundle: bundleFrom(caBundle) }),
  };
}

function bundleFrom({ kind, name, key }: CaBundleDescription): CaBundle {
  return kind === 'secret'
    ? { kind, secret: existingSecret(name), key }
    : { kind, configMap: existingConfigMap(name), key };
}

function inTurn(first: PodTransform | undefined, second: PodTransform): PodTransform {
  return first === undefined ? second : (template) => second(first(template));
}

export function childOf(scope: Construct, id: string): Construct {
  const child = scope.node.tryFindChild(id);
  return child instanceof Construct ? child : new Construct(scope, id);
}

export function addNeighbours(chart: Chart, description: ChartDescription): Neighbours {
  const imported = new Map<string, kplus.ISecret>();
  return {
    claims: description.claims.map(({ id, ...props }) => new Claim(chart, id, props)),
    externalSecrets: description.externalSecrets.map(({ id, data, ...props }) => {
      const byKey = Object.fromEntries(data.map(({ secretKey, ...remote }) => [secretKey, remote]));
      return new ExternalSecret(chart, id, { ...props, data: byKey });
    }),
    secrets: description.secrets.map(({ id, keys }) => {
      return new kplus.Secret(chart, id, {
        ...named(id),
        stringData: Object.fromEntries(keys.map((key) => [key, 'of no worth'])),
      });
    }),
    configMaps: description.configMaps.map(({ id, keys }) => {
      return new kplus.ConfigMap(chart, id, {
        ...named(id),
        data: Object.fromEntries(keys.map((key) => [key, 'setting'])),
      });
    }),
    volumeClaims: description.volumeClaims.map(({ id, accessModes }) => {
      const modes = accessModes.map((mode) => accessModeOfKplus[mode]);
      const storage = Size.gibibytes(1);
      return new kplus.PersistentVolumeClaim(chart, id, { ...named(id), accessModes: modes, storage });
    }),
    serviceAccounts: description.serviceAccounts.map(({ id }) => new kplus.ServiceAccount(chart, id, named(id))),
    workloads: description.workloads.map(({ id }) => addWorkload(chart, id)),
    imported: (name) => {
      const secret = imported.get(name) ?? kplus.Secret.fromSecretName(chart, `imported ${name}`, name);
      imported.set(name, secret);
      return secret;
    },
  };
}

/** A name of its own: the one that cdk8s derives is not valid wherever the chart has an odd id. */
function named(id: string): { readonly metadata: { readonly name: string } } {
  return { metadata: { name: neighbourName(id) } };
}

const accessModeOfKplus = {
  ReadWriteOnce: kplus.PersistentVolumeAccessMode.READ_WRITE_ONCE,
  ReadOnlyMany: kplus.PersistentVolumeAccessMode.READ_ONLY_MANY,
  ReadWriteMany: kplus.PersistentVolumeAccessMode.READ_WRITE_MANY,
  ReadWriteOncePod: kplus.PersistentVolumeAccessMode.READ_WRITE_ONCE_POD,
};

/** A workload of cdk8s-plus as Pod Security restricted wants it. */
function addWorkload(chart: Chart, id: string): kplus.Deployment {
  const deployment = new kplus.Deployment(chart, id, {
    ...named(id),
    securityContext: { user: 1000 },
    containers: [{ image: 'web', securityContext: { user: 1000, capabilities: { drop: [kplus.Capability.ALL] } } }],
  });
  const seccomp = JsonPatch.add('/spec/template/spec/securityContext/seccompProfile', { type: 'RuntimeDefault' });
  ApiObject.of(deployment).addJsonPatch(seccomp);
  return deployment;
}

function callerFrom(
  caller: CallerDescription,
  id: string,
  service: ModelService,
  services: readonly ModelService[],
  { workloads }: Neighbours,
): Caller {
  switch (caller.kind) {
    case 'namespace':
    case 'pods':
    case 'addresses':
      return caller;
    case 'model-service':
      return picked(services, caller.pick);
    case 'kplus-workload':
      return picked(workloads, caller.pick);
    case 'kplus-pods': {
      const { labels, namespaces } = caller;
      return kplus.Pods.select(service, id, {
        labels,
        ...(namespaces === undefined ? {} : { namespaces: namespacesFrom(namespaces, `${id}-namespaces`, service) }),
      });
    }
    case 'kplus-namespaces':
      return namespacesFrom(caller.namespaces, id, service);
    case 'kplus-namespace':
      return new kplus.Namespace(service, id, { metadata: { name: caller.name } });
    case 'kplus-addresses':
      return caller.cidr.includes(':')
        ? kplus.NetworkPolicyIpBlock.ipv6(service, id, caller.cidr)
        : kplus.NetworkPolicyIpBlock.ipv4(service, id, caller.cidr);
  }
}

function namespacesFrom({ names, labels }: NamespacesDescription, id: string, scope: Construct): kplus.Namespaces {
  return kplus.Namespaces.select(scope, id, {
    ...(names === undefined ? {} : { names: [...names] }),
    ...(labels === undefined ? {} : { labels }),
  });
}
