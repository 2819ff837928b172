import { isDeferred, isRelease, type Deferrable, type Notes } from '../core';

/** Which releases of a server know a flag: releases are named that were looked into, so that what lies between is open. */
export interface FlagHistory {
  /** The last release that was seen without it, and the first with it. */
  readonly came?: { readonly after: string; readonly with: string } | undefined;
  /** The last release that was seen with it, the first without it, and the last without it where it came back. */
  readonly went?: { readonly after: string; readonly with: string; readonly until?: string | undefined } | undefined;
  /** What to write in its place. */
  readonly instead?: string | undefined;
  readonly source: string;
}

/** A server's release, and what is known of its flags. */
export interface Flags {
  /** What the server is called. */
  readonly server: string;
  /** Not known where the image does not say. */
  readonly release: string | undefined;
  readonly history: Readonly<Record<string, FlagHistory>>;
  /** Its flags by their other names, such as `-tp`. @default - none has another */
  readonly aliases?: Readonly<Record<string, string>> | undefined;
}

/** Notes each argument whose flag the release of a server does not know: it would exit at once. */
export function judgeFlags(
  property: string,
  args: readonly Deferrable<string>[],
  { server, release, history }: Flags,
  notes: Notes,
): void {
  if (release === undefined) return;
  for (const argument of args) {
    const [, flag = ''] = isDeferred(argument) ? [] : (/^(--[A-Za-z][\w-]*)/.exec(argument) ?? []);
    const name = flag.replaceAll('_', '-');
    const known = Object.hasOwn(history, name) ? history[name] : undefined;
    const why = known && whyUnknown(known, release);
    if (known === undefined || why === undefined) continue;
    notes.issue({
      code: 'serving/unknown-flag',
      property,
      given: name,
      message: `${server} ${release} does not know it: ${why} (${known.source})`,
      fix: known.instead ?? (known.came === undefined ? `no ${name}` : `${server} ${known.came.with}, or no ${name}`),
    });
  }
}

/** Says why a release does not know a flag; nothing where it does, or where that is not known. */
export function whyUnknown({ came, went }: FlagHistory, release: string): string | undefined {
  if (came !== undefined && isRelease(came.after, release)) return `it came after ${came.after}`;
  const stayedAway = went?.until === undefined || isRelease(went.until, release);
  if (went !== undefined && isRelease(release, went.with) && stayedAway) return `it was last in ${went.after}`;
  return undefined;
}
