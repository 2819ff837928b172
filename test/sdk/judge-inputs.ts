import ts from 'typescript';
import type { Registered } from '../pulumi-mocks';
import {
  argumentsOf,
  literalOf,
  membersOfInput,
  membersOfLiteral,
  nameOf,
  valuesOfEnum,
  type Declared,
  type Members,
} from './declarations';
import { customResource, sdkClasses, type Given } from './watch-classes';

// How Pulumi writes what is not known before deployment, and what is a secret.
const unknown = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';
const signature = '4dabf18193072939515e22adb298388d';

/** What is wrong with the inputs of a resource, by the declarations of the SDK that its class is from. */
export function judgeInputs({
  type,
  name,
  inputs,
  custom,
}: Pick<Registered, 'type' | 'name' | 'inputs' | 'custom'>): readonly string[] {
  if (!custom || !/^(aws|azure-native|kubernetes):/.test(type)) return [];
  // What the SDK of Kubernetes has no class for is made by that of custom resources.
  const of = sdkClasses.get(type) ?? (type.startsWith('kubernetes:') ? sdkClasses.get(customResource) : undefined);
  if (of === undefined) return [`${type} ${name}: no SDK declares that type`];
  return judgeObject(inputs, argumentsOf(of), '').map((problem) => `${type} ${name}: ${problem}`);
}

/** What a constructor was given that the SDK does not declare, and that it drops. */
export function judgeGiven({ of, resource, properties }: Given): readonly string[] {
  const members = argumentsOf(of);
  return properties
    .filter((property) => !members.properties.has(property) && members.others === undefined)
    .map((property) => `${of.name} ${resource}: ${property} is not declared, and dropped`);
}

function judgeObject(value: unknown, members: Members, path: string): readonly string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [misfit(path, 'an object', value)];
  const given = new Map(Object.entries(value));
  const missing = [...members.properties].flatMap(([name, { isOptional }]) =>
    isOptional || given.has(name) ? [] : [`${inside(path, name)} is missing`],
  );
  const wrong = [...given].flatMap(([name, one]) => {
    const declared = members.properties.get(name)?.declared ?? members.others;
    if (declared === undefined) return [`${inside(path, name)} is not declared`];
    return judge(one, declared, inside(path, name));
  });
  return [...missing, ...wrong];
}

function judge(wrapped: unknown, { type, file }: Declared, path: string): readonly string[] {
  const value = unwrapped(wrapped);
  if (value === unknown) return [];
  if (ts.isParenthesizedTypeNode(type)) return judge(value, { type: type.type, file }, path);
  if (ts.isUnionTypeNode(type)) return judgeUnion(value, type.types, file, path);
  if (ts.isArrayTypeNode(type)) {
    if (!Array.isArray(value)) return [misfit(path, 'a list', value)];
    return value.flatMap((item, index) => judge(item, { type: type.elementType, file }, `${path}[${index}]`));
  }
  if (ts.isTypeLiteralNode(type)) return judgeObject(value, membersOfLiteral(type, file), path);
  if (ts.isTypeReferenceNode(type)) return judgeReference(value, type, file, path);
  if (ts.isLiteralTypeNode(type)) return judgeValues(value, [literalOf(type)], path);
  switch (type.kind) {
    case ts.SyntaxKind.AnyKeyword:
      return [];
    case ts.SyntaxKind.StringKeyword:
      return typeof value === 'string' ? [] : [misfit(path, 'a string', value)];
    case ts.SyntaxKind.NumberKeyword:
      return typeof value === 'number' ? [] : [misfit(path, 'a number', value)];
    case ts.SyntaxKind.BooleanKeyword:
      return typeof value === 'boolean' ? [] : [misfit(path, 'a boolean', value)];
    default:
      throw new Error(`${path}: a type of kind ${ts.SyntaxKind[type.kind]} is of no form that is known`);
  }
}

/** The least that is wrong by any of several types. */
function judgeUnion(value: unknown, types: readonly ts.TypeNode[], file: string, path: string): readonly string[] {
  const enums = types.filter((one) => isEnum(one));
  const allowed = types.filter((one) => {
    if (one.kind === ts.SyntaxKind.UndefinedKeyword) return false;
    // Beside its values, an enumeration is declared to take any text: a misspelt one is what is to be found.
    return enums.length === 0 || one.kind !== ts.SyntaxKind.StringKeyword;
  });
  const [first = [], ...others] = allowed
    .map((type) => judge(value, { type, file }, path))
    .sort((one, other) => one.length - other.length);
  // Of several that are as wrong, that of an object tells most.
  return others.find((one) => one.length === first.length && one.some((text) => !text.startsWith(`${path} `))) ?? first;
}

function judgeReference(value: unknown, type: ts.TypeReferenceNode, file: string, path: string): readonly string[] {
  const name = nameOf(type.typeName);
  if (name === 'pulumi.Input') {
    const [argument] = type.typeArguments ?? [];
    if (argument === undefined) throw new Error(`${path}: an input of nothing`);
    return judge(value, { type: argument, file }, path);
  }
  if (name.startsWith('inputs.')) return judgeObject(value, membersOfInput(name, file), path);
  if (name.startsWith('enums.')) return judgeValues(value, valuesOfEnum(name, file), path);
  // Resources and files are written as texts or with a signature of their own: a plain value is neither.
  return [misfit(path, name, value)];
}

function judgeValues(value: unknown, values: readonly unknown[], path: string): readonly string[] {
  if (values.includes(value)) return [];
  return [misfit(path, values.map((one) => JSON.stringify(one)).join(' or '), value)];
}

function isEnum(type: ts.TypeNode): boolean {
  return ts.isTypeReferenceNode(type) && nameOf(type.typeName).startsWith('enums.');
}

function unwrapped(value: unknown): unknown {
  const isSecret = typeof value === 'object' && value !== null && signature in value && 'value' in value;
  return isSecret ? unwrapped(value.value) : value;
}

function misfit(path: string, expected: string, value: unknown): string {
  return `${path} must be ${expected}, and is ${JSON.stringify(value)}`;
}

function inside(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
