import type { Notes } from '../../core';
import type { Env } from '../../workload';
import { loadingBytes, streamBuffer } from '../model/host-memory';
import type { ServedModel } from '../model/served-model';

/**
 * The arguments with which vLLM and SGLang read weights from a store as they load, by the streamer of Run:ai.
 *
 * Without a limit it takes up to 40 GB of the host's memory, more than most pods have.
 */
export function streamArguments(model: ServedModel, notes: Notes): readonly string[] {
  const greatest = loadingBytes(model);
  if (greatest === undefined) return ['--load-format=runai_streamer'];
  const limit = notes.decide({
    field: 'memory of the streamer of weights',
    value: Math.ceil(greatest) + streamBuffer,
    reason: 'the largest matrix and 4 GiB: its own limit is 40 GB of the memory of the host',
    source: 'https://github.com/run-ai/runai-model-streamer/blob/f73a19a/docs/src/env-vars.md',
    override: 'transformPod',
  });
  return ['--load-format=runai_streamer', `--model-loader-extra-config=${JSON.stringify({ memory_limit: limit })}`];
}

/** The variables by which the streamer finds a store. */
export function streamVariables({ location }: Partial<ServedModel>): Env {
  return {
    ...(location?.endpoint === undefined
      ? {}
      : { AWS_ENDPOINT_URL: location.endpoint, RUNAI_STREAMER_S3_USE_VIRTUAL_ADDRESSING: '0' }),
    ...(location?.region === undefined ? {} : { AWS_REGION: location.region }),
    ...(location?.account === undefined ? {} : { AZURE_STORAGE_ACCOUNT_NAME: location.account }),
  };
}
