import { asArray, asRecord } from '../../lib/verify';
import type { Registered } from '../pulumi-mocks';

/** The statements of policies in the inputs of a resource that allow, or trust, more than anything needs. */
export function excessiveStatements({ name, inputs }: Pick<Registered, 'name' | 'inputs'>): readonly string[] {
  return statementsIn(inputs).flatMap((statement) => {
    if (statement['Effect'] !== 'Allow') return [];
    const actions = listOf(statement['Action']);
    const resources = listOf(statement['Resource']);
    const wrong = [
      ...('NotAction' in statement || 'NotResource' in statement || 'NotPrincipal' in statement
        ? ['allows all but something']
        : []),
      ...(resources.includes('*') ? actions.filter((action) => isAnything(action)) : []),
      ...(principalsOf(statement['Principal']).includes('*') ? ['trusts everybody'] : []),
    ];
    return wrong.map((what) => `${name}: ${String(what)}`);
  });
}

/** Whether an action stands for more than a family of reads. */
function isAnything(action: unknown): boolean {
  return (
    typeof action !== 'string' || (action.includes('*') && !/^[a-z0-9-]+:(Describe|Get|List)[A-Za-z]*\*$/.test(action))
  );
}

/** Every statement of every policy at any depth, also in policies that are texts of JSON. */
function statementsIn(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (typeof value === 'string') return value.includes('"Statement"') ? statementsIn(JSON.parse(value)) : [];
  if (Array.isArray(value)) return value.flatMap(statementsIn);
  if (typeof value !== 'object' || value === null) return [];
  const here = asRecord(value);
  if ('Statement' in here) return listOf(here['Statement']).map((one) => asRecord(one));
  return Object.values(here).flatMap(statementsIn);
}

function principalsOf(principal: unknown): readonly unknown[] {
  return typeof principal === 'object' && principal !== null
    ? Object.values(principal).flatMap(listOf)
    : listOf(principal);
}

function listOf(value: unknown): readonly unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? asArray(value) : [value];
}
