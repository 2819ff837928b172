import type { Notes } from '../../core';
import type { DefinedRuntime, ServerDescription } from '../runtime';
import { httpRuntime, type HttpRuntimeProps } from './http';
import { tensorFlowServingRuntime, type TensorFlowServingProps } from './tensorflow-serving';

/** The servers that a `ModelService` can run. */
export type Runtime = HttpRuntimeProps | TensorFlowServingProps | DefinedRuntime;

/** Describes the server that was asked for. */
export function describeServer(runtime: Runtime, notes: Notes): ServerDescription {
  switch (runtime.kind) {
    case 'http':
      return httpRuntime.describe(runtime, notes);
    case 'tensorflow-serving':
      return tensorFlowServingRuntime.describe(runtime, notes);
    case 'defined':
      return runtime.describe(notes);
  }
}
