import type { Notes } from '../../core';
import type { Loading } from '../model/locate';
import type { DefinedRuntime, ServerDescription, ServingContext } from '../runtime';
import { httpRuntime, type HttpRuntimeProps } from './http';
import { tensorFlowServingRuntime, type TensorFlowServingProps } from './tensorflow-serving';
import type { VllmProps } from './vllm/props';
import { vllmRuntime } from './vllm/vllm';

/** The servers that a `ModelService` can run. */
export type Runtime = HttpRuntimeProps | TensorFlowServingProps | VllmProps | DefinedRuntime;

/** Describes the server that was asked for. */
export function describeServer(runtime: Runtime, context: ServingContext, notes: Notes): ServerDescription {
  switch (runtime.kind) {
    case 'http':
      return httpRuntime.describe(runtime, notes, context);
    case 'tensorflow-serving':
      return tensorFlowServingRuntime.describe(runtime, notes, context);
    case 'vllm':
      return vllmRuntime.describe(runtime, notes, context);
    case 'defined':
      return runtime.describe(notes, context);
  }
}

const builtIn = {
  http: httpRuntime,
  'tensorflow-serving': tensorFlowServingRuntime,
  vllm: vllmRuntime,
} as const;

/** How a server can be told where its model is. */
export function loadingOf(runtime: Runtime): Loading {
  const { name, loads = [] } = runtime.kind === 'defined' ? runtime : builtIn[runtime.kind];
  return { server: name, deliveries: loads };
}
