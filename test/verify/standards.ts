import type { Manifest } from '../../lib/verify';
import { deployment, plain } from './manifests';

type Fields = Readonly<Record<string, unknown>>;

/** A pod that keeps to Pod Security restricted but for one thing, and the levels that refuse it for that. */
export interface Judged {
  readonly what: string;
  readonly pod?: Fields;
  readonly container?: Fields;
  readonly annotations?: Fields;
  /** `both`: baseline and restricted. */
  readonly refusedBy: 'both' | 'restricted' | 'none';
  /** Where, for a pod that is made from a template. */
  readonly path?: string;
}

const podContext = { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } };
const context = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };

const forPod = (fields: Fields): Fields => ({ securityContext: { ...podContext, ...fields } });
const forContainer = (fields: Fields): Fields => ({ securityContext: { ...context, ...fields } });
const sysctl = (name: string, value = '1'): Fields => forPod({ sysctls: [{ name, value }] });
const volume = (source: Fields): Fields => ({ volumes: [{ name: 'data', ...source }] });
const apparmor = (profile: string): Fields => ({ 'container.apparmor.security.beta.kubernetes.io/server': profile });
const adding = (...add: readonly string[]): Fields => forContainer({ capabilities: { drop: ['ALL'], add } });
const http = { httpGet: { port: 80, host: 'example.com' } };
const tcp = { tcpSocket: { port: 80, host: '10.0.0.1' } };

const inPod = 'spec.template.spec';
const inContainer = `${inPod}.containers[0]`;

