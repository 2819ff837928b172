import type { Manifest } from '../../lib/verify';
import { workload } from './manifests';

/** What a DaemonSet that offers GPUs mounts. */
export const pluginFolder = { name: 'plugins', hostPath: { path: '/var/lib/kubelet/device-plugins' } };

/** A DaemonSet that offers the GPUs of NVIDIA to the kubelet of each node. */
export function devicePlugin(pod: object = {}, container: object = {}, name = 'nvidia-device-plugin'): Manifest {
  return workload('apps/v1', 'DaemonSet', {
    name,
    pod: {
      tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],
      volumes: [pluginFolder],
      ...pod,
    },
    container: {
      image: 'registry.example/nvidia/k8s-device-plugin:v0.20.0',
      volumeMounts: [{ name: 'plugins', mountPath: '/var/lib/kubelet/device-plugins' }],
      ...container,
    },
  });
}
