import type { Question } from './traffic';

/** A request that failed. */
export interface Failure {
  /** When it was begun, in the seconds of the traffic. */
  readonly at: number;
  readonly error: string;
}

/** What requests at a steady rate met. */
export interface SteadyTraffic {
  /** How many requests were sent in all. */
  readonly sent: number;
  /** How many good answers each version gave. */
  readonly answers: Readonly<Record<string, number>>;
  readonly failures: readonly Failure[];
  /** The longest that a good answer took, in milliseconds. */
  readonly slowest: number;
}

/** Requests that go on until they are ended. */
export interface Running {
  /** Seconds since they began. */
  now(): number;
  /** Sends no more, and waits for those under way. */
  end(): Promise<SteadyTraffic>;
}

/** Each is a connection, whose port stays taken for a minute after. */
const perSecond = 40;

/**
 * Sends a request every 25 milliseconds, whether or not those before it have been answered: a server that falls silent
 * is not spared, as it would be by clients that wait.
 */
export function steadily(url: string, question: Question): Running {
  const answers: Record<string, number> = {};
  const failures: Failure[] = [];
  const underWay = new Set<Promise<void>>();
  const start = performance.now();
  const now = (): number => (performance.now() - start) / 1000;
  let sent = 0;
  let slowest = 0;

  const send = async (): Promise<void> => {
    const at = now();
    try {
      const { version } = await question(url);
      answers[version] = (answers[version] ?? 0) + 1;
      slowest = Math.max(slowest, Math.round((now() - at) * 1000));
    } catch (error) {
      failures.push({ at, error: String(error) });
    }
  };
  const catchUp = (): void => {
    // A timer that comes late, on a busy machine, has more to send.
    for (; sent < now() * perSecond; sent += 1) {
      const request = send();
      underWay.add(request);
      void request.then(() => underWay.delete(request));
    }
  };
  const timer = setInterval(catchUp, 1000 / perSecond);
  return {
    now,
    end: async () => {
      clearInterval(timer);
      await Promise.all(underWay);
      return { sent, answers, failures, slowest };
    },
  };
}

/** Asks at a steady rate for as long as the work takes, and a second before it. */
export async function whileAsked(
  url: string,
  question: Question,
  work: () => Promise<unknown>,
): Promise<SteadyTraffic> {
  const running = steadily(url, question);
  try {
    await new Promise((resume) => setTimeout(resume, 1000));
    await work();
  } catch (error) {
    await running.end();
    throw error;
  }
  return running.end();
}

/**
 * Asks again where a connection is refused or cut, as clients and gateways may that know their requests to be harmless
 * when sent twice: after 0.1 seconds, 0.2, 0.4 and so on, as often as is said.
 */
export function askingAgain(question: Question, times: number): Question {
  return async (url) => {
    for (let tried = 0; ; tried += 1) {
      try {
        return await question(url);
      } catch (error) {
        if (tried === times || !/ECONNREFUSED|ECONNRESET|socket hang up/.test(String(error))) throw error;
        await new Promise((resume) => setTimeout(resume, 100 * 2 ** tried));
      }
    }
  };
}

/** A line that CI shows of a lane that passed: how much was asked, who answered, what failed and for how long. */
export function tell(what: string, { sent, answers, failures, slowest }: SteadyTraffic): void {
  const given = Object.entries(answers).map(([version, count]) => `${count} by ${version}`);
  const times = failures.map(({ at }) => at);
  const kinds = [...new Set(failures.map(({ error }) => kindOf(error)))].join(', ');
  const span = (Math.max(...times) - Math.min(...times)).toFixed(1);
  const lost = failures.length === 0 ? 'none failed' : `${failures.length} failed within ${span} s (${kinds})`;
  console.log(`note: ${what}: ${sent} requests, answered ${given.join(' and ')} in at most ${slowest} ms; ${lost}`);
}

function kindOf(error: string): string {
  return /ECONN[A-Z]+|socket hang up|status \d+|aborted|EHOSTUNREACH/.exec(error)?.[0] ?? error;
}
