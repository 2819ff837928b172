import { checkPods } from '../check-pods';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import type { ContainerDefinition } from '../pod-template';
import { devicesOf } from '../requested-devices';
import type { Rule } from '../rule';
import { asArray, asRecord } from '../untrusted';

/** What computes on several accelerators has memory to exchange data in. */
export const sharedMemoryGiven: Rule = {
  name: 'shared-memory-given',
  summary: 'a container with several GPUs has more shared memory than the 64 MB that each container has',
  source:
    'https://docs.vllm.ai/en/stable/deployment/k8s.html; kserve config/llmisvcconfig; containerd oci.WithDefaultShm',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    checkPods(inventory, found, ({ owner, pod, containers }) => {
      // It is then that of the node.
      if (pod['hostIPC'] === true) return;
      for (const container of containers) {
        const count = devicesOf(container, 'nvidia.com/gpu');
        if (count < 2 || hasSharedMemory(container)) continue;
        found.push({
          code: 'verify/little-shared-memory',
          severity: 'warning',
          manifest: owner.manifest,
          path: `${container.path}.volumeMounts`,
          message: `processes on ${count} GPUs exchange data in /dev/shm, and a container has 64 MB there`,
          fix: 'a volume emptyDir: { medium: Memory, sizeLimit: 2Gi }, mounted at /dev/shm',
        });
      }
    });
    return found;
  },
};

function hasSharedMemory({ definition }: ContainerDefinition): boolean {
  return asArray(definition['volumeMounts']).some((mount) => asRecord(mount)['mountPath'] === '/dev/shm');
}
