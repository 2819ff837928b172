import type { ErrorObject, ValidateFunction } from 'ajv';
import type * as Validator from 'ajv/dist/2020';
import { captureStack, nearestNames, printGiven, refusal, type IssueDetails } from '../core';
import { nodePool } from './declare-node-pool';
import { targetCluster } from './declare-target-cluster';

import type { NodePoolProps } from './node-pool';
import type { TargetCluster, TargetClusterProps } from './target-cluster';
import schema from './target-cluster.schema.json';

/** The JSON Schema (2020-12) of a target cluster as a file holds it. */
export const targetClusterSchema: Readonly<Record<string, unknown>> = schema;

/** What parsing gives: the cluster, or why the JSON is none. */
export type ParsedTargetCluster =
  { readonly value: TargetCluster } | { readonly issues: readonly [IssueDetails, ...IssueDetails[]] };

/**
 * Reads a target cluster from what `JSON.parse` gave, such as a file that `JSON.stringify(targetCluster(…))` made.
 *
 * Derived fields may be left out, and what was found wrong when it was written is judged anew. What fits the schema is a
 * cluster, even where its `issues` say that something about it is wrong.
 */
export function parseTargetCluster(json: unknown): ParsedTargetCluster {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    return { issues: [{ ...noCluster, given: printGiven(json) }] };
  const validate = validator();
  if (validate(json)) return { value: resolve(json) };
  const [first, ...others] = leaves(validate.errors ?? []).map((error) => issueOf(error, json));
  return { issues: [first ?? noCluster, ...others] };
}

/**
 * Reads a target cluster as `parseTargetCluster` does, for a program that can do nothing without it.
 *
 * @throws ConfigError with all that is wrong with what was given
 */
export function loadTargetCluster(json: unknown): TargetCluster {
  const parsed = parseTargetCluster(json);
  if ('value' in parsed) return parsed.value;
  throw refusal('target cluster', parsed.issues, captureStack());
}

/** A cluster as a file holds it. */
interface WrittenCluster extends Omit<TargetClusterProps, 'nodePools'> {
  readonly nodePools?: readonly WrittenPool[];
  readonly kind?: unknown;
  readonly issues?: unknown;
}

type WrittenPool = NodePoolProps & { readonly name: string; readonly kind?: unknown; readonly issues?: unknown };

let compiled: ValidateFunction<WrittenCluster> | undefined;

function validator(): ValidateFunction<WrittenCluster> {
  // Only here, because importing modelyard must not load a validator; what is required has no type of its own.
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would stand at the top and load it always
  const { Ajv2020 } = require('ajv/dist/2020') as typeof Validator;
  // Verbose errors say what would have been allowed.
  compiled ??= new Ajv2020({ allErrors: true, verbose: true, strict: false }).compile<WrittenCluster>(schema);
  return compiled;
}

function resolve({ nodePools = [], kind: _kind, issues: _issues, ...rest }: WrittenCluster): TargetCluster {
  const pools = nodePools.map(({ name, kind: _poolKind, issues: _poolIssues, ...props }) => nodePool(name, props));
  return targetCluster({ ...rest, nodePools: pools });
}

const noCluster: IssueDetails = {
  code: 'hardware/invalid-target',
  message: 'is no description of a cluster, which is an object',
  fix: 'a file that `JSON.stringify(targetCluster(…))` made',
};

/** Errors that say something of their own: an alternative that fails repeats what its parts say. */
function leaves(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const own = errors.filter(({ keyword }) => !['oneOf', 'anyOf', 'if', 'then', 'else'].includes(keyword));
  return own.length === 0 ? errors : own;
}

function issueOf(error: ErrorObject, json: unknown): IssueDetails {
  const property = propertyOf(error.instancePath);
  const details = { code: 'hardware/invalid-target', ...(property !== '' && { property }) } as const;
  const params: Readonly<Record<string, unknown>> = error.params;
  switch (error.keyword) {
    case 'additionalProperties':
    case 'unevaluatedProperties': {
      const field = String(params['additionalProperty'] ?? params['unevaluatedProperty']);
      const allowed = Object.keys(propertiesOf(error.parentSchema));
      const near = nearestNames(field, allowed);
      return {
        ...details,
        property: property === '' ? field : `${property}.${field}`,
        message: 'is no field that is known here',
        fix: (near.length === 0 ? allowed : near).join(' or '),
      };
    }
    case 'required': {
      const field = String(params['missingProperty']);
      return {
        ...details,
        property: property === '' ? field : `${property}.${field}`,
        message: 'is missing',
        fix: `the field ${field}`,
      };
    }
    case 'enum':
    case 'const': {
      const values = params['allowedValues'] ?? [params['allowedValue']];
      const allowed = Array.isArray(values) ? values.map((value) => printGiven(value)).join(' or ') : '';
      return { ...details, given: printGiven(error.data), message: 'is none of the known values', fix: allowed };
    }
    default:
      return {
        ...details,
        given: printGiven(error.instancePath === '' ? json : error.data),
        message: error.message ?? 'does not fit the schema',
        fix: allowedBy(error),
      };
  }
}

function allowedBy({ keyword, schema: allowed }: ErrorObject): string {
  switch (keyword) {
    case 'minimum':
      return `${String(allowed)} or more`;
    case 'maximum':
      return `${String(allowed)} or less`;
    case 'minLength':
      return 'a text that is not empty';
    case 'type':
      return `a value of type ${[allowed].flat().map(String).join(' or ')}`;
    case 'pattern':
      return `a text of the form ${String(allowed)}`;
    default:
      return `what the schema allows: ${JSON.stringify(allowed)}`;
  }
}

function propertiesOf(parent: object | undefined): object {
  const properties: unknown = parent === undefined ? undefined : Reflect.get(parent, 'properties');
  return typeof properties === 'object' && properties !== null ? properties : {};
}

/** A JSON pointer such as `/nodePools/0/name` as a property such as `nodePools[0].name`. */
function propertyOf(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) =>
      /^\d+$/.test(part) ? `[${part}]` : /^[A-Za-z_]\w*$/.test(part) ? `.${part}` : `[${JSON.stringify(part)}]`,
    )
    .join('')
    .replace(/^\./, '');
}
