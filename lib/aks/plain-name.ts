import { createHash } from 'node:crypto';

const hashLength = 8;

/** What Azure's provider puts after a name: eight hexadecimal digits. Source: pulumi-azure-native, provider.go (getDefaultName, read 2026-11-22). */
const randomEnd = 8;

/**
 * A name of lower-case letters and digits alone, as some of Azure's resources want it, of a component that may be called
 * anything; no two components share one.
 *
 * @param longest what Azure takes, from which the random end is taken off
 */
export function plainName(component: string, longest: number): string {
  const room = longest - randomEnd;
  if (component.length <= room && /^[a-z][a-z0-9]*$/.test(component)) return component;
  const stem = component
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '')
    .slice(0, room - hashLength);
  return `${stem}${createHash('sha256').update(component).digest('hex').slice(0, hashLength)}`;
}
