import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SourceLine } from './issue';

/** Where this library runs, and what it was built from, which source maps name: it may be linked rather than installed. */
const ownFolders = ['dist', 'lib'].map((folder) => join(resolve(__dirname, '..', '..'), folder, '/'));

/** Frames kept: deep enough for a platform team's own layers around a construct. */
const depth = 40;

/** A stack that is captured now, cheaply, and read only if something is wrong. */
export interface CapturedStack {
  readonly stack?: string;
}

/** Captures where the program is, without formatting it: an app makes thousands of constructs and few have issues. */
export function captureStack(): CapturedStack {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = depth;
  const captured: CapturedStack = {};
  Error.captureStackTrace(captured, captureStack);
  Error.stackTraceLimit = limit;
  return captured;
}

/** The innermost line of a stack that belongs to the user: not to this library, a package, or Node. */
export function sourceLineOf(captured: CapturedStack): SourceLine | undefined {
  for (const frame of (captured.stack ?? '').split('\n')) {
    const [, place, line] = /^(.*):(\d+):\d+$/.exec(placeOf(frame)) ?? [];
    if (place === undefined || line === undefined || place.startsWith('node:')) continue;
    const file = place.startsWith('file://') ? fileURLToPath(place) : place;
    if (file.includes('/node_modules/') || ownFolders.some((folder) => file.startsWith(folder))) continue;
    return { file: relative(process.cwd(), file), line: Number(line) };
  }
  return undefined;
}

/** Something that a program makes, and the line of it: `eks.NodePool cpu (index.ts:12)`. */
export function withSourceLine(path: string, captured: CapturedStack): string {
  const source = sourceLineOf(captured);
  return source === undefined ? path : `${path} (${source.file}:${source.line})`;
}

/** The place in a frame: `at make (/app.ts:3:5)`, or `at /app.ts:3:5`; folders may have parentheses in their names too. */
function placeOf(frame: string): string {
  const call = frame.trim().replace(/^at (?:async )?/, '');
  if (/^(?:\/|file:|node:|[A-Za-z]:[\\/])/.test(call)) return call;
  const opening = call.indexOf(' (');
  return opening < 0 || !call.endsWith(')') ? '' : call.slice(opening + 2, -1);
}
