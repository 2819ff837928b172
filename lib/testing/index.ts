export type { Call, ClusterAccess, Reply } from './cluster/api-server';
export type { First, Verdict } from './cluster/dry-run';
export { expectAccepted, type AcceptedOptions } from './cluster/expect-accepted';
export { openCluster, reachCluster, type Cluster, type ClusterOptions, type Reached } from './cluster/open-cluster';
export type { Ownership } from './cluster/ownership';
export { simulateNodes, type SimulationOptions } from './cluster/simulate-nodes';
export type { Kubelet, NodeDescription, PodPlace, SimulatedNodes } from './cluster/simulated-nodes';
export type { Listed, NamespaceOptions, TestNamespace } from './cluster/test-namespace';
export { waitFor, type Deadline } from './cluster/wait-for';
export { expectSchedulable, type SchedulableOptions } from './expect-schedulable';
export {
  findObject,
  findObjects,
  type FoundConfigMap,
  type FoundDeployment,
  type FoundKinds,
  type FoundObject,
  type FoundOf,
  type FoundService,
  type Sought,
} from './find-object';
export { feasibleNodes, type FeasibilityQuestion, type NodeFeasibility } from '../verify';
export { podsOf } from './pods-of';
export { runtimeChecks } from './runtime/runtime-checks';
export type { RuntimeCheck } from './runtime/runtime-check';
export type { RuntimeUnderTest } from './runtime/served-runtime';
export { synth } from './synth';
