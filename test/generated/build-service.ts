import type * as kplus from 'cdk8s-plus-28';
import {
  atLeastOne,
  defineRuntime,
  existingClaim,
  existingConfigMap,
  existingSecret,
  gateway,
  ingressClass,
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
  type ModelServiceProps,
  type MountedVolume,
  type Placement,
  type Scaling,
  type SecretReference,
  type ServerDescription,
  type Sidecar,
  type VolumeSource,
  type Wake,
} from '../../lib';
import { picked } from './agreeing-pods';
import type {
  ClaimReferenceDescription,
  ConfigMapDescription,
  EnvValueDescription,
  ExposureDescription,
  FileDescription,
  ImageDescription,
  InitContainerDescription,
  PlacementDescription,
  PropsDescription,
  RuntimeDescription,
  ScalingDescription,
  SecretDescription,
  VariableDescription,
  VolumeDescription,
  VolumeSourceDescription,
  WakeDescription,
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
  const serverVolumes = runtime.kind === 'defined' ? (runtime.server.volumes ?? []) : [];
  const shareable = [...serverVolumes, ...(volumes ?? [])];
  return {
    ...plain,
    runtime: runtimeFrom(runtime, at),
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

function placementFrom(given: PlacementDescription, { gpus, accelerator }: PropsDescription): Placement {
  if (given.kind === 'any-pool') return given;
  return samplePoolWith(accelerator ?? (gpus === undefined ? undefined : { kind: 'gpu', count: gpus }), given.pick);
}

function runtimeFrom(given: RuntimeDescription, at: Neighbours): ModelServiceProps['runtime'] {
  switch (given.kind) {
    case 'http':
      return { ...given, image: imageFrom(given.image) };
    case 'tensorflow-serving':
      return { ...given, image: imageFrom(given.image), models: sourceFrom(given.models, at) };
    case 'defined': {
      const { server, name } = given;
      const { env, volumes, files } = server;
      const description: ServerDescription = {
        ...server,
        image: imageFrom(server.image),
        env: env && envFrom(env, at),
        volumes: volumes && volumesFrom(volumes, at),
        files: files && filesFrom(files),
      };
      return defineRuntime({ name, describe: () => description })({});
    }
  }
}

function scalingFrom(given: ScalingDescription): Scaling {
  switch (given.kind) {
    case 'fixed':
      return given;
    case 'autoscale':
      return { ...given, min: atLeastOne(given.min) };
    case 'scale-to-zero':
      return { ...given, wake: wakeFrom(given.wake) };
  }
}

function wakeFrom(given: WakeDescription): Wake {
  if (given.kind !== 'http-add-on') return given;
  const { counts, perReplica, ...rest } = given;
  return counts === 'concurrency' ? { ...rest, concurrency: perReplica } : { ...rest, requestRate: perReplica };
}

function containerFrom(
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
  const ofRuntime = runtime.kind === 'defined' ? (runtime.server.env ?? []).map(({ name }) => name) : ['MODEL_NAME'];
  return new Set([...env.map(({ name }) => name), ...ofRuntime]);
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

function imageFrom(given: ImageDescription): ImageRef {
  return given.kind === 'pinned' ? given.image : unpinned(given.image, given.reason);
}

function envFrom(given: readonly VariableDescription[], at: Neighbours): Env {
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

function volumesFrom(given: readonly VolumeDescription[], at: Neighbours): readonly MountedVolume[] {
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
    case 'empty':
      return given;
  }
}

function secretFrom(given: SecretDescription, at: Neighbours): SecretReference {
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
