import { credentialIn, isDeferred, printGiven, type Deferrable, type Notes } from '../core';
import type { EnvVar } from './pod-template';
import { relyOn, type ConfigMapReference, type SecretReference } from './references';

const notSecretBrand: unique symbol = Symbol.for('modelyard.notSecret');

/** A literal that looks like a credential and is none; made by `notSecret`, which asks why. */
export interface NotSecret {
  readonly value: string;
  readonly reason: string;
  readonly [notSecretBrand]: true;
}

/** Says aloud that a literal which looks like a credential is none. */
export function notSecret(value: string, reason: string): NotSecret {
  return { value, reason, [notSecretBrand]: true };
}

/** The value of an environment variable: a literal, or where to read it when the container starts. */
export type EnvValue =
  | Deferrable<string>
  | NotSecret
  | {
      readonly kind: 'secret';
      readonly secret: SecretReference;
      readonly key: string;
      readonly optional?: boolean | undefined;
    }
  | {
      readonly kind: 'config-map';
      readonly configMap: ConfigMapReference;
      readonly key: string;
      readonly optional?: boolean | undefined;
    }
  | { readonly kind: 'field'; readonly path: PodField }
  | { readonly kind: 'resource'; readonly resource: ContainerResource };

/** The fields of a pod that its containers can read as variables. */
export type PodField =
  | 'metadata.name'
  | 'metadata.namespace'
  | 'metadata.uid'
  | `metadata.labels['${string}']`
  | `metadata.annotations['${string}']`
  | 'spec.nodeName'
  | 'spec.serviceAccountName'
  | 'status.hostIP'
  | 'status.podIP';

/** The resources of a container that it can read as variables. */
export type ContainerResource =
  | 'limits.cpu'
  | 'limits.memory'
  | 'limits.ephemeral-storage'
  | 'requests.cpu'
  | 'requests.memory'
  | 'requests.ephemeral-storage';

/** Environment variables by name. */
export type Env = Readonly<Record<string, EnvValue>>;

/** Renders variables in the order given, since a `$(NAME)` sees only what stands before it. */
export function renderEnv(property: string, env: Env, notes: Notes): EnvVar[] {
  return Object.entries(env).map(([name, value]) => renderVariable(`${property}.${name}`, name, value, notes));
}

function renderVariable(property: string, name: string, value: EnvValue, notes: Notes): EnvVar {
  if (typeof value === 'string') {
    const credential = credentialIn(name, value);
    if (credential !== undefined) notes.issue(credentialIssue(property, name, value, credential));
    return { name, value };
  }
  if (isDeferred(value)) return { name, value };
  if (isNotSecret(value)) return { name, value: readNotSecret(property, value, notes) };
  switch (value.kind) {
    case 'secret':
      checkKey(property, value.secret, value.key, notes);
      relyOn('Secret', value.secret, property, notes);
      return {
        name,
        valueFrom: { secretKeyRef: { name: value.secret.name, key: value.key, optional: value.optional } },
      };
    case 'config-map':
      checkKey(property, value.configMap, value.key, notes);
      relyOn('ConfigMap', value.configMap, property, notes);
      return {
        name,
        valueFrom: { configMapKeyRef: { name: value.configMap.name, key: value.key, optional: value.optional } },
      };
    case 'field':
      return { name, valueFrom: { fieldRef: { fieldPath: value.path } } };
    case 'resource':
      return { name, valueFrom: { resourceFieldRef: { resource: value.resource } } };
  }
}

/** Takes a literal that is declared no secret, and notes why. */
export function readNotSecret(property: string, { value, reason }: NotSecret, notes: Notes): string {
  notes.waive({
    field: `${property} in plain text`,
    value: `(${value.length} characters)`,
    reason,
    override: property,
  });
  return value;
}

function isNotSecret(value: object): value is NotSecret {
  return notSecretBrand in value;
}

function checkKey(property: string, reference: SecretReference, key: string, notes: Notes): void {
  if (reference.keys === undefined || reference.keys.includes(key)) return;
  notes.issue({
    code: 'data/no-such-key',
    property,
    given: printGiven(key),
    message: `${reference.name} is declared to hold ${reference.keys.map((held) => `'${held}'`).join(', ')} only`,
    fix: `one of its keys, or declare '${key}' among them`,
  });
}

function credentialIssue(
  property: string,
  name: string,
  value: string,
  credential: string,
): Parameters<Notes['issue']>[0] {
  return {
    code: 'data/credential-literal',
    property,
    given: `(${value.length} characters, not shown)`,
    message: `looks like ${credential}; it would stand in plain text in the manifest`,
    fix: `{ kind: 'secret', secret: existingSecret('NAME', { keys: ['KEY'] }), key: 'KEY' }, or notSecret(value, 'the reason') if ${name} is none`,
  };
}
