import { printGiven } from '../core';
import type { ContainerDefinition, PodTemplate } from './pod-template';
import { asArray, asRecord, asString, isSet, type PlainRecord } from './untrusted';

/** A field because of which a pod is refused. */
export interface Refusal {
  readonly path: string;
  readonly given?: string | undefined;
  /** What must hold of it. */
  readonly message: string;
  readonly fix: string;
}

/** The rules by which a pod is judged: a level, and the minor version of Kubernetes that they are of. */
export interface PodSecurityPolicy {
  readonly level: 'baseline' | 'restricted';
  /** Not known: `latest`, which is that of the API server. What versions disagree on is then left out. */
  readonly minor?: number | undefined;
}

/**
 * Tells because of what the Pod Security Standards refuse a pod.
 *
 * As `k8s.io/pod-security-admission` 0.34.4 and 0.36.3 have them, in policy/check_*.go (read 2026-11-21).
 */
export function refusalsOf(template: PodTemplate, policy: PodSecurityPolicy): readonly Refusal[] {
  const found: Refusal[] = [];
  const { pod, podPath, containers } = template;
  const shared: Judged = {
    policy,
    minor: policy.minor ?? Number.POSITIVE_INFINITY,
    isWindows: asRecord(pod['os'])['name'] === 'windows',
    // From 1.35 on; before, the field makes no difference.
    hasOwnUsers: pod['hostUsers'] === false && (policy.minor ?? 35) >= 35,
    forPod: asRecord(pod['securityContext']),
  };
  checkPod(template, shared, found);
  checkContext(`${podPath}.securityContext`, shared.forPod, shared, found);
  checkVolumes(asArray(pod['volumes']), podPath, policy, found);
  for (const container of containers) checkContainer(container, shared, found);
  return found;
}

interface Judged {
  readonly policy: PodSecurityPolicy;
  readonly minor: number;
  readonly isWindows: boolean;
  /** Whether its users are none of the node, so that root in it is nobody there. */
  readonly hasOwnUsers: boolean;
  readonly forPod: PlainRecord;
}

const hostFields = ['hostNetwork', 'hostPID', 'hostIPC'];
const safeSysctls: ReadonlyMap<unknown, number> = new Map([
  ['kernel.shm_rmid_forced', 0],
  ['net.ipv4.ip_local_port_range', 0],
  ['net.ipv4.tcp_syncookies', 0],
  ['net.ipv4.ping_group_range', 0],
  ['net.ipv4.ip_unprivileged_port_start', 0],
  ['net.ipv4.ip_local_reserved_ports', 27],
  ['net.ipv4.tcp_keepalive_time', 29],
  ['net.ipv4.tcp_fin_timeout', 29],
  ['net.ipv4.tcp_keepalive_intvl', 29],
  ['net.ipv4.tcp_keepalive_probes', 29],
  ['net.ipv4.tcp_rmem', 32],
  ['net.ipv4.tcp_wmem', 32],
]);
const appArmorAnnotation = 'container.apparmor.security.beta.kubernetes.io/';

function checkPod({ metadata, path, pod, podPath }: PodTemplate, { forPod, minor }: Judged, found: Refusal[]): void {
  for (const field of hostFields) {
    if (pod[field] === true) refuse(`${podPath}.${field}`, true, 'must not be true', 'no such field', found);
  }
  asArray(forPod['sysctls']).forEach((item, index) => {
    const { name } = asRecord(item);
    const since = safeSysctls.get(name);
    if (since !== undefined && since <= minor) return;
    refuse(
      `${podPath}.securityContext.sysctls[${index}].name`,
      name,
      'must be one that is safe',
      'no such setting',
      found,
    );
  });
  const annotations = asRecord(metadata['annotations']);
  for (const key of Object.keys(annotations)) {
    if (!key.startsWith(appArmorAnnotation)) continue;
    const profile = annotations[key];
    if (profile === '' || profile === 'runtime/default' || String(profile).startsWith('localhost/')) continue;
    const place = `${path === '' ? '' : `${path}.`}metadata.annotations[${JSON.stringify(key)}]`;
    refuse(place, profile, 'must not be without a profile', "'runtime/default', or no such annotation", found);
  }
}

const profiles = new Set<unknown>(['RuntimeDefault', 'Localhost']);
const seLinuxTypes: ReadonlyMap<unknown, number> = new Map([
  ['', 0],
  ['container_t', 0],
  ['container_init_t', 0],
  ['container_kvm_t', 0],
  ['container_engine_t', 31],
]);

/** What a pod and its containers say alike. */
function checkContext(
  path: string,
  context: PlainRecord,
  { policy, minor, hasOwnUsers }: Judged,
  found: Refusal[],
): void {
  for (const field of ['seccompProfile', 'appArmorProfile']) {
    if (!isSet(context[field]) || (field === 'seccompProfile' && minor < 19)) continue;
    const { type } = asRecord(context[field]);
    if (profiles.has(type)) continue;
    refuse(`${path}.${field}.type`, type, 'must be RuntimeDefault or Localhost', "'RuntimeDefault'", found);
  }
  if (isSet(context['seLinuxOptions']))
    checkSeLinux(`${path}.seLinuxOptions`, asRecord(context['seLinuxOptions']), minor, found);
  if (asRecord(context['windowsOptions'])['hostProcess'] === true) {
    refuse(`${path}.windowsOptions.hostProcess`, true, 'must not be true', 'no such field', found);
  }
  if (policy.level === 'baseline' || hasOwnUsers) return;
  if (context['runAsUser'] === 0 && minor >= 23) {
    refuse(`${path}.runAsUser`, 0, 'must not be root', 'the number of another user, such as 1000', found);
  }
  if (context['runAsNonRoot'] === false) refuse(`${path}.runAsNonRoot`, false, 'must not be false', 'true', found);
}

