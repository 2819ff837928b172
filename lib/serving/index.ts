export type { Caller } from './callers';
export type { Configuration } from './configuration';
export type { DisruptionBudget } from './disruption-budget';
export { ingressClass, type Exposure, type IngressClassReference, type Tls } from './exposure';
export { ModelService } from './model-service';
export type { ResolvedNames } from './model-service-names';
export type { ModelServiceNames, ModelServiceProps, ServiceAccountReference } from './model-service-props';
export type { Rollout } from './rollout';
export {
  defineRuntime,
  type DefinedRuntime,
  type ServerDescription,
  type ServerPort,
  type ServerSignal,
  type ServingRuntime,
  type SignalName,
} from './runtime';
export type { Runtime } from './runtimes';
export type { HttpRuntimeProps } from './runtimes/http';
export type { TensorFlowServingProps } from './runtimes/tensorflow-serving';
export { atLeastOne, type AtLeastOne, type ScaleDown, type Scaling, type ScalingSignal } from './scaling';
