import { expect, test } from 'vitest';
import { schedulesValid } from '../../../lib/verify/rules/schedules-valid';
import { foundBy, type Found, type Shown } from '../found';
import type { Manifest } from '../../../lib/verify';
import { object, plain } from '../manifests';

const scheduled = (spec: object): Manifest =>
  object('batch/v1', 'CronJob', { name: 'nightly' }, { schedule: '0 3 * * *', jobTemplate: { spec: {} }, ...spec });
const at = (...schedules: readonly string[]): readonly Manifest[] =>
  schedules.map((schedule) => scheduled({ schedule }));

test.each<Shown>([
  {
    where: 'schedules are read by cron',
    manifests: at(
      '* * * * *',
      '*/5 0-23/2 1,15 jan-DEC mon',
      '? ? ? ? ?',
      '59 23 31 12 6',
      '@daily',
      '@every 1h30m',
      '0 3 * *  1-5',
      '0/15 * * * *',
    ),
  },
  {
    where: 'time zones have names',
    manifests: ['UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5'].map((timeZone) =>
      scheduled({ timeZone }),
    ),
  },
  {
    where: 'runs may start late',
    manifests: [scheduled({ startingDeadlineSeconds: 10 }), scheduled({ startingDeadlineSeconds: 300 })],
  },
  { where: 'what is no CronJob has no schedule', manifests: [plain('example.com/v1', 'CronJob')] },
])('finds nothing where $where', (shown) => {
  expect(foundBy(schedulesValid, shown)).toEqual([]);
});

