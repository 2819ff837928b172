import {
  deferrableText,
  isRelease,
  quantityToInteger,
  readBytes,
  type Bytes,
  type Deferrable,
  type Notes,
} from '../../../core';
import type { Env } from '../../../workload';
import { judgeFlags, type Flags } from '../../flags';
import { noModel, startupBudget, type ServedModel } from '../../model/served-model';
import type { ServingRuntime } from '../../runtime';
import { judgeCpu, type Device } from '../device';
import { releaseOf, tagOf } from '../release';
import { judgeWhole } from '../whole-number';
import type { TextEmbeddingsInferenceProps } from './props';
import { gpuNeedsOf, readTag, sourceOf, textEmbeddingsFlags } from './releases';

const name = 'Text Embeddings Inference';
const cache = '/data';

/** The runtime behind `kind: 'text-embeddings-inference'`. */
export const textEmbeddingsInferenceRuntime: ServingRuntime<TextEmbeddingsInferenceProps> = {
  name,
  loads: ['folder', 'hub'],
  describe(props, notes, { model, gpus: asked }) {
    if (model === undefined) notes.issue({ ...noModel(name), fix: noModelFix });
    const release = releaseOf(name, props, notes, { inTag: (tag) => readTag(tag)?.release ?? tag });
    const tag = readTag(tagOf(props.image));
    const device = deviceOf(props.device, tag?.variant);
    if (device === 'cpu') judgeCpu(asked, {}, notes);
    else judgeOneGpu(asked, notes);
    const { concurrentRequests, batchTokens, textsPerRequest } = props;
    judgeWhole({ concurrentRequests, batchTokens, textsPerRequest }, notes);
    if (tag?.grpc === true) notes.issue(noHttp);
    notes.notKnown(noUser);
    const args = [
      ...modelArguments(model, release),
      '--hostname=0.0.0.0',
      // The image's own port is 80, where only root may listen everywhere.
      '--port=3000',
      ...optionArguments(props, notes),
      // What the image says itself where nothing else is said.
      '--json-output',
    ];
    const flags: Flags = { server: name, release, history: textEmbeddingsFlags, aliases: { '-p': '--port' } };
    judgeFlags('runtime', args, flags, notes);
    return {
      application: 'text-embeddings-inference',
      image: props.image,
      // The image's own entrypoint chooses the server for its GPU, and then becomes it.
      args,
      flags,
      env: variables(props),
      ports: [{ name: 'http', port: 3000, appProtocol: 'http' }],
      // It listens once the model is loaded and warm.
      health: { port: 'http', started: '/health', ready: '/health', alive: '/health' },
      startsWithin: notes.choose(props.startsWithin, {
        field: 'container server startupProbe',
        value: startupBudget(model ?? {}),
        reason: 'ten minutes to warm up, and the time to read the weights at 200 MB a second',
        source: sourceOf('0d124dc9', 'router/src/lib.rs'),
        override: 'runtime.startsWithin',
      }),
      drain: notes.choose(props.drain, {
        field: 'time for requests under way',
        value: '30s',
        reason: 'a batch of texts takes seconds; told to stop, the server finishes what it has and knows no limit',
        source: sourceOf('0d124dc9', 'router/src/shutdown.rs'),
        override: 'runtime.drain',
      }),
      user: {
        user: 1000,
        group: 1000,
        reason: 'the image names no user but root; the id must be a number above 0 for the kubelet to accept it',
        source: sourceOf('0d124dc9', 'Dockerfile'),
      },
      writable: ['/tmp', cache],
      metrics: { port: 'http', path: '/metrics' },
      signals: {
        'queue-depth': { metric: 'te_queue_size', counts: 'now' },
        'request-rate': { metric: 'te_request_count', counts: 'ever' },
      },
      gpus: device === 'cpu' ? undefined : 1,
      gpuNeeds: device === 'cpu' ? undefined : gpuNeedsOf(tag),
      onCpus: device === 'cpu' ? { precision: props.dtype === 'float16' ? 'fp16' : 'fp32' } : undefined,
    };
  },
};

function deviceOf(given: Device | undefined, variant: string | undefined): Device {
  return given ?? (variant === 'cpu' || variant?.startsWith('cpu-') === true ? 'cpu' : 'gpu');
}

function modelArguments(model: ServedModel | undefined, release: string | undefined): readonly Deferrable<string>[] {
  if (model === undefined) return [];
  const named = release !== undefined && isRelease(release, '1.9.0');
  return [
    deferrableText`--model-id=${model.reference}`,
    ...(named ? [`--served-model-name=${model.name}`] : []),
    ...(model.revision === undefined ? [] : [`--revision=${model.revision}`]),
    // The folder with room for the weights, which the image does not know of.
    `--huggingface-hub-cache=${model.delivery === 'hub' ? '$(HF_HOME)' : cache}`,
  ];
}

function optionArguments(props: TextEmbeddingsInferenceProps, notes: Notes): readonly string[] {
  const { pooling, dtype, concurrentRequests, batchTokens, textsPerRequest, payloadLimit } = props;
  const limit = payloadLimit === undefined ? undefined : bytesOf(payloadLimit, notes);
  return [
    ...(pooling === undefined ? [] : [`--pooling=${pooling}`]),
    ...(dtype === undefined ? [] : [`--dtype=${dtype}`]),
    ...(concurrentRequests === undefined ? [] : [`--max-concurrent-requests=${concurrentRequests}`]),
    ...(batchTokens === undefined ? [] : [`--max-batch-tokens=${batchTokens}`]),
    ...(textsPerRequest === undefined ? [] : [`--max-client-batch-size=${textsPerRequest}`]),
    ...(limit === undefined ? [] : [`--payload-limit=${limit}`]),
  ];
}

function bytesOf(given: Bytes, notes: Notes): bigint {
  const reading = readBytes('runtime.payloadLimit', given);
  if ('value' in reading) return quantityToInteger(reading.value);
  notes.issue(reading.issue);
  return 2_000_000n;
}

function variables({ truncate, apiKey }: TextEmbeddingsInferenceProps): Env {
  return {
    // Releases differ in how they take the flag, and not in how they take this.
    ...(truncate === undefined ? {} : { AUTO_TRUNCATE: String(truncate) }),
    ...(apiKey === undefined ? {} : { API_KEY: { kind: 'secret', ...apiKey } }),
  };
}

function judgeOneGpu(asked: number | undefined, notes: Notes): void {
  if (asked === undefined || asked === 1) return;
  notes.issue({
    code: 'serving/gpus-disagree',
    property: 'gpus',
    given: String(asked),
    message: `${name} computes on one GPU, and would leave the others idle`,
    fix: 'gpus: 1, or no gpus: one is asked for anyway; more replicas use more GPUs',
  });
}

const noModelFix =
  "model: { source: { kind: 'hugging-face', repository: 'BAAI/bge-m3', revision: 'COMMIT' } }, or another source";

const noHttp: Parameters<Notes['issue']>[0] = {
  code: 'serving/no-http',
  property: 'runtime.image',
  message: 'an image whose tag ends in -grpc serves gRPC alone, and its health and metrics are asked for by HTTP',
  fix: 'the image without -grpc',
};

const noUser: Parameters<Notes['notKnown']>[0] = {
  code: 'serving/not-known-user',
  property: 'runtime.image',
  message: `whether ${name} runs as a user other than root is not known: its image names none, and its makers say nothing`,
  fix: 'an image of your own, and in security: { user } the user that it runs as',
};
