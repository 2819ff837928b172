import type * as kplus from 'cdk8s-plus-28';
import {
  atLeastOne,
  defineRuntime,
  existingClaim,
  existingConfigMap,
  existingSecret,
  gateway,
  ingressClass,
  models,
  notSecret,
  unpinned,
  type Claim,
  type ClaimReference,
  type ConfigMapReference,
  type Env,
  type EnvValue,
  type Exposure,
  type ExternalSecret,
  type ImageRef,
  type InitContainer,
  type Model,
  type ModelServiceProps,
  type MountedVolume,
  type Placement,
  type Scaling,
  type SecretKey,
  type SecretReference,
  type ServerDescription,
  type Sidecar,
  type VolumeSource,
} from '../../lib';
import { picked } from './agreeing-pods';
import { impliedGpus } from './agreeing-hardware';
import { modelOf, namesSetBy } from './agreeing-runtimes';
import type {
  ArchitectureDescription,
  ClaimReferenceDescription,
  ConfigMapDescription,
  EnvValueDescription,
  ExposureDescription,
  FileDescription,
  ImageDescription,
  InitContainerDescription,
  ModelDescription,
  ModelSourceDescription,
  PlacementDescription,
  PropsDescription,
  RuntimeDescription,
  ScalingDescription,
  SecretDescription,
  SecretKeyDescription,
  VariableDescription,
  VolumeDescription,
  VolumeSourceDescription,
} from './app-description';
import { transformFrom } from './pod-transforms';
import { sampleGateway, samplePoolWith } from './sample-cluster';

/** What stands beside the services of a chart, to be referred to. */
export interface Neighbours {
  readonly claims: readonly Claim[];
  readonly externalSecrets: readonly ExternalSecret[];
  readonly secrets: readonly kplus.Secret[];
  readonly configMaps: readonly kplus.ConfigMap[];
  readonly volumeClaims: readonly kplus.PersistentVolumeClaim[];
  readonly serviceAccounts: readonly kplus.ServiceAccount[];
  readonly workloads: readonly kplus.Deployment[];
  /** A Secret of elsewhere, by name. */
  imported(name: string): SecretReference;
}

/** The props that a description describes. */
export function propsFrom(given: PropsDescription, at: Neighbours): ModelServiceProps {
  const { runtime, scaling, env, volumes, config, sidecars, initContainers, imagePullSecrets, ...rest } = given;
  const { serviceAccount, transformPod, placement, ...plain } = rest;
  const model = modelOf(runtime);
  const serverVolumes = runtime.kind === 'defined' ? (runtime.server.volumes ?? []) : [];
  const shareable = [...serverVolumes, ...(volumes ?? [])];
  return {
    ...plain,
    runtime: runtimeFrom(runtime, at),
    ...(model === undefined ? {} : { model: modelFrom(model, at) }),
    ...(scaling === undefined ? {} : { scaling: scalingFrom(scaling) }),
    ...(env === undefined ? {} : { env: envFrom(env, at) }),
    ...(volumes === undefined ? {} : { volumes: volumesFrom(volumes, at) }),
    ...(config === undefined ? {} : { config: configFrom(config, variablesBeside(given)) }),
    ...(sidecars === undefined ? {} : { sidecars: sidecars.map((one) => containerFrom(one, shareable, at)) }),
    ...(initContainers === undefined
      ? {}
      : { initContainers: initContainers.map((one) => containerFrom(one, shareable, at)) }),
    ...(imagePullSecrets === undefined
      ? {}
      : { imagePullSecrets: imagePullSecrets.map((secret) => secretFrom(secret, at)) }),
    ...(serviceAccount === undefined
      ? {}
      : {
          serviceAccount:
            serviceAccount.kind === 'plain' ? serviceAccount : picked(at.serviceAccounts, serviceAccount.pick),
        }),
    ...(transformPod === undefined ? {} : { transformPod: transformFrom(transformPod) }),
    ...(placement === undefined ? {} : { placement: placementFrom(placement, given) }),
  };
}

