import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request as send } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An answer of the API server. */
export interface Reply {
  readonly status: number;
  /** The parsed JSON body; the text itself where it is no JSON. */
  readonly body: unknown;
  /** The texts of the HTTP Warning headers, which is where Pod Security and deprecated fields speak. */
  readonly warnings: readonly string[];
}

/** A request's method, path with query, and what goes with it. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  /** The media type of the body, `application/json` where it is not given. */
  readonly contentType?: string | undefined;
}

/** A connection to the API server that KUBECONFIG names. */
export interface ApiServer {
  call(call: Call): Promise<Reply>;
  /** Ends the connection; safe to call twice. */
  close(): void;
}

// Enough to keep the API server of a two-core machine busy, few enough to stay under the limits of a shared one.
const connections = 16;

/**
 * Connects to the API server that KUBECONFIG names.
 *
 * `kubectl proxy` holds the credentials, so every kind that kubectl knows works: certificates, tokens, and the
 * programs that clouds use to log in. It listens on a socket that only this user may open.
 *
 * @throws Error when KUBECONFIG is not set or kubectl cannot start.
 */
export async function connect(): Promise<ApiServer> {
  if (!process.env['KUBECONFIG']) throw new Error('KUBECONFIG is not set: set it to the kubeconfig of a test cluster');
  const directory = mkdtempSync(join(tmpdir(), 'modelyard-e2e-'));
  const socketPath = join(directory, 'api');
  const proxy = spawn('kubectl', ['proxy', `--unix-socket=${socketPath}`], { stdio: ['ignore', 'pipe', 'pipe'] });
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const close = (): void => {
    process.off('exit', close);
    agent.destroy();
    proxy.kill();
    rmSync(directory, { recursive: true, force: true });
  };
  process.on('exit', close);
  try {
    await started(proxy);
  } catch (error) {
    close();
    throw error;
  }
  return { call: (call) => callWithPatience(agent, socketPath, call), close };
}

function started(proxy: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    const listen = (chunk: Buffer): void => {
      said += chunk.toString();
      if (said.includes('Starting to serve')) resolve();
    };
    proxy.stdout?.on('data', listen);
    proxy.stderr?.on('data', listen);
    proxy.once('error', (error) => reject(new Error(`kubectl cannot be started: ${error.message}`)));
    proxy.once('exit', (code) => reject(new Error(`kubectl proxy ended with code ${code}: ${said.trim()}`)));
  });
}

// A busy API server answers 429 and asks to come back; it has then done nothing.
async function callWithPatience(agent: Agent, socketPath: string, call: Call): Promise<Reply> {
  for (let tries = 1; ; tries++) {
    const { retryAfter, ...reply } = await once(agent, socketPath, call);
    if (reply.status !== 429 || tries === 10) return reply;
    await new Promise((resume) => setTimeout(resume, retryAfter * 1000));
  }
}

function once(agent: Agent, socketPath: string, call: Call): Promise<Reply & { readonly retryAfter: number }> {
  const { method, path } = call;
  const payload = call.body === undefined ? undefined : JSON.stringify(call.body);
  const headers = {
    accept: 'application/json',
    ...(payload === undefined
      ? {}
      : { 'content-type': call.contentType ?? 'application/json', 'content-length': Buffer.byteLength(payload) }),
  };
  return new Promise((resolve, reject) => {
    const outgoing = send({ agent, socketPath, method, path, headers }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => {
        resolve({
          status: incoming.statusCode ?? 0,
          body: parse(Buffer.concat(chunks).toString()),
          warnings: readWarnings(incoming.headersDistinct['warning'] ?? []),
          retryAfter: Number(incoming.headers['retry-after'] ?? 1),
        });
      });
    });
    outgoing.on('error', (error) => reject(new Error(`${method} ${path}: ${error.message}`, { cause: error })));
    outgoing.end(payload);
  });
}

/** Reads the texts of HTTP Warning headers, which look like `299 - "unknown field \"spec.x\""`. */
function readWarnings(headers: readonly string[]): readonly string[] {
  const texts = headers.join(', ').matchAll(/\d{3} \S+ "((?:[^"\\]|\\.)*)"/g);
  return [...texts].map(([, text = '']) => text.replace(/\\(.)/g, '$1'));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
