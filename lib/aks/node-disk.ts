import { printGiven, type IssueDetails } from '../core';
import type { Machine } from '../hardware';

/**
 * Judges whether a disk that ends with the machine finds room on it: its temporary disk must be as large.
 *
 * Source: MicrosoftDocs/azure-aks-docs@fb060abe6a8f, articles/aks/concepts-storage.md (2026-07-30): a machine without
 * room for the ephemeral disk that is asked for is a validation error.
 */
export function judgeEphemeralDisk(machine: Machine | undefined, diskGib: number): readonly IssueDetails[] {
  if (machine === undefined) return [];
  const roomGib = machine.localDisks === undefined ? 0 : Math.floor(machine.localDisks.bytes / 2 ** 30);
  if (roomGib >= diskGib) return [];
  return [
    {
      code: 'aks/no-room-for-disk',
      property: 'disk',
      given: printGiven('ephemeral'),
      message:
        roomGib === 0
          ? `${machine.instanceType} is not known to have a disk of its own`
          : `the disk of ${diskGib} GiB is larger than the ${roomGib} GiB that ${machine.instanceType} has itself`,
      fix: roomGib < 30 ? "disk: 'managed'" : `diskGib: ${roomGib} or less, or disk: 'managed'`,
    },
  ];
}