/** The exposure that a description describes. */
export function exposureFrom(given: ExposureDescription, at: Neighbours): Exposure {
  if (given.kind === 'load-balancer') return given;
  if (given.kind === 'gateway') {
    const { gateway: reference, ...rest } = given;
    if (reference === undefined) return rest;
    return { ...rest, gateway: gateway(sampleGateway.name, { ...reference, namespace: sampleGateway.namespace }) };
  }
  const { class: className, tls, ...rest } = given;
  return {
    ...rest,
    ...(className === undefined ? {} : { class: ingressClass(className) }),
    ...(tls === undefined ? {} : { tls: tls.kind === 'secret' ? { ...tls, secret: secretFrom(tls.secret, at) } : tls }),
  };
}

function placementFrom(given: PlacementDescription, { gpus, accelerator, runtime }: PropsDescription): Placement {
  if (given.kind === 'any-pool') return given;
  const count = gpus ?? impliedGpus(runtime);
  return samplePoolWith(accelerator ?? (count === undefined ? undefined : { kind: 'gpu', count }), given.pick);
}

function runtimeFrom(given: RuntimeDescription, at: Neighbours): ModelServiceProps['runtime'] {
  switch (given.kind) {
    case 'tensorflow-serving':
      return { ...given, image: imageFrom(given.image), models: sourceFrom(given.models, at) };
    case 'defined': {
      const { server, name, loads } = given;
      const { env, volumes, files } = server;
      const description: ServerDescription = {
        ...server,
        image: imageFrom(server.image),
        env: env && envFrom(env, at),
        volumes: volumes && volumesFrom(volumes, at),
        files: files && filesFrom(files),
      };
      return defineRuntime({ name, loads, describe: () => description })({});
    }
    case 'vllm':
    case 'sglang':
    case 'text-embeddings-inference': {
      const { apiKey, model: _, ...rest } = given;
      const key = apiKey === undefined ? {} : { apiKey: secretKeyFrom(apiKey, at) };
      return { ...rest, ...key, image: imageFrom(given.image) };
    }
    case 'http':
    case 'triton':
    case 'mlserver':
    case 'torchserve': {
      const { model: _, ...rest } = given;
      return { ...rest, image: imageFrom(given.image) };
    }
  }
}

function modelFrom({ source, architecture, ...rest }: ModelDescription, at: Neighbours): Model {
  return {
    ...rest,
    source: modelSourceFrom(source, at),
    ...(architecture === undefined ? {} : { architecture: architectureFrom(architecture) }),
  };
}

function architectureFrom({ kind, name }: ArchitectureDescription): NonNullable<Model['architecture']> {
  const architecture = models[name];
  return kind === 'known' ? architecture : { architecture };
}

function modelSourceFrom(given: ModelSourceDescription, at: Neighbours): Model['source'] {
  switch (given.kind) {
    case 'in-image':
      return given;
    case 'image-volume':
      return { ...given, image: imageFrom(given.image) };
    case 'claim':
      return { ...given, claim: claimFrom(given.claim, at) };
    case 'hugging-face': {
      const { token, ...rest } = given;
      return { ...rest, ...(token === undefined ? {} : { token: secretKeyFrom(token, at) }) };
    }
    case 'object-store': {
      const { access, download, ...rest } = given;
      return {
        ...rest,
        access: access.kind === 'secret' ? { ...access, secret: secretFrom(access.secret, at) } : access,
        ...(download === undefined ? {} : { download: imageFrom(download) }),
      };
    }
  }
}

function secretKeyFrom({ secret, key }: SecretKeyDescription, at: Neighbours): SecretKey {
  return { secret: secretFrom(secret, at), key };
}

function scalingFrom(given: ScalingDescription): Scaling {
  switch (given.kind) {
    case 'fixed':
      return given;
    case 'autoscale':
    case 'keda':
      return { ...given, kind: 'autoscale', min: atLeastOne(given.min) };
    case 'scale-to-zero':
      return given;
  }
}

