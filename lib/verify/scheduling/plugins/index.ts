import type { SchedulerPlugin } from '../scheduler-plugin';
import { dynamicResources } from './dynamic-resources';
import { interPodAffinity } from './inter-pod-affinity';
import { nodeAffinity } from './node-affinity';
import { nodeName } from './node-name';
import { nodePorts } from './node-ports';
import { nodeResourcesFit } from './node-resources-fit';
import { nodeUnschedulable } from './node-unschedulable';
import { podTopologySpread } from './pod-topology-spread';
import { schedulingGates } from './scheduling-gates';
import { taintToleration } from './taint-toleration';
import { volumeBinding } from './volume-binding';
import { volumeRestrictions } from './volume-restrictions';
import { volumeZone } from './volume-zone';

/**
 * The filters of kube-scheduler's default profile, in its order, which decides which of them is named.
 *
 * Source: Kubernetes 1.34.4, pkg/scheduler/apis/config/v1/default_plugins.go. `NodeVolumeLimits` is not here: how many
 * volumes a node can have attached is not looked at.
 */
export const schedulerPlugins: readonly SchedulerPlugin[] = [
  schedulingGates,
  nodeUnschedulable,
  nodeName,
  taintToleration,
  nodeAffinity,
  nodePorts,
  nodeResourcesFit,
  volumeRestrictions,
  volumeBinding,
  volumeZone,
  podTopologySpread,
  interPodAffinity,
  dynamicResources,
];
