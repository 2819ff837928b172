import { Lazy, type ApiObject } from 'cdk8s';
import { isDeferred } from '../core';

/** A value in an object, and where it lies: `spec.template.spec.containers[0].image`. */
export interface Field {
  readonly path: string;
  readonly value: unknown;
}

/** The fields of an object, as it was given them, whose values are known only when the stack is deployed. */
export function deferredFieldsOf(object: ApiObject): readonly Field[] {
  const fields = givenFields(object).filter(({ value }) => isDeferred(value));
  // What stands in the metadata of the props stands in that of the object too.
  return [...new Map(fields.map((field) => [field.path, field])).values()];
}

/** The first field of an object that holds neither plain data nor anything that resolves to it. */
export function unrenderableFieldOf(object: ApiObject): Field | undefined {
  return givenFields(object).find(({ value }) => typeof value === 'object' || typeof value === 'function');
}

/** The fields of a rendered manifest that hold what Pulumi says when a deferred value is put into a string. */
export function spoiltTextsIn(manifest: unknown): readonly Field[] {
  return [...leavesOf(manifest, '', new Set())].filter(({ value }) => typeof value === 'string' && isSpoilt(value));
}

/** Says whether a text holds what Pulumi says when a deferred value is put into a string. */
export function isSpoilt(text: string): boolean {
  // The opening words of Output.toString and Output.toJSON, @pulumi/pulumi 3.248.
  return text.includes('] on an [Output<T>] is not supported.');
}

/** What an object keeps of what it was given, all of which cdk8s declares private. */
interface Given {
  readonly props: unknown;
  readonly patches: readonly { readonly operation: unknown }[];
  readonly metadata: Readonly<Record<'labels' | 'annotations' | 'finalizers' | 'ownerReferences', unknown>>;
}

/** The leaves of what an API object was given: its props, what was added to its metadata, and its patches. */
function givenFields(object: ApiObject): readonly Field[] {
  // A cast, as no public member of cdk8s tells what an object was given before it is rendered.
  const { props, patches, metadata } = object as unknown as Given;
  const { labels, annotations, finalizers, ownerReferences } = metadata;
  const operations = patches.map(({ operation }) => operation);
  const seen = new Set<object>();
  return [
    ...leavesOf(props, '', seen),
    ...leavesOf({ labels, annotations, finalizers, ownerReferences }, 'metadata', seen),
    ...leavesOf(operations, 'patches', seen),
  ];
}

function* leavesOf(value: unknown, path: string, seen: Set<object>): Generator<Field> {
  if (typeof value !== 'object' || value === null || isDeferred(value)) {
    yield { path, value };
    return;
  }
  if (seen.has(value)) return;
  seen.add(value);
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* leavesOf(item, `${path}[${index}]`, seen);
  } else if (value instanceof Lazy) {
    yield* leavesOf(
      produced(() => value.produce()),
      path,
      seen,
    );
  } else if ('resolve' in value && typeof value.resolve === 'function') {
    // The cast narrows Function, which `typeof` leaves, to one whose result is looked at before it is trusted.
    const resolvable = value as { resolve: () => unknown };
    yield* leavesOf(
      produced(() => resolvable.resolve()),
      path,
      seen,
    );
  } else if (Object.getPrototypeOf(value) === Object.prototype) {
    for (const [key, item] of Object.entries(value)) yield* leavesOf(item, below(path, key), seen);
  } else if (!('value' in value && (typeof value.value === 'string' || typeof value.value === 'number'))) {
    yield { path, value };
  }
}

/** What a lazy value comes to; one that throws has said so when the object was rendered. */
function produced(produce: () => unknown): unknown {
  try {
    return produce();
  } catch {
    return undefined;
  }
}

function below(path: string, key: string): string {
  if (!/^[A-Za-z_]\w*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}
