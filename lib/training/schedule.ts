import { parseDuration, printGiven, readDuration, wholeSeconds, type Duration, type Notes } from '../core';

/** When runs start: a CronJob. */
export interface Schedule {
  /** Minute, hour, day of the month, month, day of the week: `'0 2 * * *'` is each night at two. */
  readonly cron: string;
  /** The name of a time zone, such as `'Europe/Berlin'`, whose summer time the start keeps to. */
  readonly timeZone: string;
  /** What happens when a run is due and another is under way. @default 'forbid' - the new one is left out */
  readonly concurrency?: 'forbid' | 'replace' | 'allow' | undefined;
  /** How late a run may start, where the control plane was busy or away. @default '5m' */
  readonly startsWithin?: Duration | undefined;
  /** How many ended runs stay, with their logs. @default - three of each */
  readonly history?: { readonly succeeded: number; readonly failed: number } | undefined;
  /** No run starts while it is suspended. @default false */
  readonly suspend?: boolean | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

const policies = { forbid: 'Forbid', replace: 'Replace', allow: 'Allow' } as const;

const source = 'https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/';

/** Renders what a CronJob says beside the Job that it makes. */
export function renderSchedule(schedule: Schedule | 'on-demand', notes: Notes): Fields {
  if (schedule === 'on-demand') return { ...onDemand, ...renderHistory(undefined, notes) };
  judgeCron(schedule.cron, notes);
  judgeTimeZone(schedule.timeZone, notes);
  const startsWithin = notes.choose(schedule.startsWithin, {
    field: 'CronJob spec.startingDeadlineSeconds',
    value: '5m' as const,
    reason: 'a start that the control plane missed by minutes is made up for, and one that it missed by hours is not',
    source,
    override: 'schedule.startsWithin',
  });
  return {
    schedule: schedule.cron,
    timeZone: schedule.timeZone,
    concurrencyPolicy:
      policies[
        notes.choose(schedule.concurrency, {
          field: 'CronJob spec.concurrencyPolicy',
          value: 'forbid' as const,
          reason:
            'two runs at once would take twice the accelerators, and the later one could be done before the earlier',
          source,
          override: 'schedule.concurrency',
        })
      ],
    startingDeadlineSeconds: wholeSeconds(notes.read(readDuration('schedule.startsWithin', startsWithin), 300_000)),
    suspend: schedule.suspend ?? false,
    ...renderHistory(schedule.history, notes),
  };
}

/** Suspended for good: its Jobs are made by hand, or by whoever may, from what it says. */
const onDemand: Fields = {
  // The API server wants a time; no start comes of it.
  schedule: '0 0 1 1 *',
  timeZone: 'Etc/UTC',
  concurrencyPolicy: 'Allow',
  suspend: true,
};

function renderHistory(given: Schedule['history'], notes: Notes): Fields {
  const { succeeded, failed } = notes.choose(given, {
    field: 'CronJob spec.successfulJobsHistoryLimit, spec.failedJobsHistoryLimit',
    value: { succeeded: 3, failed: 3 },
    reason: 'what failed in the night can be read in the morning, and the night before too',
    source,
    override: 'schedule.history',
  });
  for (const [property, count] of Object.entries({ succeeded, failed })) {
    if (Number.isInteger(count) && count >= 0) continue;
    notes.issue({
      code: 'training/invalid-schedule',
      property: `schedule.history.${property}`,
      given: printGiven(count),
      message: 'is no number of runs',
      fix: '0 or more',
    });
  }
  return { successfulJobsHistoryLimit: succeeded, failedJobsHistoryLimit: failed };
}

const day = parseDuration('1d') ?? 0;

/** The longest time between two starts, at least a day and as calendars have it, in milliseconds. */
export function longestGap({ cron }: Schedule): number {
  const [, , ofMonth = '*', month = '*', ofWeek = '*'] = cron.trim().split(/\s+/);
  const isOpen = (field: string): boolean => field === '*' || field === '?';
  if (!isOpen(month)) return 366 * day;
  if (!isOpen(ofMonth)) return 31 * day;
  return isOpen(ofWeek) ? day : 7 * day;
}

/** The days of each month, of February in a leap year. */
const days = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/**
 * Judges whether a schedule ever comes: no day of the month that is asked for may be in the months that are. How its
 * fields are written, the rule `schedules-valid` judges on the object.
 */
function judgeCron(cron: string, notes: Notes): void {
  const [, , ofMonth = '*', month = '*', ofWeek = '*'] = cron.trim().split(/\s+/);
  // With days of the week beside days of the month, either will do.
  if (!/^[*?]$/.test(ofWeek)) return;
  const dates = numbersOf(ofMonth, 1, 31);
  const inMonths = numbersOf(month, 1, 12);
  if (dates === undefined || inMonths === undefined) return;
  if (inMonths.some((one) => dates.some((date) => date <= (days[one - 1] ?? 31)))) return;
  notes.issue({
    code: 'training/invalid-schedule',
    property: 'schedule.cron',
    given: printGiven(cron),
    message: 'never comes: none of these months has such a day',
    fix: "a day that there is, such as '0 2 28 2 *'",
  });
}

/** The numbers that a field of a schedule means; nothing where it cannot be read. */
function numbersOf(field: string, least: number, most: number): readonly number[] | undefined {
  const ranges = field.split(',').map((part) => rangeOf(part, least, most));
  const read = ranges.filter((range) => range !== undefined);
  return read.length === ranges.length ? read.flat() : undefined;
}

/** Source: robfig/cron 3 parser.go getRange: a step without an end goes on to the last number that there is. */
function rangeOf(part: string, least: number, most: number): readonly number[] | undefined {
  const match = /^(?:[*?]|(\d+|[a-z]+)(?:-(\d+|[a-z]+))?)(?:\/(\d+))?$/i.exec(part);
  if (match === null) return undefined;
  const [, first, last, step] = match;
  const start = first === undefined ? least : numberOf(first);
  const end = last !== undefined ? numberOf(last) : first === undefined || step !== undefined ? most : start;
  const by = Number(step ?? 1);
  if (Number.isNaN(start) || Number.isNaN(end) || by === 0 || start < least || end > most) return undefined;
  return Array.from({ length: Math.max(0, Math.floor((end - start) / by) + 1) }, (_, index) => start + index * by);
}

function numberOf(word: string): number {
  const month = months.indexOf(word.toLowerCase());
  return month === -1 ? Number(word) : month + 1;
}

/** Judges a time zone by those that this version of Node.js knows. */
function judgeTimeZone(timeZone: string, notes: Notes): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    // Offsets and a few names of its own are known to Node.js alone.
    if (/^[A-Za-z]/.test(timeZone)) return;
  } catch {
    // Said below.
  }
  notes.issue({
    code: 'training/invalid-schedule',
    property: 'schedule.timeZone',
    given: printGiven(timeZone),
    message: 'is no time zone that is known',
    fix: "a name of the IANA database, such as 'Europe/Berlin' or 'Etc/UTC'",
  });
}
