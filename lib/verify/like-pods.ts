import type { PodTemplate } from './pod-template';

/** How many pods others are compared with: enough for the kinds of server of a fleet, and few enough to stay linear. */
const mostModels = 16;

/** The deepest that pods are compared: deeper than any field of a pod lies. */
const mostDepth = 20;

/**
 * Numbers pods so that those of one number are alike: made by the same kind of object, and equal in everything but their
 * metadata, names of other objects, values of labels that they look for, and texts for the program in a container.
 *
 * Of these only the form matters to a pod by itself: a name that any object may have, a text that refers to no variable.
 */
export class LikePods {
  private readonly models: { readonly template: PodTemplate; readonly number: number }[] = [];
  private known = 0;

  /** The number of those that a pod is like. */
  numberOf(template: PodTemplate): number {
    for (const model of this.models) if (areAlike(model.template, template)) return model.number;
    const number = this.known;
    this.known += 1;
    this.models[number % mostModels] = { template, number };
    return number;
  }
}

function areAlike(one: PodTemplate, other: PodTemplate): boolean {
  return (
    one.owner.kind === other.owner.kind &&
    one.owner.group === other.owner.group &&
    one.origin === other.origin &&
    // Pods have volumes of these too.
    isAlike(one.owner.spec['volumeClaimTemplates'], other.owner.spec['volumeClaimTemplates'], '', '', 0) &&
    isAlike(one.pod, other.pod, '', '', 0)
  );
}

function isAlike(one: unknown, other: unknown, around: string, field: string, depth: number): boolean {
  if (one === other) return true;
  if (typeof one === 'string' && typeof other === 'string') {
    return isFree(around, field, one, other);
  }
  if (!isPlain(one) || !isPlain(other) || Array.isArray(one) !== Array.isArray(other) || depth > mostDepth)
    return false;
  const isList = Array.isArray(one);
  const fields = Object.keys(one);
  const others = Object.keys(other);
  if (fields.length !== others.length) return false;
  for (let index = 0; index < fields.length; index += 1) {
    const name = fields[index] ?? '';
    if (name !== others[index]) return false;
    // The items of a list stand in the field of the list.
    const isSame = isList
      ? isAlike(one[name], other[name], around, field, depth + 1)
      : isAlike(one[name], other[name], field, name, depth + 1);
    if (!isSame) return false;
  }
  return true;
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === Array.prototype;
}

const name = /^[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?$/;
const label = /^[A-Za-z0-9](?:[-\w.]{0,61}[A-Za-z0-9])?$/;
const text = /^(?!.*\$\()./s;

/** In what pods may differ and be alike: texts of a form, in these fields of the field around them, or in all of them. */
const freeTexts: ReadonlyMap<string, { readonly form: RegExp; readonly fields?: readonly string[] }> = new Map([
  ['', { fields: ['serviceAccountName'], form: name }],
  ['containers', { fields: ['image', 'command', 'args'], form: text }],
  ['initContainers', { fields: ['image', 'command', 'args'], form: text }],
  ['env', { fields: ['value'], form: text }],
  ['configMap', { fields: ['name'], form: name }],
  ['configMapKeyRef', { fields: ['name'], form: name }],
  ['configMapRef', { fields: ['name'], form: name }],
  ['secret', { fields: ['name', 'secretName'], form: name }],
  ['secretKeyRef', { fields: ['name'], form: name }],
  ['secretRef', { fields: ['name'], form: name }],
  ['persistentVolumeClaim', { fields: ['claimName'], form: name }],
  ['matchLabels', { form: label }],
]);

function isFree(around: string, field: string, one: string, other: string): boolean {
  const free = freeTexts.get(around);
  if (free === undefined || free.fields?.includes(field) === false) return false;
  return free.form.test(one) && free.form.test(other);
}
