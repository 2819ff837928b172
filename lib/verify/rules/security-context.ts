import { checkPods } from '../check-pods';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import type { Rule } from '../rule';
import { asInteger, asRecord, isSet } from '../untrusted';

/** A container that must not run as root has a user that is not root. */
export const securityContext: Rule = {
  name: 'security-context',
  summary: 'a container that must not run as root has a numeric user other than 0',
  source:
    'kubernetes 1.34 pkg/kubelet/kuberuntime/security_context_others.go verifyRunAsNonRoot; prometheus/statsd_exporter#406 for named users',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    checkPods(inventory, found, ({ owner, pod, podPath, containers }) => {
      if (asRecord(pod['os'])['name'] === 'windows') return;
      const forPod = asRecord(pod['securityContext']);
      for (const { definition, path, name } of containers) {
        const own = asRecord(definition['securityContext']);
        if ((own['runAsNonRoot'] ?? forPod['runAsNonRoot']) !== true) continue;
        const user = own['runAsUser'] ?? forPod['runAsUser'];
        const place = isSet(own['runAsUser']) ? path : podPath;
        if (user === 0) {
          found.push({
            code: 'verify/root-refused',
            severity: 'error',
            manifest: owner.manifest,
            path: `${place}.securityContext.runAsUser`,
            given: '0',
            message: `container ${name} runs as root although runAsNonRoot is true, so that the kubelet never starts it`,
            fix: 'the number of a user that the image can run as, such as 1000',
          });
        } else if (asInteger(user) === undefined) {
          found.push({
            code: 'verify/not-known-image-user',
            severity: 'not-known',
            manifest: owner.manifest,
            path: `${path}.securityContext.runAsUser`,
            message: `whether container ${name} may start is not known: runAsNonRoot is true, and the user of its image is not declared`,
            fix: 'runAsUser, the number of a user that the image can run as',
          });
        }
      }
    });
    return found;
  },
};
