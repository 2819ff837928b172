import type { IConstruct } from 'constructs';
import type { Default, Notes, PlainValue } from '../core';
import { platformOf, type Platform, type PlatformDefaults } from './platform-defaults';

/** Notes a default of the platform that is used, and where it comes from. */
export function decided<T extends PlainValue>(
  platform: Platform,
  field: keyof PlatformDefaults,
  decision: Omit<Default<T>, 'reason'>,
): Default<T> {
  return { ...decision, reason: reasonOf(platform, field) };
}

/** Where a default comes from, in words. */
export function reasonOf({ from }: Platform, field: keyof PlatformDefaults): string {
  const path = from[field] ?? '';
  return `PlatformDefaults.${field} of ${path === '' ? 'the app' : path} say so`;
}

/** The labels that the platform asks for, of an object that a construct makes. */
export function requiredLabels(construct: IConstruct, notes: Notes): Readonly<Record<string, string>> {
  const platform = platformOf(construct);
  const { labels } = platform.defaults;
  if (labels === undefined) return {};
  return notes.decide(
    decided(platform, 'labels', { field: 'metadata.labels', value: labels, override: 'PlatformDefaults.labels' }),
  );
}