function checkSeLinux(path: string, options: PlainRecord, minor: number, found: Refusal[]): void {
  const type = options['type'] ?? '';
  const since = seLinuxTypes.get(type);
  if (since === undefined || since > minor)
    refuse(`${path}.type`, type, 'must be one of containers', "'container_t'", found);
  for (const field of ['user', 'role']) {
    const given = asString(options[field]);
    if (given !== undefined) refuse(`${path}.${field}`, given, 'must not be set', 'no such field', found);
  }
}

const volumeSources = new Set([
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
]);

function checkVolumes(volumes: readonly unknown[], podPath: string, policy: PodSecurityPolicy, found: Refusal[]): void {
  volumes.forEach((item, index) => {
    const volume = asRecord(item);
    for (const source of Object.keys(volume)) {
      if (source === 'name' || !isSet(volume[source]) || volumeSources.has(source)) continue;
      if (policy.level === 'baseline' && source !== 'hostPath') continue;
      const message = source === 'hostPath' ? 'must not be a folder of the node' : 'must be of a kind that is no risk';
      refuse(`${podPath}.volumes[${index}].${source}`, undefined, message, 'a claim, or emptyDir', found);
    }
  });
}

const ordinaryCapabilities = new Set<unknown>([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);

function checkContainer({ definition, path }: ContainerDefinition, judged: Judged, found: Refusal[]): void {
  const context = asRecord(definition['securityContext']);
  const place = `${path}.securityContext`;
  checkContext(place, context, judged, found);
  if (context['privileged'] === true) refuse(`${place}.privileged`, true, 'must not be true', 'no such field', found);
  checkProcMount(place, context['procMount'], judged, found);
  asArray(definition['ports']).forEach((item, index) => {
    const { hostPort } = asRecord(item);
    if (!isSet(hostPort) || hostPort === 0) return;
    refuse(`${path}.ports[${index}].hostPort`, hostPort, 'must not be a port of the node', 'no such field', found);
  });
  // Those of a latest version that is not known may be older.
  if (judged.policy.minor !== undefined && judged.minor >= 34) checkHosts(path, definition, found);
  checkAdded(`${place}.capabilities`, asRecord(context['capabilities']), judged, found);
  if (judged.policy.level === 'restricted') checkRestricted(place, context, judged, found);
}

function checkProcMount(place: string, given: unknown, { policy, minor, hasOwnUsers }: Judged, found: Refusal[]): void {
  if (!isSet(given) || given === 'Default') return;
  if (hasOwnUsers && policy.level === 'baseline' && minor >= 35) return;
  refuse(`${place}.procMount`, given, "must be 'Default'", 'no such field', found);
}

/** Another host than the pod itself, which the kubelet would ask in its place. */
function checkHosts(path: string, definition: PlainRecord, found: Refusal[]): void {
  const { postStart, preStop } = asRecord(definition['lifecycle']);
  const handlers = {
    livenessProbe: definition['livenessProbe'],
    readinessProbe: definition['readinessProbe'],
    startupProbe: definition['startupProbe'],
    'lifecycle.postStart': postStart,
    'lifecycle.preStop': preStop,
  };
  for (const [place, handler] of Object.entries(handlers)) {
    for (const action of ['httpGet', 'tcpSocket']) {
      const host = asString(asRecord(asRecord(handler)[action])['host']);
      if (host === undefined) continue;
      refuse(`${path}.${place}.${action}.host`, host, 'must not be set: it is the pod itself', 'no such field', found);
    }
  }
}

function checkAdded(path: string, { add }: PlainRecord, { policy, minor, isWindows }: Judged, found: Refusal[]): void {
  const isRestricted = policy.level === 'restricted' && minor >= 22 && !(isWindows && minor >= 25);
  asArray(add).forEach((capability, index) => {
    if (isRestricted ? capability === 'NET_BIND_SERVICE' : ordinaryCapabilities.has(capability)) return;
    refuse(`${path}.add[${index}]`, capability, 'must not be added', 'no such capability', found);
  });
}

/** What `restricted` asks a container to say. */
function checkRestricted(place: string, context: PlainRecord, judged: Judged, found: Refusal[]): void {
  const { minor, isWindows, hasOwnUsers, forPod } = judged;
  if (
    !isSet(context['runAsNonRoot']) &&
    forPod['runAsNonRoot'] !== true &&
    !hasOwnUsers &&
    forPod['runAsNonRoot'] !== false
  ) {
    refuse(`${place}.runAsNonRoot`, undefined, 'must be true, here or for the pod', 'true', found);
  }
  if (isWindows && minor >= 25) return;
  if (minor >= 8 && context['allowPrivilegeEscalation'] !== false) {
    refuse(`${place}.allowPrivilegeEscalation`, context['allowPrivilegeEscalation'], 'must be false', 'false', found);
  }
  if (minor >= 22 && !asArray(asRecord(context['capabilities'])['drop']).includes('ALL')) {
    refuse(`${place}.capabilities.drop`, undefined, 'must have ALL', "['ALL']", found);
  }
  if (minor >= 19 && !isSet(context['seccompProfile']) && !isSet(forPod['seccompProfile'])) {
    const message = 'must be RuntimeDefault or Localhost, here or for the pod';
    refuse(`${place}.seccompProfile.type`, undefined, message, "'RuntimeDefault'", found);
  }
}

function refuse(path: string, given: unknown, message: string, fix: string, found: Refusal[]): void {
  found.push({ path, ...(isSet(given) ? { given: printGiven(given) } : {}), message, fix });
}
