import type { Notes } from '../core';
import type { NodePool } from '../hardware';
import type { PodTemplate } from '../workload';
import { planRollout, type Rollout } from './rollout';
import type { Scaling } from './scaling';

/** Renders the spec of a Deployment. */
export function renderDeployment(
  template: PodTemplate,
  selector: Readonly<Record<string, string>>,
  scaling: Scaling,
  rollout: Rollout,
  startsWithinSeconds: number,
  pool: NodePool | undefined,
  notes: Notes,
): Readonly<Record<string, unknown>> {
  return {
    // Left out where an autoscaler owns it: each apply would put it back.
    replicas: scaling.kind === 'fixed' ? scaling.replicas : undefined,
    selector: { matchLabels: selector },
    ...planRollout(rollout, startsWithinSeconds, pool, notes),
    template,
  };
}
