import { printGiven } from '../../core';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import type { Rule } from '../rule';
import { asInteger, asRecord, isSet } from '../untrusted';

/** CronJobs start at times that can be read, and are not given up before they start. */
export const schedulesValid: Rule = {
  name: 'schedules-valid',
  summary: 'CronJobs have schedules and time zones that can be read, and are started before their time is up',
  source:
    'kubernetes 1.34 pkg/apis/batch/validation validateCronJobSpec; robfig/cron 3 ParseStandard; kubernetes concepts/workloads/controllers/cron-jobs: startingDeadlineSeconds',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    for (const { manifest, spec } of inventory.ofKind('batch', 'CronJob')) {
      const { schedule, timeZone, startingDeadlineSeconds: deadline } = spec;
      const place = { code: 'verify/schedule-refused', severity: 'error', manifest } as const;
      const problem = typeof schedule === 'string' ? problemOfSchedule(schedule) : 'says no time';
      if (problem !== undefined) {
        const given = isSet(schedule) ? { given: printGiven(schedule) } : {};
        found.push({ ...place, path: 'spec.schedule', ...given, message: problem, fix: "such as '0 3 * * *'" });
      }
      if (typeof timeZone === 'string' && !isTimeZone(timeZone)) {
        const message = 'is not the name of a time zone';
        found.push({
          ...place,
          path: 'spec.timeZone',
          given: printGiven(timeZone),
          message,
          fix: "such as 'Europe/Berlin'",
        });
      }
      const seconds = asInteger(deadline);
      if (seconds === undefined || seconds < 0 || seconds >= controllerLooksEvery) continue;
      found.push({
        code: 'verify/schedule-missed',
        severity: 'warning',
        manifest,
        path: 'spec.startingDeadlineSeconds',
        given: String(seconds),
        message: `the controller looks every ${controllerLooksEvery} s, and may find only runs that it may not start any more`,
        fix: '300, or another deadline that outlasts a busy control plane',
      });
    }
    checkTemplates(inventory, found);
    return found;
  },
};

/** In seconds. */
const controllerLooksEvery = 10;

interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly names?: readonly string[];
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const fields: readonly Field[] = [
  { name: 'minute', least: 0, most: 59 },
  { name: 'hour', least: 0, most: 23 },
  { name: 'day of the month', least: 1, most: 31 },
  { name: 'month', least: 1, most: 12, names: months },
  { name: 'day of the week', least: 0, most: 6, names: days },
];

const descriptors = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'];

function problemOfSchedule(schedule: string): string | undefined {
  if (schedule.includes('TZ')) return 'the time zone stands in the field timeZone, and the API server refuses it here';
  if (schedule.startsWith('@')) {
    const isKnown = descriptors.includes(schedule) || /^@every ([\d.]+(ns|us|µs|ms|s|m|h))+$/.test(schedule);
    return isKnown ? undefined : `is none of ${descriptors.join(', ')} and @every with a duration`;
  }
  const parts = schedule.split(/\s+/).filter((part) => part !== '');
  if (parts.length !== fields.length) {
    return `has ${parts.length} fields instead of five: minute, hour, day of the month, month, day of the week`;
  }
  const wrong = fields.find((field, index) => !isField(parts[index] ?? '', field));
  return wrong === undefined
    ? undefined
    : `the ${wrong.name} is not of numbers from ${wrong.least} to ${wrong.most}, with ranges, steps and commas`;
}

function isField(text: string, field: Field): boolean {
  return text
    .split(',')
    .filter((part) => part !== '')
    .every((part) => isRange(part, field));
}

function isRange(text: string, { least, most, names = [] }: Field): boolean {
  const match = /^(?:([*?])|([a-z]+|\d{1,9})(?:-([a-z]+|\d{1,9}))?)(?:\/(\d{1,9}))?$/i.exec(text);
  if (match === null) return false;
  const [, any, first, last, step] = match;
  if (step !== undefined && Number(step) === 0) return false;
  if (any !== undefined) return true;
  const read = (word: string): number => {
    const named = names.indexOf(word.toLowerCase());
    return named === -1 ? Number(word) : named + least;
  };
  const start = read(first ?? '');
  const end = last === undefined ? start : read(last);
  return start >= least && end <= most && start <= end;
}

/** As the API server reads it: parts of letters, digits, `.`, `-`, `_` and `+`, the zone of its own machine excepted. */
function isTimeZone(name: string): boolean {
  const parts = name.split('/');
  const areNamed = parts.every((part) => /^[A-Za-z._0-9+][A-Za-z.\-_0-9+]{0,13}$/.test(part) && !/^\.\.?$/.test(part));
  return areNamed && name.toLowerCase() !== 'local';
}

/** The Jobs of a CronJob get a selector that is made for each of them. */
function checkTemplates(inventory: Inventory, found: RuleFinding[]): void {
  for (const { manifest, spec } of inventory.ofKind('batch', 'CronJob')) {
    if (!isSet(asRecord(asRecord(spec['jobTemplate'])['spec'])['selector'])) continue;
    found.push({
      code: 'verify/job-refused',
      severity: 'error',
      manifest,
      path: 'spec.jobTemplate.spec.selector',
      message: 'each Job gets a selector of its own, and the API server refuses one for all',
      fix: 'no selector',
    });
  }
}
