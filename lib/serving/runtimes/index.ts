import type { Notes } from '../../core';
import type { Loading } from '../model/locate';
import type { DefinedRuntime, ServerDescription, ServingContext, ServingRuntime } from '../runtime';
import { httpRuntime, type HttpRuntimeProps } from './http';
import { mlserverRuntime, type MlserverProps } from './mlserver';
import type { SglangProps } from './sglang/props';
import { sglangRuntime } from './sglang/sglang';
import { tensorFlowServingRuntime, type TensorFlowServingProps } from './tensorflow-serving';
import type { TextEmbeddingsInferenceProps } from './text-embeddings-inference/props';
import { textEmbeddingsInferenceRuntime } from './text-embeddings-inference/text-embeddings-inference';
import { torchserveRuntime, type TorchserveProps } from './torchserve';
import { tritonRuntime, type TritonProps } from './triton';
import type { VllmProps } from './vllm/props';
import { vllmRuntime } from './vllm/vllm';

type BuiltIn =
  | HttpRuntimeProps
  | MlserverProps
  | SglangProps
  | TensorFlowServingProps
  | TextEmbeddingsInferenceProps
  | TorchserveProps
  | TritonProps
  | VllmProps;

/** The servers that a `ModelService` can run. */
export type Runtime = BuiltIn | DefinedRuntime;

type Kind = BuiltIn['kind'];

const builtIn: { readonly [K in Kind]: ServingRuntime<Extract<BuiltIn, { readonly kind: K }>> } = {
  http: httpRuntime,
  mlserver: mlserverRuntime,
  sglang: sglangRuntime,
  'tensorflow-serving': tensorFlowServingRuntime,
  'text-embeddings-inference': textEmbeddingsInferenceRuntime,
  torchserve: torchserveRuntime,
  triton: tritonRuntime,
  vllm: vllmRuntime,
};

/** Describes the server that was asked for. */
export function describeServer(runtime: Runtime, context: ServingContext, notes: Notes): ServerDescription {
  if (runtime.kind === 'defined') return runtime.describe(notes, context);
  // The table has, under each kind, the runtime that takes the props of that kind; the compiler loses that on the way.
  return (builtIn[runtime.kind] as ServingRuntime<BuiltIn>).describe(runtime, notes, context);
}

/** How a server can be told where its model is. */
export function loadingOf(runtime: Runtime): Loading {
  const { name, loads = [] } = runtime.kind === 'defined' ? runtime : builtIn[runtime.kind];
  return { server: name, deliveries: loads };
}
