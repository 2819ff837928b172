import type { Manifest } from '../../lib/verify';
import { deployment, job, plain } from '../verify/manifests';
import type { Broken } from './broken';

const container = (fields: object): Manifest => deployment({ container: { ...fields } });
const probed = (fields: object): Manifest => container({ ...fields });
const http = { httpGet: { path: '/health', port: 8000 } };
const mounted = (volumes: readonly object[], volumeMounts: readonly object[]): Manifest =>
  deployment({ pod: { volumes }, container: { volumeMounts } });
const scratch = { name: 'scratch', emptyDir: {} };
const first = 'Deployment chat spec.template.spec.containers[0]';

const enforced = (level: string): Manifest => ({
  ...plain('v1', 'Namespace', { name: 'models' }),
  metadata: {
    name: 'models',
    labels: {
      'pod-security.kubernetes.io/enforce': level,
      'pod-security.kubernetes.io/enforce-version': 'v1.34',
    },
  },
});
const strictContainer = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
const strictPod = { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } };
/** A pod that keeps to the strictest level, of which something is changed. */
const strict = (pod: object = {}, securityContext: object = {}, more: object = {}): Manifest =>
  deployment({
    namespace: 'models',
    pod: { securityContext: strictPod, ...pod },
    container: { securityContext: { ...strictContainer, ...securityContext }, ...more },
  });
const restricted = (wrong: Manifest): Pick<Broken, 'broken' | 'mended' | 'code'> => ({
  broken: [enforced('restricted'), wrong],
  mended: [enforced('restricted'), strict()],
  code: 'verify/pod-security',
});
const baseline = (wrong: Manifest): Pick<Broken, 'broken' | 'mended' | 'code'> => ({
  broken: [enforced('baseline'), wrong],
  mended: [enforced('baseline'), strict()],
  code: 'verify/pod-security',
});

