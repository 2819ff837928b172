import { printGiven, type Notes } from '../../core';
import { judgeStoreAccount, printUri, schemeOf } from '../../data';
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

/** The variables by which the streamer finds a store, and signs for it or does not. */
export function streamVariables({ location }: Partial<ServedModel>): Env {
  return {
    ...(location?.endpoint === undefined
      ? {}
      : { AWS_ENDPOINT_URL: location.endpoint, RUNAI_STREAMER_S3_USE_VIRTUAL_ADDRESSING: '0' }),
    ...(location?.region === undefined ? {} : { AWS_REGION: location.region }),
    ...(location?.account === undefined ? {} : { AZURE_STORAGE_ACCOUNT_NAME: location.account }),
    ...(location?.access.kind === 'public' ? { RUNAI_STREAMER_S3_UNSIGNED: '1' } : {}),
  };
}

/** What of a server's release decides from which stores its streamer reads. */
export interface Streaming {
  /** What the server is called, with its release. */
  readonly server: string;
  /** The last release that was looked into whose image reads no `az://`, where that is the one of the server or later. */
  readonly noAzure?: { readonly after: string; readonly with: string; readonly source: string } | undefined;
  /** The last release that was looked into whose image signs everything, where that is the one of the server or later. */
  readonly noPublic?: { readonly after: string; readonly with: string; readonly source: string } | undefined;
}

const azure = 'https://pypi.org/project/runai-model-streamer-azure/0.15.9/';

/** Judges whether the streamer of Run:ai reads from a store. */
export function judgeStreaming(
  { location }: ServedModel,
  { server, noAzure, noPublic }: Streaming,
  notes: Notes,
): void {
  if (location === undefined) return;
  const { uri, access } = location;
  const isAzure = schemeOf(uri) === 'az';
  const cannot = (property: string, given: string, why: string, fix: string): void => {
    notes.issue({
      code: 'serving/cannot-load',
      property: `model.source.${property}`,
      given: printGiven(given),
      message: `${server} ${why}`,
      fix: `${fix}download: unpinned('rclone/rclone:TAG', 'the reason'), which copies the weights to the pod's disk first`,
    });
  };
  if (isAzure && noAzure !== undefined) {
    const why = `reads nothing from Azure's storage as it loads: az:// came after ${noAzure.after} (${noAzure.source})`;
    cannot('uri', printUri(uri), why, `${noAzure.with}, or `);
  } else if (isAzure && access.kind === 'public') {
    cannot('access.kind', 'public', `signs whatever it reads from Azure's storage as it loads (${azure})`, '');
  } else if (isAzure) {
    const variables = ['AZURE_STORAGE_ACCOUNT_NAME', 'AZURE_STORAGE_CONNECTION_STRING'];
    judgeStoreAccount('model.source', location, { name: 'what streams the weights', variables, source: azure }, notes);
  } else if (access.kind === 'public' && noPublic !== undefined) {
    const why = `signs whatever it reads as it loads: RUNAI_STREAMER_S3_UNSIGNED came after ${noPublic.after} (${noPublic.source})`;
    cannot('access.kind', 'public', why, `${noPublic.with}, or `);
  }
}
