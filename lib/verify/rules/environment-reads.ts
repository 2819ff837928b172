import { isDeferred, isNameOfCredential, printGiven } from '../../core';
import { checkPods } from '../check-pods';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import type { ContainerDefinition } from '../pod-template';
import type { Manifest } from '../manifest';
import type { Rule } from '../rule';
import { asArray, asRecord, asString, isRecord, isSet } from '../untrusted';

/** Environment variables hold what they seem to. */
export const environmentReads: Rule = {
  name: 'environment-reads',
  summary: 'environment variables are text, have one source, and refer to variables that come before them',
  source: 'kubernetes 1.34 pkg/apis/core/validation validateEnvVarValueFrom; core/v1 EnvVar value: previously defined',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    checkPods(inventory, found, ({ owner, containers }) => {
      for (const container of containers) checkContainer(owner.manifest, container, found);
    });
    return found;
  },
};

function checkContainer(manifest: Manifest, { definition, path }: ContainerDefinition, found: RuleFinding[]): void {
  const variables = asArray(definition['env']);
  for (let index = 0; index < variables.length; index += 1) {
    const { name, value, valueFrom } = asRecord(variables[index]);
    const place = `${path}.env[${index}]`;
    if (isSet(value) && typeof value !== 'string' && !isDeferred(value)) {
      found.push({
        code: 'verify/environment-not-text',
        severity: 'error',
        manifest,
        path: `${place}.value`,
        // A password of digits is a number when it stands without quotes.
        ...(isHidden(name, value) ? {} : { given: printGiven(value) }),
        message: 'not a text, and the API server refuses it',
        fix: isHidden(name, value) ? 'the same as text, in quotes' : `${printGiven(JSON.stringify(value))}, in quotes`,
      });
    } else if (typeof value === 'string' && value !== '' && isRecord(valueFrom)) {
      found.push({
        code: 'verify/environment-has-two-sources',
        severity: 'error',
        manifest,
        path: place,
        message: 'value and valueFrom are both set, and the API server refuses that',
        fix: 'one of them',
      });
    } else if (typeof value === 'string' && value.includes('$(')) {
      checkExpansions(manifest, definition['envFrom'], variables, index, value, `${place}.value`, found);
    }
  }
}

function isHidden(name: unknown, value: unknown): boolean {
  return typeof value === 'object' || (typeof name === 'string' && isNameOfCredential(name));
}

function checkExpansions(
  manifest: Manifest,
  envFrom: unknown,
  variables: readonly unknown[],
  position: number,
  value: string,
  path: string,
  found: RuleFinding[],
): void {
  // What envFrom brings is there before all others, and its names are not known here.
  if (asArray(envFrom).length > 0) return;
  const names = variables.map((variable) => asString(asRecord(variable)['name']));
  // $$( is an escaped $(.
  for (const [, name = ''] of value.replaceAll('$$', '').matchAll(/\$\(([^()]+)\)/g)) {
    const first = names.indexOf(name);
    if (first < position) continue;
    const own = first === position;
    found.push({
      code: 'verify/variable-comes-later',
      severity: 'warning',
      manifest,
      path,
      given: `$(${name})`,
      message: own
        ? 'a variable cannot refer to itself, and stays as it is written'
        : 'the variable is defined further down, so that this stays as it is written',
      fix: own ? 'the whole value' : `${name} before this variable`,
    });
    return;
  }
}