/** Containers, their probes and volumes, and what they may do. */
export const podsThatFail: readonly Broken[] = [
  {
    what: 'a liveness probe that must succeed twice',
    rules: ['S-06'],
    broken: [probed({ livenessProbe: { ...http, successThreshold: 2 } })],
    mended: [probed({ livenessProbe: { ...http, successThreshold: 1 } })],
    code: 'verify/probe-refused',
    at: `${first}.livenessProbe.successThreshold`,
  },
  {
    what: 'a start-up probe that must succeed twice',
    rules: ['S-06'],
    broken: [probed({ startupProbe: { ...http, successThreshold: 2 } })],
    mended: [probed({ startupProbe: http })],
    code: 'verify/probe-refused',
    at: `${first}.startupProbe.successThreshold`,
  },
  {
    what: 'a probe that asks in two ways',
    rules: ['S-07'],
    broken: [probed({ readinessProbe: { ...http, tcpSocket: { port: 8000 } } })],
    mended: [probed({ readinessProbe: http })],
    code: 'verify/probe-refused',
    at: `${first}.readinessProbe`,
  },
  {
    what: 'a probe of a port that has another name',
    rules: ['S-07'],
    broken: [
      probed({
        ports: [{ name: 'api', containerPort: 8000 }],
        readinessProbe: { httpGet: { path: '/', port: 'http' } },
      }),
    ],
    mended: [
      probed({
        ports: [{ name: 'http', containerPort: 8000 }],
        readinessProbe: { httpGet: { path: '/', port: 'http' } },
      }),
    ],
    code: 'verify/unknown-port-name',
    at: `${first}.readinessProbe.httpGet.port`,
  },
  {
    what: 'a server on a GPU that is restarted while it loads',
    rules: ['S-01', 'S-09'],
    thread: 'https://github.com/kserve/kserve/issues/1247',
    broken: [container({ resources: { limits: { 'nvidia.com/gpu': 1 } }, livenessProbe: http })],
    mended: [container({ resources: { limits: { 'nvidia.com/gpu': 1 } }, livenessProbe: http, startupProbe: http })],
    code: 'verify/restarted-while-loading',
    at: `${first}.startupProbe`,
    severity: 'warning',
  },
  {
    what: 'a grace period that ends with the sleep before it',
    rules: ['S-11'],
    broken: [
      deployment({
        pod: { terminationGracePeriodSeconds: 30 },
        container: { lifecycle: { preStop: { sleep: { seconds: 45 } } } },
      }),
    ],
    mended: [
      deployment({
        pod: { terminationGracePeriodSeconds: 60 },
        container: { lifecycle: { preStop: { sleep: { seconds: 45 } } } },
      }),
    ],
    code: 'verify/grace-too-short',
    at: 'Deployment chat spec.template.spec.terminationGracePeriodSeconds',
  },
  {
    what: 'a grace period that leaves two seconds after the hook',
    rules: ['S-11'],
    broken: [
      deployment({
        pod: { terminationGracePeriodSeconds: 17 },
        container: { lifecycle: { preStop: { exec: { command: ['sleep', '15'] } } } },
      }),
    ],
    mended: [
      deployment({
        pod: { terminationGracePeriodSeconds: 60 },
        container: { lifecycle: { preStop: { exec: { command: ['sleep', '15'] } } } },
      }),
    ],
    code: 'verify/grace-barely-enough',
    at: 'Deployment chat spec.template.spec.terminationGracePeriodSeconds',
    severity: 'warning',
  },
  {
    what: 'a shell that does not pass on the signal to end',
    rules: ['S-14'],
    thread: 'https://github.com/petuum/adaptdl/issues/105',
    broken: [container({ command: ['sh', '-c', 'cd /app && python serve.py'] })],
    mended: [container({ command: ['sh', '-c', 'cd /app && exec python serve.py'] })],
    code: 'verify/signal-held-back',
    at: `${first}.command`,
    severity: 'warning',
  },
  {
    what: 'a Deployment whose pods are not restarted',
    rules: ['T-04'],
    broken: [deployment({ pod: { restartPolicy: 'Never' } })],
    mended: [deployment({ pod: { restartPolicy: 'Always' } })],
    code: 'verify/restart-policy',
    at: 'Deployment chat spec.template.spec.restartPolicy',
  },
  {
    what: 'a Job that leaves the restart policy at Always',
    rules: ['T-04'],
    broken: [job({ pod: { restartPolicy: undefined } })],
    mended: [job({ pod: { restartPolicy: 'OnFailure' } })],
    code: 'verify/restart-policy',
    at: 'Job chat spec.template.spec.restartPolicy',
  },
  {
    what: 'a mount of a volume that the pod does not have',
    rules: ['N-11'],
    broken: [mounted([scratch], [{ name: 'cache', mountPath: '/cache' }])],
    mended: [mounted([scratch], [{ name: 'scratch', mountPath: '/cache' }])],
    code: 'verify/unknown-volume',
    at: `${first}.volumeMounts[0].name`,
  },
  {
    what: 'two volumes at one path',
    rules: ['N-11'],
    broken: [
      mounted(
        [scratch, { name: 'cache', emptyDir: {} }],
        [
          { name: 'scratch', mountPath: '/data' },
          { name: 'cache', mountPath: '/data' },
        ],
      ),
    ],
    mended: [
      mounted(
        [scratch, { name: 'cache', emptyDir: {} }],
        [
          { name: 'scratch', mountPath: '/data' },
          { name: 'cache', mountPath: '/cache' },
        ],
      ),
    ],
    code: 'verify/duplicate-mount-path',
    at: `${first}.volumeMounts[1].mountPath`,
  },
  {
    what: 'a path that leads out of its volume',
    rules: ['N-11'],
    broken: [mounted([scratch], [{ name: 'scratch', mountPath: '/data', subPath: '../etc' }])],
    mended: [mounted([scratch], [{ name: 'scratch', mountPath: '/data', subPath: 'etc' }])],
    code: 'verify/path-leaves-volume',
    at: `${first}.volumeMounts[0].subPath`,
  },
  {
    what: 'shared memory as large as the memory of its container',
    rules: ['S-51'],
    broken: [
      deployment({
        pod: { volumes: [{ name: 'shm', emptyDir: { medium: 'Memory', sizeLimit: '16Gi' } }] },
        container: { resources: { limits: { memory: '8Gi' } }, volumeMounts: [{ name: 'shm', mountPath: '/dev/shm' }] },
      }),
    ],
    mended: [
      deployment({
        pod: { volumes: [{ name: 'shm', emptyDir: { medium: 'Memory', sizeLimit: '2Gi' } }] },
        container: { resources: { limits: { memory: '8Gi' } }, volumeMounts: [{ name: 'shm', mountPath: '/dev/shm' }] },
      }),
    ],
    code: 'verify/memory-volume-too-big',
    at: 'Deployment chat spec.template.spec.volumes[0].emptyDir.sizeLimit',
    severity: 'warning',
  },
  {
    what: 'four GPUs without shared memory',
    rules: ['S-50'],
    broken: [container({ resources: { limits: { 'nvidia.com/gpu': 4 } } })],
    mended: [
      deployment({
        pod: { volumes: [{ name: 'shm', emptyDir: { medium: 'Memory', sizeLimit: '2Gi' } }] },
        container: {
          resources: { limits: { 'nvidia.com/gpu': 4 } },
          volumeMounts: [{ name: 'shm', mountPath: '/dev/shm' }],
        },
      }),
    ],
    code: 'verify/little-shared-memory',
    at: `${first}.volumeMounts`,
    severity: 'warning',
  },
  {
    what: 'a container that must not be root and has no user of its own to be',
    rules: ['S-57'],
    thread: 'https://github.com/prometheus/statsd_exporter/issues/406',
    broken: [deployment({ pod: { securityContext: { runAsNonRoot: true, runAsUser: 0 } } })],
    mended: [deployment({ pod: { securityContext: { runAsNonRoot: true, runAsUser: 1000 } } })],
    code: 'verify/root-refused',
    at: 'Deployment chat spec.template.spec.securityContext.runAsUser',
  },
  {
    what: 'the shared memory of the node in a restricted namespace',
    rules: ['S-52', '8.1'],
    ...restricted(strict({ volumes: [{ name: 'shm', hostPath: { path: '/dev/shm' } }] })),
    at: 'Deployment chat spec.template.spec.volumes[0].hostPath',
  },
  {
    what: 'the processes of the node in a namespace of the baseline',
    rules: ['S-52', '8.1'],
    ...baseline(strict({ hostIPC: true })),
    at: 'Deployment chat spec.template.spec.hostIPC',
  },
  {
    what: 'memory that is locked for RDMA in a namespace of the baseline',
    rules: ['T-64', '8.1'],
    ...baseline(strict({}, { capabilities: { add: ['IPC_LOCK'] } })),
    at: `${first}.securityContext.capabilities.add[0]`,
  },
  {
    what: 'privileges that may grow in a restricted namespace',
    rules: ['8.1'],
    ...restricted(strict({}, { allowPrivilegeEscalation: undefined })),
    at: `${first}.securityContext.allowPrivilegeEscalation`,
  },
  {
    what: 'capabilities that are kept in a restricted namespace',
    rules: ['8.1'],
    ...restricted(strict({}, { capabilities: {} })),
    at: `${first}.securityContext.capabilities.drop`,
  },
  {
    what: 'a pod that may be root in a restricted namespace',
    rules: ['8.1'],
    ...restricted(strict({ securityContext: { ...strictPod, runAsNonRoot: undefined } })),
    at: `${first}.securityContext.runAsNonRoot`,
  },
  {
    what: 'system calls without a filter in a restricted namespace',
    rules: ['8.1'],
    ...restricted(strict({ securityContext: { ...strictPod, seccompProfile: undefined } })),
    at: `${first}.securityContext.seccompProfile.type`,
  },
  {
    what: 'a port of the node in a namespace of the baseline',
    rules: ['8.1'],
    ...baseline(strict({}, {}, { ports: [{ containerPort: 8000, hostPort: 8000 }] })),
    at: `${first}.ports[0].hostPort`,
  },
  {
    what: 'a privileged container in a namespace of the baseline',
    rules: ['8.1'],
    ...baseline(strict({}, { privileged: true, allowPrivilegeEscalation: undefined })),
    at: `${first}.securityContext.privileged`,
  },
  {
    what: 'two containers of a pod on one port',
    rules: ['6.6'],
    broken: [
      deployment({
        pod: {
          containers: [
            { name: 'a', image: 'a', ports: [{ containerPort: 8000 }] },
            { name: 'b', image: 'b', ports: [{ containerPort: 8000 }] },
          ],
        },
      }),
    ],
    mended: [
      deployment({
        pod: {
          containers: [
            { name: 'a', image: 'a', ports: [{ containerPort: 8000 }] },
            { name: 'b', image: 'b', ports: [{ containerPort: 8001 }] },
          ],
        },
      }),
    ],
    code: 'verify/port-clash',
    at: 'Deployment chat spec.template.spec.containers[1].ports[0].containerPort',
    severity: 'warning',
  },
  {
    what: 'a volume mounted below a single file',
    rules: ['N-11'],
    broken: [
      mounted(
        [{ name: 'a', configMap: { name: 'kube-root-ca.crt' } }, scratch],
        [
          { name: 'a', mountPath: '/etc/app', subPath: 'ca.crt' },
          { name: 'scratch', mountPath: '/etc/app/cache' },
        ],
      ),
    ],
    mended: [
      mounted(
        [{ name: 'a', configMap: { name: 'kube-root-ca.crt' } }, scratch],
        [
          { name: 'a', mountPath: '/etc/app', subPath: 'ca.crt' },
          { name: 'scratch', mountPath: '/var/cache' },
        ],
      ),
    ],
    code: 'verify/mount-over-mount',
    at: `${first}.volumeMounts[1].mountPath`,
    severity: 'warning',
  },
  {
    what: 'a container without an image',
    rules: ['N-10'],
    broken: [container({ image: undefined })],
    mended: [container({ image: 'a' })],
    code: 'verify/missing-field',
    at: `${first}.image`,
  },
];