/** One pod for each control of the standards, and one for each that stays within it. */
export const judged: readonly Judged[] = [
  { what: 'nothing', refusedBy: 'none' },
  { what: 'the network of the node', pod: { hostNetwork: true }, refusedBy: 'both', path: `${inPod}.hostNetwork` },
  { what: 'the processes of the node', pod: { hostPID: true }, refusedBy: 'both', path: `${inPod}.hostPID` },
  { what: 'the messages of the node', pod: { hostIPC: true }, refusedBy: 'both', path: `${inPod}.hostIPC` },
  { what: 'no network of the node', pod: { hostNetwork: false }, refusedBy: 'none' },
  {
    what: 'a privileged container',
    container: forContainer({ privileged: true, allowPrivilegeEscalation: undefined }),
    refusedBy: 'both',
    path: `${inContainer}.securityContext.privileged`,
  },
  {
    what: 'a folder of the node',
    pod: volume({ hostPath: { path: '/data' } }),
    refusedBy: 'both',
    path: `${inPod}.volumes[0].hostPath`,
  },
  {
    what: 'a volume of NFS',
    pod: volume({ nfs: { server: 'a', path: '/' } }),
    refusedBy: 'restricted',
    path: `${inPod}.volumes[0].nfs`,
  },
  {
    what: 'an iSCSI volume',
    pod: volume({ iscsi: { targetPortal: '10.0.0.1:3260', iqn: 'iqn.2001-04.com.example:a', lun: 0 } }),
    refusedBy: 'restricted',
  },
  ...[
    { emptyDir: {} },
    { configMap: { name: 'a' } },
    { secret: { secretName: 'a' } },
    { projected: { sources: [] } },
    { downwardAPI: { items: [] } },
    { persistentVolumeClaim: { claimName: 'a' } },
    { csi: { driver: 'secrets-store.csi.k8s.io', readOnly: true } },
    {
      ephemeral: {
        volumeClaimTemplate: { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } },
      },
    },
  ].map((source): Judged => ({
    what: `a volume of ${Object.keys(source).join()}`,
    pod: volume(source),
    refusedBy: 'none',
  })),
  {
    what: 'a port of the node',
    container: { ports: [{ containerPort: 80, hostPort: 80 }] },
    refusedBy: 'both',
    path: `${inContainer}.ports[0].hostPort`,
  },
  { what: 'no port of the node', container: { ports: [{ containerPort: 80, hostPort: 0 }] }, refusedBy: 'none' },
  {
    what: 'another capability',
    container: adding('NET_RAW'),
    refusedBy: 'both',
    path: `${inContainer}.securityContext.capabilities.add[0]`,
  },
  {
    what: 'an ordinary capability',
    container: adding('CHOWN'),
    refusedBy: 'restricted',
    path: `${inContainer}.securityContext.capabilities.add[0]`,
  },
  { what: 'the capability to bind ports', container: adding('NET_BIND_SERVICE'), refusedBy: 'none' },
  {
    what: 'no capability dropped',
    container: forContainer({ capabilities: {} }),
    refusedBy: 'restricted',
    path: `${inContainer}.securityContext.capabilities.drop`,
  },
  {
    what: 'one capability dropped',
    container: forContainer({ capabilities: { drop: ['CHOWN'] } }),
    refusedBy: 'restricted',
    path: `${inContainer}.securityContext.capabilities.drop`,
  },
  {
    what: 'privileges that grow',
    container: forContainer({ allowPrivilegeEscalation: true }),
    refusedBy: 'restricted',
    path: `${inContainer}.securityContext.allowPrivilegeEscalation`,
  },
  {
    what: 'privileges of which nothing is said',
    container: forContainer({ allowPrivilegeEscalation: undefined }),
    refusedBy: 'restricted',
    path: `${inContainer}.securityContext.allowPrivilegeEscalation`,
  },
  {
    what: 'root in the pod',
    pod: forPod({ runAsUser: 0 }),
    refusedBy: 'restricted',
    path: `${inPod}.securityContext.runAsUser`,
  },
  {
    what: 'root in the container',
    container: forContainer({ runAsUser: 0 }),
    refusedBy: 'restricted',
    path: `${inContainer}.securityContext.runAsUser`,
  },
  { what: 'no user', pod: forPod({ runAsUser: undefined }), refusedBy: 'none' },
  {
    what: 'leave to be root in the pod',
    pod: forPod({ runAsNonRoot: false }),
    refusedBy: 'restricted',
    path: `${inPod}.securityContext.runAsNonRoot`,
  },
  {
    what: 'leave to be root in the container',
    container: forContainer({ runAsNonRoot: false }),
    refusedBy: 'restricted',
    path: `${inContainer}.securityContext.runAsNonRoot`,
  },
  {
    what: 'nothing said of root',
    pod: forPod({ runAsNonRoot: undefined }),
    refusedBy: 'restricted',
    path: `${inContainer}.securityContext.runAsNonRoot`,
  },
  {
    what: 'what the container says of root',
    pod: forPod({ runAsNonRoot: undefined }),
    container: forContainer({ runAsNonRoot: true }),
    refusedBy: 'none',
  },
  {
    what: 'root that is nobody on the node',
    pod: { hostUsers: false, ...forPod({ runAsUser: 0, runAsNonRoot: false }) },
    refusedBy: 'restricted',
  },
  {
    what: 'another /proc',
    pod: { hostUsers: false },
    container: forContainer({ procMount: 'Unmasked' }),
    refusedBy: 'both',
    path: `${inContainer}.securityContext.procMount`,
  },
  { what: 'the default /proc', container: forContainer({ procMount: 'Default' }), refusedBy: 'none' },
  {
    what: 'no seccomp profile',
    pod: forPod({ seccompProfile: undefined }),
    refusedBy: 'restricted',
    path: `${inContainer}.securityContext.seccompProfile.type`,
  },
  {
    what: 'a seccomp profile off',
    pod: forPod({ seccompProfile: { type: 'Unconfined' } }),
    refusedBy: 'both',
    path: `${inPod}.securityContext.seccompProfile.type`,
  },
  {
    what: 'a seccomp profile off in the container',
    container: forContainer({ seccompProfile: { type: 'Unconfined' } }),
    refusedBy: 'both',
    path: `${inContainer}.securityContext.seccompProfile.type`,
  },
  {
    what: 'a seccomp profile of the container',
    pod: forPod({ seccompProfile: undefined }),
    container: forContainer({ seccompProfile: { type: 'Localhost', localhostProfile: 'a.json' } }),
    refusedBy: 'none',
  },
  {
    what: 'an AppArmor profile off',
    pod: forPod({ appArmorProfile: { type: 'Unconfined' } }),
    refusedBy: 'both',
    path: `${inPod}.securityContext.appArmorProfile.type`,
  },
  {
    what: 'an AppArmor profile off in the container',
    container: forContainer({ appArmorProfile: { type: 'Unconfined' } }),
    refusedBy: 'both',
    path: `${inContainer}.securityContext.appArmorProfile.type`,
  },
  { what: 'an AppArmor profile', pod: forPod({ appArmorProfile: { type: 'RuntimeDefault' } }), refusedBy: 'none' },
  {
    what: 'an AppArmor profile off as of old',
    annotations: apparmor('unconfined'),
    refusedBy: 'both',
    path: 'spec.template.metadata.annotations["container.apparmor.security.beta.kubernetes.io/server"]',
  },
  { what: 'an AppArmor profile as of old', annotations: apparmor('runtime/default'), refusedBy: 'none' },
  {
    what: 'an SELinux type',
    pod: forPod({ seLinuxOptions: { type: 'spc_t' } }),
    refusedBy: 'both',
    path: `${inPod}.securityContext.seLinuxOptions.type`,
  },
  {
    what: 'an SELinux type of containers',
    pod: forPod({ seLinuxOptions: { type: 'container_kvm_t', level: 's0' } }),
    refusedBy: 'none',
  },
  {
    what: 'an SELinux type of later versions',
    pod: forPod({ seLinuxOptions: { type: 'container_engine_t' } }),
    refusedBy: 'none',
  },
  {
    what: 'an SELinux user',
    container: forContainer({ seLinuxOptions: { user: 'system_u' } }),
    refusedBy: 'both',
    path: `${inContainer}.securityContext.seLinuxOptions.user`,
  },
  {
    what: 'an SELinux role',
    container: forContainer({ seLinuxOptions: { role: 'system_r' } }),
    refusedBy: 'both',
    path: `${inContainer}.securityContext.seLinuxOptions.role`,
  },
  {
    what: 'a dangerous setting of the kernel',
    pod: sysctl('net.core.somaxconn', '1024'),
    refusedBy: 'both',
    path: `${inPod}.securityContext.sysctls[0].name`,
  },
  ...[
    'net.ipv4.tcp_syncookies',
    'net.ipv4.ip_local_reserved_ports',
    'net.ipv4.tcp_keepalive_time',
    'net.ipv4.tcp_rmem',
  ].map((name): Judged => ({ what: `the setting ${name}`, pod: sysctl(name), refusedBy: 'none' })),
  {
    what: 'a probe of another host',
    container: { livenessProbe: http },
    refusedBy: 'both',
    path: `${inContainer}.livenessProbe.httpGet.host`,
  },
  {
    what: 'a readiness probe of another host',
    container: { readinessProbe: tcp },
    refusedBy: 'both',
    path: `${inContainer}.readinessProbe.tcpSocket.host`,
  },
  {
    what: 'a start-up probe of another host',
    container: { startupProbe: http },
    refusedBy: 'both',
    path: `${inContainer}.startupProbe.httpGet.host`,
  },
  {
    what: 'a hook that asks another host',
    container: { lifecycle: { preStop: http } },
    refusedBy: 'both',
    path: `${inContainer}.lifecycle.preStop.httpGet.host`,
  },
  {
    what: 'a hook at the start that asks another host',
    container: { lifecycle: { postStart: http } },
    refusedBy: 'both',
    path: `${inContainer}.lifecycle.postStart.httpGet.host`,
  },
  { what: 'a probe of itself', container: { livenessProbe: { httpGet: { port: 80 } } }, refusedBy: 'none' },
  {
    what: 'an init container without anything',
    pod: { initContainers: [{ name: 'first', image: 'registry.example/first' }] },
    refusedBy: 'restricted',
  },
  {
    what: 'a pod of Windows without anything',
    pod: { os: { name: 'windows' }, securityContext: { runAsNonRoot: true } },
    container: { securityContext: {} },
    refusedBy: 'none',
  },
  {
    what: 'a process of the node of Windows',
    pod: {
      os: { name: 'windows' },
      hostNetwork: true,
      securityContext: { runAsNonRoot: true, windowsOptions: { hostProcess: true } },
    },
    container: { securityContext: {} },
    refusedBy: 'both',
  },
];

/** A Deployment of such pods. */
export function deploymentOf({ pod, container, annotations }: Judged, namespace: string): Manifest {
  const made = deployment({
    namespace,
    pod: { ...forPod({}), ...pod },
    container: { ...forContainer({}), ...container },
  });
  if (annotations === undefined) return made;
  const copy = structuredClone(made) as { spec: { template: { metadata: Record<string, unknown> } } };
  copy.spec.template.metadata['annotations'] = annotations;
  return copy;
}

/** A namespace that enforces a level, in a version where one is given. */
export function enforcing(name: string, level: string, version?: string): Manifest {
  const prefix = 'pod-security.kubernetes.io/enforce';
  return plain('v1', 'Namespace', {
    name,
    metadata: { labels: { [prefix]: level, ...(version === undefined ? {} : { [`${prefix}-version`]: version }) } },
  });
}
