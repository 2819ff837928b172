import type { Manifest } from './manifest';
import { isRecord, isSet } from './untrusted';

/** The objects of a List, as kubectl takes it apart; nothing where a manifest is an object itself. */
export function itemsOf(
  manifest: Manifest,
): readonly { readonly item: Manifest; readonly index: number }[] | undefined {
  const { apiVersion, kind, items } = manifest;
  if (typeof kind !== 'string' || !kind.endsWith('List') || !Array.isArray(items)) return undefined;
  return items.flatMap((item: unknown, index) => {
    if (!isRecord(item)) return [];
    // The items of a ConfigMapList may leave out what they are.
    const isNamed = isSet(item['kind']) || isSet(item['apiVersion']) || kind === 'List';
    return [{ item: isNamed ? item : { ...item, apiVersion, kind: kind.slice(0, -'List'.length) }, index }];
  });
}
