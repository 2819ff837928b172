import { asArray, asRecord, type PlainRecord } from '../../verify';
import type { ApiServer, Call } from './api-server';

/**
 * Sends a request that must succeed, and returns what came back.
 *
 * @throws Error with the API server's own words where it refuses
 */
export async function need(server: Pick<ApiServer, 'call'>, call: Call): Promise<unknown> {
  const { status, body } = await server.call(call);
  if (status >= 300) throw new Error(`${call.method} ${call.path}: ${status} ${messageIn(body)}`);
  return body;
}

/** The objects of a list, in the order of their names. */
export async function listAll(server: Pick<ApiServer, 'call'>, path: string): Promise<readonly PlainRecord[]> {
  return asArray(asRecord(await need(server, { method: 'GET', path }))['items']).map(asRecord);
}

/** The message of a Status object, which is what the API server answers when it refuses. */
export function messageIn(body: unknown): string {
  const { message } = asRecord(body);
  return typeof message === 'string' ? message : JSON.stringify(body);
}
