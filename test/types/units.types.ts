import type { Bytes, Cpu, Duration, NamedKind, Percent } from '../../lib/core';

// Checked by tsc alone: each line under an expectation must not compile.

export const bytes: readonly Bytes[] = ['512Mi', '80Gi', '80G', '0.5Ti', '1k', '2Ki', '1E'];
export const cpus: readonly Cpu[] = [2, 0.5, '2', '0.5', '500m'];
export const durations: readonly Duration[] = ['500ms', '30s', '15m', '1.5h', '7d'];
export const percents: readonly Percent[] = ['25%', '99.5%', '0%'];

export const wrongBytes: readonly Bytes[] = [
  // @ts-expect-error GB is written G (10^9) or Gi (2^30)
  '80GB',
  // @ts-expect-error units are written with a capital, except for k
  '80gi',
  // @ts-expect-error 10^3 is written k
  '1K',
  // @ts-expect-error bytes have a unit
  '80',
  // @ts-expect-error bytes have a unit, also as a number
  80,
  // @ts-expect-error m is thousandths: half a byte
  '512m',
  // @ts-expect-error a unit without its number
  'Gi',
];

export const wrongCpus: readonly Cpu[] = [
  // @ts-expect-error thousandths are written m
  '100mi',
  // @ts-expect-error cores have no unit
  '2 cores',
  // @ts-expect-error a share is written in thousandths
  '50%',
  // @ts-expect-error Gi is a unit of memory
  '2Gi',
];

export const wrongDurations: readonly Duration[] = [
  // @ts-expect-error minutes are written m
  '5 minutes',
  // @ts-expect-error minutes are written m
  '5min',
  // @ts-expect-error a duration has a unit
  '300',
  // @ts-expect-error a duration has a unit, also as a number
  300,
  // @ts-expect-error one number and one unit: 90m
  '1h30m',
];

export const wrongPercents: readonly Percent[] = [
  // @ts-expect-error a percentage ends in %
  '50',
  // @ts-expect-error a half is written 50%
  0.5,
  // @ts-expect-error a percentage ends in %
  '50pct',
];

// @ts-expect-error no name is known for this kind
export const wrongKind: NamedKind = 'Node';
