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

/** Which cluster is meant. */
export interface ClusterAccess {
  /**
   * The file that says where the cluster is, and who asks.
   *
   * @default - what KUBECONFIG names; nothing else, since the context that somebody happens to work in may be production
   */
  readonly kubeconfig?: string | undefined;
  /** The context of that file. @default - the current one */
  readonly context?: string | undefined;
}

/** A connection to an API server. */
export interface ApiServer {
  call(call: Call): Promise<Reply>;
  /** Ends the connection; safe to call twice. */
  close(): void;
}

/** Said where no cluster is named. */
export const noKubeconfig = 'KUBECONFIG is not set';

/** The longest that an answer may take, in milliseconds: the API server itself gives up after a minute. */
const patience = 90_000;

// Enough to keep the API server of a two-core machine busy, few enough to stay under the limits of a shared one.
const connections = 16;

/**
 * Connects to an API server.
 *
 * `kubectl proxy` holds the credentials, so every kind that kubectl knows works: certificates, tokens, and the
 * programs that clouds use to log in. It listens on a socket that only this user may open.
 *
 * @throws Error when no cluster is named or kubectl cannot start
 */
export async function connect(access: ClusterAccess = {}): Promise<ApiServer> {
  const kubeconfig = kubeconfigOf(access);
  if (kubeconfig === undefined) throw new Error(`${noKubeconfig}: set it to the kubeconfig of a test cluster`);
  const directory = mkdtempSync(join(tmpdir(), 'modelyard-'));
  const socketPath = join(directory, 'api');
  const context = access.context === undefined ? [] : [`--context=${access.context}`];
  const proxy = spawn('kubectl', ['proxy', `--unix-socket=${socketPath}`, ...context], {
    // A variable, and no flag: it may name several files.
    env: { ...process.env, KUBECONFIG: kubeconfig },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
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

/** The kubeconfig that is meant; nothing where none is named. */
export function kubeconfigOf({ kubeconfig = process.env['KUBECONFIG'] }: ClusterAccess): string | undefined {
  return kubeconfig === '' ? undefined : kubeconfig;
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
    const outgoing = send({ agent, socketPath, method, path, headers, timeout: patience }, (incoming) => {
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
    outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer within ${patience / 1000} seconds`)));
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
