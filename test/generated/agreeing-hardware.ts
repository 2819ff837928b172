import { sizeOf } from './amounts';
import { modelOf, podsEachOf } from './agreeing-runtimes';
import type { PropsDescription, RuntimeDescription } from './app-description';

type Of<K extends RuntimeDescription['kind']> = Extract<RuntimeDescription, { readonly kind: K }>;

/** The GPUs that a server asks for where its service does not. */
export function impliedGpus(runtime: RuntimeDescription): number | undefined {
  switch (runtime.kind) {
    case 'vllm':
    case 'sglang': {
      if (runtime.kind === 'vllm' && runtime.device === 'cpu') return undefined;
      const data = runtime.kind === 'vllm' ? (runtime.dataParallel ?? 1) : 1;
      const nodes = podsEachOf(runtime);
      const pipeline = runtime.pipelineParallel ?? (runtime.tensorParallel === undefined ? nodes : 1);
      return ((runtime.tensorParallel ?? 1) * pipeline * data) / nodes;
    }
    case 'text-embeddings-inference':
      return runtime.device === 'cpu' ? undefined : 1;
    case 'defined':
      return runtime.server.gpus;
    default:
      return undefined;
  }
}

type Hardware = Pick<PropsDescription, 'runtime' | 'gpus' | 'accelerator' | 'resources' | 'transformPod'>;

/** A server and what it gets of a node, in agreement: degrees, accelerators, memory. */
export function agreeingHardware<T extends Hardware>(drawn: T): T {
  // What the server gets of accelerators is said once.
  const { gpus, ...others } = drawn;
  const given = drawn.accelerator === undefined && gpus !== undefined ? { ...others, gpus } : others;
  const most = mostAccelerators(drawn.runtime);
  const accelerator = drawn.accelerator && { ...drawn.accelerator, count: Math.min(drawn.accelerator.count, most) };
  const asked = accelerator?.count ?? (gpus === undefined ? undefined : Math.min(gpus, most));
  const runtime = withDegrees(drawn.runtime, asked);
  return {
    ...given,
    // The spread of a T but for what is optional in it.
    ...(accelerator === undefined ? {} : { accelerator }),
    ...(accelerator === undefined && asked !== undefined ? { gpus: asked } : {}),
    runtime,
    ...withResources(drawn, runtime, asked ?? impliedGpus(runtime)),
  } as unknown as T;
}

/** Of the model whose sizes are known, two GPUs can share a layer, and no more. */
function mostAccelerators(runtime: RuntimeDescription): number {
  if (runtime.kind === 'text-embeddings-inference') return 1;
  const spreads = runtime.kind === 'vllm' || runtime.kind === 'sglang';
  return spreads && runtime.model.architecture !== undefined ? 2 : Number.POSITIVE_INFINITY;
}

function withDegrees(runtime: RuntimeDescription, asked: number | undefined): RuntimeDescription {
  switch (runtime.kind) {
    case 'text-embeddings-inference':
      return asked === undefined || runtime.device === undefined ? runtime : { ...runtime, device: 'gpu' };
    case 'vllm': {
      const isForGpus = asked !== undefined || podsEachOf(runtime) > 1;
      const device = isForGpus ? runtime.device && 'gpu' : runtime.device;
      const { dataParallel, ...rest } = { ...runtime, ...(device === undefined ? {} : { device }) };
      const degrees = degreesFor(rest, device === 'cpu' ? 1 : asked, device === 'cpu');
      return { ...rest, ...degrees, ...(dataParallel === undefined ? {} : { dataParallel: 1 }) };
    }
    case 'sglang':
      return { ...runtime, ...degreesFor(runtime, asked, false) };
    default:
      return runtime;
  }
}

/** Degrees that take what is asked for, and of themselves at most four; the model whose sizes are known has no experts. */
function degreesFor(
  runtime: Of<'vllm'> | Of<'sglang'>,
  asked: number | undefined,
  onCpu: boolean,
): Pick<Of<'sglang'>, 'tensorParallel' | 'pipelineParallel' | 'expertParallel'> {
  const { tensorParallel, pipelineParallel, expertParallel } = runtime;
  const nodes = podsEachOf(runtime);
  const tensor = asked ?? Math.min(tensorParallel ?? 1, mostAccelerators(runtime), 4);
  const alone = asked === undefined && tensor < 4 ? (pipelineParallel ?? 1) : 1;
  const hasNone = onCpu || runtime.model.architecture !== undefined;
  // On several nodes, each has its own part of the layers; where one degree is given, the other does not follow.
  const isGiven = pipelineParallel !== undefined || (nodes > 1 && tensorParallel !== undefined);
  return {
    ...(tensorParallel === undefined ? {} : { tensorParallel: tensor }),
    ...(isGiven ? { pipelineParallel: nodes > 1 ? nodes : alone } : {}),
    ...(expertParallel === undefined ? {} : { expertParallel: expertParallel && !hasNone }),
  };
}

/** A share of a node only where one is known, and memory for the largest matrix of a model whose sizes are. */
function withResources(
  { resources, transformPod }: Hardware,
  runtime: RuntimeDescription,
  accelerators: number | undefined,
): Pick<Hardware, 'resources'> {
  if (resources === undefined) {
    const isKnown = accelerators !== undefined && transformPod?.kind !== 'pod-level-resources';
    return isKnown ? {} : { resources: { cpu: 1, memory: '8Gi' } };
  }
  const isJudged = modelOf(runtime)?.architecture !== undefined && sizeOf(resources.memory) < sizeOf('4Gi');
  return { resources: isJudged ? { ...resources, memory: '4Gi' } : resources };
}