export function containerFrom(
  { shared, ...given }: InitContainerDescription & Pick<Sidecar, 'ports'>,
  serverVolumes: readonly VolumeDescription[],
  at: Neighbours,
): InitContainer & Sidecar {
  const { image, env, volumes, ...rest } = given;
  const own = volumes ?? [];
  const all =
    shared === undefined ? own : [...own, { ...picked(serverVolumes, shared.pick), mountPath: shared.mountPath }];
  return {
    ...rest,
    image: imageFrom(image),
    ...(env === undefined ? {} : { env: envFrom(env, at) }),
    ...(volumes === undefined && shared === undefined ? {} : { volumes: volumesFrom(all, at) }),
  };
}

/** The variables that the configuration may not set once more. */
function variablesBeside({ runtime, env = [] }: PropsDescription): ReadonlySet<string> {
  return new Set([...env.map(({ name }) => name), ...namesSetBy(runtime)]);
}

function configFrom(
  { env, files }: NonNullable<PropsDescription['config']>,
  taken: ReadonlySet<string>,
): NonNullable<ModelServiceProps['config']> {
  const free = env?.filter(({ name }) => !taken.has(name));
  return {
    ...(free === undefined ? {} : { env: Object.fromEntries(free.map(({ name, value }) => [name, value])) }),
    ...(files === undefined ? {} : { files: filesFrom(files) }),
  };
}

function filesFrom(given: readonly FileDescription[]): Readonly<Record<`/${string}`, string>> {
  return Object.fromEntries(given.map(({ path, content }) => [path, content]));
}

export function imageFrom(given: ImageDescription): ImageRef {
  return given.kind === 'pinned' ? given.image : unpinned(given.image, given.reason);
}

export function envFrom(given: readonly VariableDescription[], at: Neighbours): Env {
  return Object.fromEntries(given.map(({ name, value }) => [name, valueFrom(value, at)]));
}

function valueFrom(given: EnvValueDescription, at: Neighbours): EnvValue {
  switch (given.kind) {
    case 'literal':
      return given.value;
    case 'not-secret':
      return notSecret(given.value, given.reason);
    case 'secret':
      return { ...given, secret: secretFrom(given.secret, at) };
    case 'config-map':
      return { ...given, configMap: configMapFrom(given.configMap, at) };
    case 'field':
    case 'resource':
      return given;
  }
}

export function volumesFrom(given: readonly VolumeDescription[], at: Neighbours): readonly MountedVolume[] {
  return given.map((volume) => ({ ...volume, from: sourceFrom(volume.from, at) }));
}

function sourceFrom(given: VolumeSourceDescription, at: Neighbours): VolumeSource {
  switch (given.kind) {
    case 'claim':
      return { ...given, claim: claimFrom(given.claim, at) };
    case 'config-map':
      return { ...given, configMap: configMapFrom(given.configMap, at) };
    case 'secret':
      return { ...given, secret: secretFrom(given.secret, at) };
    case 'image':
      return { ...given, image: imageFrom(given.image) };
    case 'empty':
      return given;
  }
}

export function secretFrom(given: SecretDescription, at: Neighbours): SecretReference {
  switch (given.kind) {
    case 'existing':
      return existingSecret(given.declared.name, { keys: given.declared.keys });
    case 'external-secret':
      return picked(at.externalSecrets, given.pick);
    case 'kplus':
      return picked(at.secrets, given.pick);
    case 'kplus-imported':
      return at.imported(given.name);
  }
}

function configMapFrom(given: ConfigMapDescription, at: Neighbours): ConfigMapReference {
  return given.kind === 'existing'
    ? existingConfigMap(given.declared.name, { keys: given.declared.keys })
    : picked(at.configMaps, given.pick);
}

function claimFrom(given: ClaimReferenceDescription, at: Neighbours): ClaimReference {
  switch (given.kind) {
    case 'existing':
      return existingClaim(given.name, { accessModes: given.accessModes });
    case 'claim':
      return picked(at.claims, given.pick);
    case 'kplus':
      return picked(at.volumeClaims, given.pick);
  }
}
