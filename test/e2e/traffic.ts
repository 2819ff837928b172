import { request } from 'node:http';

/** What constant traffic met. */
export interface Traffic {
  /** How many answers with status 200 each version gave. */
  readonly answers: Readonly<Record<string, number>>;
  /** Why requests failed, and after how many seconds of traffic. */
  readonly failures: readonly string[];
}

/** The answer of the stand-in for a model server. */
export interface Answer {
  readonly version: string;
  readonly pod: string;
  /** Whether the pod had been told to stop before it answered. */
  readonly toldToStop: boolean;
}

/** Clients that ask at the same time. */
const clients = 4;

/** Milliseconds that a client waits between requests: each is a connection, whose port stays taken for a minute after. */
const rest = 40;

/** More than the longest test sends, few enough to leave ports for others. */
const mostRequests = 20_000;

/** Asks a server once, and throws where its answer is not as it should be. */
export type Question = (url: string) => Promise<Pick<Answer, 'version'>>;

/** A request fails when it gets no answer within 10 seconds, or another status than 200. */
export const askOnce: Question = (url) => ask(url, 10);

/**
 * Asks a URL again and again, each time over a new connection, for as long as the work takes.
 *
 * @throws Error when the work fails, or takes so long that the traffic would have to end before it
 */
export async function underTraffic(
  url: string,
  work: () => Promise<void>,
  question: Question = askOnce,
): Promise<Traffic> {
  const answers: Record<string, number> = {};
  const failures: string[] = [];
  const start = performance.now();
  let over = false;
  let left = mostRequests;
  const client = async (): Promise<void> => {
    while (!over && left > 0) {
      left -= 1;
      try {
        const { version } = await question(url);
        answers[version] = (answers[version] ?? 0) + 1;
      } catch (error) {
        failures.push(`${((performance.now() - start) / 1000).toFixed(1)} s: ${String(error)}`);
      }
      await new Promise((resume) => setTimeout(resume, rest));
    }
  };
  const running = Array.from({ length: clients }, client);
  try {
    await work();
  } finally {
    over = true;
    await Promise.all(running);
  }
  if (left === 0) throw new Error(`the traffic ended after ${mostRequests} requests, before the work did`);
  return { answers, failures };
}

/**
 * Asks the stand-in for a model server once, over a connection of its own.
 *
 * @param underWay called when the status is there, and the answer may still take a while
 * @throws Error when the whole answer does not come within the seconds given, or has another status than 200
 */
export async function ask(url: string, seconds: number, underWay?: () => void): Promise<Answer> {
  const body = await get(url, seconds, underWay);
  // A cast, as it is our own server that answers.
  return JSON.parse(body) as Answer;
}

/** The body of an answer with status 200, over a connection of its own. */
export function get(url: string, seconds: number, underWay?: () => void): Promise<string> {
  return send(url, seconds, undefined, underWay);
}

/** The answer, with status 200, to a JSON document, over a connection of its own. */
export async function post(url: string, seconds: number, document: object): Promise<unknown> {
  return JSON.parse(await send(url, seconds, JSON.stringify(document)));
}

function send(url: string, seconds: number, document?: string, underWay?: () => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(seconds * 1000);
    const how = document === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' } };
    const outgoing = request(url, { agent: false, signal, ...how }, (incoming) => {
      underWay?.();
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => {
        if (incoming.statusCode === 200) resolve(Buffer.concat(chunks).toString());
        else reject(new Error(`status ${String(incoming.statusCode)}`));
      });
    });
    outgoing.on('error', reject);
    outgoing.end(document);
  });
}
