import { describe, expect, test } from 'vitest';
import { FieldBook } from '../../../lib/verify/schema/field-book';
import type { FieldTable } from '../../../lib/verify/schema/field-table';
import type { FieldType } from '../../../lib/verify/schema/field-type';
import { kubernetesFields } from '../../../lib/verify/schema/kubernetes-fields';
import { kubernetesLimits } from '../../../lib/verify/schema/kubernetes-limits';
import { customTables } from './custom-tables';

const tables: readonly { readonly name: string; readonly table: FieldTable; readonly limits?: string }[] = [
  { name: 'Kubernetes', table: kubernetesFields, limits: kubernetesLimits },
  ...customTables.map(({ group, table }) => ({ name: group, table })),
];

describe.each(tables)('the table of $name', ({ table, limits = '' }) => {
  test('says where it was read, and when', () => {
    expect(table.source).toMatch(/\S+/);
    expect(table.date).toMatch(/^2026-\d\d-\d\d$/);
  });

  test('can be read whole: each definition is one of a kind or of a field, and each that is named is there', () => {
    const book = new FieldBook(table, limits);
    const names = (text: string): readonly string[] =>
      text
        .trim()
        .split('\n')
        .map((line) => line.replace(/ .*/, ''));
    const roots = table.kinds
      .trim()
      .split('\n')
      .map((line) => line.replace(/^\S+ /, '').replace(/@.*/, ''));
    const reached = new Set<string>();
    const reach = (name: string): void => {
      if (reached.has(name)) return;
      reached.add(name);
      const definition = book.definition(name);
      expect([...definition.keys()], name).not.toEqual([]);
      for (const { type } of definition.values()) reachType(type);
    };
    const reachType = (type: FieldType): void => {
      if (type.kind === 'object') reach(type.definition);
      else if (type.kind === 'list' || type.kind === 'map') reachType(type.of);
    };
    roots.forEach(reach);
    const defined = new Set([...names(table.definitions), ...(limits === '' ? [] : names(limits))]);
    // A limit may put a definition of its own in the place of another.
    expect([...reached].filter((name) => !defined.has(name))).toEqual([]);
    expect([...defined].filter((name) => !reached.has(name))).toEqual([]);
  });
});

test('each kind is found in its API version only', () => {
  const book = new FieldBook(kubernetesFields);
  expect(book.kindOf('apps/v1', 'Deployment')).toEqual({ definition: 'apps/v1/Deployment', since: undefined });
  expect(book.kindOf('v1', 'Pod')).toEqual({ definition: 'core/v1/Pod', since: undefined });
  expect(book.kindOf('v1', 'Deployment')).toBeUndefined();
  expect(book.kindOf('admissionregistration.k8s.io/v1', 'MutatingAdmissionPolicy')?.since).toBe('1.36');
  expect(book.kindsIn('policy/v1')).toEqual(['PodDisruptionBudget']);
  expect(book.kindsIn('v1')).toContain('Service');
  expect(book.kindsIn('v1')).not.toContain('v1/Deployment');
  expect(book.kindsIn('v2')).toEqual([]);
});