test.each<Shown & { readonly found: readonly Found[] }>([
  {
    where: 'no time is said',
    manifests: [scheduled({ schedule: undefined }), scheduled({ schedule: 3 })],
    found: [
      {
        on: 'CronJob nightly',
        code: 'verify/schedule-refused',
        severity: 'error',
        path: 'spec.schedule',
        message: 'says no time',
        fix: "such as '0 3 * * *'",
      },
      {
        on: 'CronJob nightly',
        code: 'verify/schedule-refused',
        severity: 'error',
        path: 'spec.schedule',
        given: '3',
        message: 'says no time',
        fix: "such as '0 3 * * *'",
      },
    ],
  },
  {
    where: 'a time zone stands in the schedule',
    manifests: at('TZ=UTC 0 3 * * *'),
    found: [
      {
        on: 'CronJob nightly',
        code: 'verify/schedule-refused',
        severity: 'error',
        path: 'spec.schedule',
        given: '"TZ=UTC 0 3 * * *"',
        message: 'the time zone stands in the field timeZone, and the API server refuses it here',
        fix: "such as '0 3 * * *'",
      },
    ],
  },
  {
    where: 'there are not five fields',
    manifests: at('0 3 * *', '0 0 3 * * *', ''),
    found: [
      {
        on: 'CronJob nightly',
        code: 'verify/schedule-refused',
        severity: 'error',
        path: 'spec.schedule',
        given: '"0 3 * *"',
        message: 'has 4 fields instead of five: minute, hour, day of the month, month, day of the week',
        fix: "such as '0 3 * * *'",
      },
      {
        on: 'CronJob nightly',
        code: 'verify/schedule-refused',
        severity: 'error',
        path: 'spec.schedule',
        given: '"0 0 3 * * *"',
        message: 'has 6 fields instead of five: minute, hour, day of the month, month, day of the week',
        fix: "such as '0 3 * * *'",
      },
      {
        on: 'CronJob nightly',
        code: 'verify/schedule-refused',
        severity: 'error',
        path: 'spec.schedule',
        given: '""',
        message: 'has 0 fields instead of five: minute, hour, day of the month, month, day of the week',
        fix: "such as '0 3 * * *'",
      },
    ],
  },
  {
    where: 'a field is out of range',
    manifests: at('60 * * * *', '* 24 * * *', '* * 0 * *', '* * * 13 *', '* * * * 7'),
    found: [
      {
        on: 'CronJob nightly',
        code: 'verify/schedule-refused',
        severity: 'error',
        path: 'spec.schedule',
        given: '"60 * * * *"',
        message: 'the minute is not of numbers from 0 to 59, with ranges, steps and commas',
        fix: "such as '0 3 * * *'",
      },
      {
        on: 'CronJob nightly',
        code: 'verify/schedule-refused',
        severity: 'error',
        path: 'spec.schedule',
        given: '"* 24 * * *"',
        message: 'the hour is not of numbers from 0 to 23, with ranges, steps and commas',
        fix: "such as '0 3 * * *'",
      },
      {
        on: 'CronJob nightly',
        code: 'verify/schedule-refused',
        severity: 'error',
        path: 'spec.schedule',
        given: '"* * 0 * *"',
        message: 'the day of the month is not of numbers from 1 to 31, with ranges, steps and commas',
        fix: "such as '0 3 * * *'",
      },
      {
        on: 'CronJob nightly',
        code: 'verify/schedule-refused',
        severity: 'error',
        path: 'spec.schedule',
        given: '"* * * 13 *"',
        message: 'the month is not of numbers from 1 to 12, with ranges, steps and commas',
        fix: "such as '0 3 * * *'",
      },
      {
        on: 'CronJob nightly',
        code: 'verify/schedule-refused',
        severity: 'error',
        path: 'spec.schedule',
        given: '"* * * * 7"',
        message: 'the day of the week is not of numbers from 0 to 6, with ranges, steps and commas',
        fix: "such as '0 3 * * *'",
      },
    ],
  },
  {
    where: 'a field is none',
    manifests: at('5-1 * * * *', '*/0 * * * *', 'x * * * *', '1-2-3 * * * *', '* * mon * *'),
    found: [
      {
        on: 'CronJob nightly',
        code: 'verify/schedule-refused',
        severity: 'error',
        path: 'spec.schedule',
        given: '"5-1 * * * *"',
        message: 'the minute is not of numbers from 0 to 59, with ranges, steps and commas',
        fix: "such as '0 3 * * *'",
      },
      {
        on: 'CronJob nightly',
        code: 'verify/schedule-refused',
        severity: 'error',
        path: 'spec.schedule',
        given: '"*/0 * * * *"',
        message: 'the minute is not of numbers from 0 to 59, with ranges, steps and commas',
        fix: "such as '0 3 * * *'",
      },
      {
        on: 'CronJob nightly',
        code: 'verify/schedule-refused',
        severity: 'error',
        path: 'spec.schedule',
        given: '"x * * * *"',
        message: 'the minute is not of numbers from 0 to 59, with ranges, steps and commas',
        fix: "such as '0 3 * * *'",
      },
      {
        on: 'CronJob nightly',
        code: 'verify/schedule-refused',
        severity: 'error',
        path: 'spec.schedule',
        given: '"1-2-3 * * * *"',
        message: 'the minute is not of numbers from 0 to 59, with ranges, steps and commas',
        fix: "such as '0 3 * * *'",
      },
      {
        on: 'CronJob nightly',
        code: 'verify/schedule-refused',
        severity: 'error',
        path: 'spec.schedule',
        given: '"* * mon * *"',
        message: 'the day of the month is not of numbers from 1 to 31, with ranges, steps and commas',
        fix: "such as '0 3 * * *'",
      },
    ],
  },
  {
    where: 'a descriptor is none',
    manifests: at('@noon', '@every day'),
    found: [
      {
        on: 'CronJob nightly',
        code: 'verify/schedule-refused',
        severity: 'error',
        path: 'spec.schedule',
        given: '"@noon"',
        message:
          'is none of @yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly and @every with a duration',
        fix: "such as '0 3 * * *'",
      },
      {
        on: 'CronJob nightly',
        code: 'verify/schedule-refused',
        severity: 'error',
        path: 'spec.schedule',
        given: '"@every day"',
        message:
          'is none of @yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly and @every with a duration',
        fix: "such as '0 3 * * *'",
      },
    ],
  },
  {
    where: 'a time zone is none',
    manifests: ['Local', 'Europe//Berlin', '-5', 'A'.repeat(15), 'Europe/..', ''].map((timeZone) =>
      scheduled({ timeZone }),
    ),
    found: [
      {
        on: 'CronJob nightly',
        code: 'verify/schedule-refused',
        severity: 'error',
        path: 'spec.timeZone',
        given: '"Local"',
        message: 'is not the name of a time zone',
        fix: "such as 'Europe/Berlin'",
      },
      {
        on: 'CronJob nightly',
        code: 'verify/schedule-refused',
        severity: 'error',
        path: 'spec.timeZone',
        given: '"Europe//Berlin"',
        message: 'is not the name of a time zone',
        fix: "such as 'Europe/Berlin'",
      },
      {
        on: 'CronJob nightly',
        code: 'verify/schedule-refused',
        severity: 'error',
        path: 'spec.timeZone',
        given: '"-5"',
        message: 'is not the name of a time zone',
        fix: "such as 'Europe/Berlin'",
      },
      {
        on: 'CronJob nightly',
        code: 'verify/schedule-refused',
        severity: 'error',
        path: 'spec.timeZone',
        given: '"AAAAAAAAAAAAAAA"',
        message: 'is not the name of a time zone',
        fix: "such as 'Europe/Berlin'",
      },
      {
        on: 'CronJob nightly',
        code: 'verify/schedule-refused',
        severity: 'error',
        path: 'spec.timeZone',
        given: '"Europe/.."',
        message: 'is not the name of a time zone',
        fix: "such as 'Europe/Berlin'",
      },
      {
        on: 'CronJob nightly',
        code: 'verify/schedule-refused',
        severity: 'error',
        path: 'spec.timeZone',
        given: '""',
        message: 'is not the name of a time zone',
        fix: "such as 'Europe/Berlin'",
      },
    ],
  },
  {
    where: 'runs are given up early',
    manifests: [scheduled({ startingDeadlineSeconds: 9 })],
    found: [
      {
        on: 'CronJob nightly',
        code: 'verify/schedule-missed',
        severity: 'warning',
        path: 'spec.startingDeadlineSeconds',
        given: '9',
        message: 'the controller looks every 10 s, and may find only runs that it may not start any more',
        fix: '300, or another deadline that outlasts a busy control plane',
      },
    ],
  },
  {
    where: 'all Jobs have one selector',
    manifests: [scheduled({ jobTemplate: { spec: { selector: {} } } })],
    found: [
      {
        on: 'CronJob nightly',
        code: 'verify/job-refused',
        severity: 'error',
        path: 'spec.jobTemplate.spec.selector',
        message: 'each Job gets a selector of its own, and the API server refuses one for all',
        fix: 'no selector',
      },
    ],
  },
])('finds where $where', ({ found, ...shown }) => {
  expect(foundBy(schedulesValid, shown)).toEqual(found);
});
