export type { Caller } from './callers';
export type { Configuration } from './configuration';
export type { DisruptionBudget } from './disruption-budget';
export {
  gateway,
  ingressClass,
  type Exposure,
  type GatewayReference,
  type IngressClassReference,
  type RouteTimeouts,
  type Tls,
} from './exposure';
export type { PrometheusQuery, TriggerAuthenticationReference } from './keda-trigger';
export { ModelService } from './model-service';
export type { ResolvedNames } from './model-service-names';
export type { ModelServiceNames, ModelServiceProps, ServiceAccountReference } from './model-service-props';
export type { Rollout } from './rollout';
export {
  defineRuntime,
  type DefinedRuntime,
  type ServerDescription,
  type ServerGroup,
  type ServerPort,
  type ServerSignal,
  type ServingContext,
  type ServingRuntime,
  type SignalName,
} from './runtime';
export type { Delivery, ServedModel } from './model/served-model';
export type { CpuCache, CpuMemory, UntoldCache } from './model/cpu-memory';
export type { MemoryUse, Quantization } from './model/fit';
export type { Model, ModelSource, SecretKey } from './model/model';
export type { FlagHistory, Flags } from './flags';
export type { GpuNeeds } from './gpu-needs';
export type { Runtime } from './runtimes';
export type { Device } from './runtimes/device';
export type { HttpRuntimeProps } from './runtimes/http';
export type { MlserverProps } from './runtimes/mlserver';
export type { LanguageModelServer } from './runtimes/language-model-server';
export type { SglangAdapters, SglangProps } from './runtimes/sglang/props';
export type { TensorFlowServingProps } from './runtimes/tensorflow-serving';
export type { TextEmbeddingsInferenceProps } from './runtimes/text-embeddings-inference/props';
export type { TorchserveProps } from './runtimes/torchserve';
export type { TritonProps } from './runtimes/triton';
export {
  atLeastOne,
  type AtLeastOne,
  type Fallback,
  type PrometheusSource,
  type ScaleDown,
  type Scaling,
  type ScalingSignal,
  type ZeroScaling,
} from './scaling';
export type { Backend } from './service';
export type { ReservedAmounts, VerticalScaling } from './vertical-scaling';
export type { HttpAddOnWake, Wake } from './wake';
export type { LoraAdapters, VllmProps } from './runtimes/vllm/props';
