import * as pulumi from '@pulumi/pulumi';
import { printGiven, refusal, type CapturedStack, type IssueDetails } from '../core';
import { programHook } from './program-hook';

/** What of a component stays what it was when it was made, because its cloud has no way to change it. */
export interface Lasting {
  /** The kind and the name of the component, such as `eks.Network ml`. */
  readonly path: string;
  /** Of its constructor, for the line of the user's program. */
  readonly stack: CapturedStack;
  /** By the name of the property: what it is now, why that lasts, and what to do for another one. */
  readonly inputs: Readonly<Record<string, LastingInput>>;
  /** The name in the cloud: under another one all of it is made anew beside what there is, which goes last. */
  readonly cloudName?: string | undefined;
}

/** A property that lasts. */
export interface LastingInput {
  readonly value: pulumi.Input<string>;
  /** What follows `was "…" when it was made, and`. */
  readonly reason: string;
  readonly instead: string;
}

/** What the engine is to remember of a component, to compare it with what the next program says. */
export function lastingInputs({ inputs, cloudName }: Lasting): pulumi.Inputs {
  const values = Object.entries(inputs).map(([name, { value }]) => [name, value] as const);
  return { ...Object.fromEntries(values), ...(cloudName !== undefined && { name: cloudName }) };
}

/**
 * Options of a component that refuse an update in which something that lasts is another, also in a preview, before
 * anything of it is touched. Neither its first deployment nor its end is asked.
 *
 * @param type of the component, such as `modelyard:eks:Network`
 */
export function withLasting(
  type: string,
  name: string,
  lasting: Lasting,
  opts: pulumi.ComponentResourceOptions,
): pulumi.ComponentResourceOptions {
  const hook = hookOfProgram();
  if (hook === undefined) return opts;
  declared.set(`${type} ${name}`, lasting);
  return pulumi.mergeOptions(opts, { hooks: { beforeUpdate: [hook] } });
}

/** By type and name, which is what a hook is told; of the program that ran last, in a process with several. */
const declared = new Map<string, Lasting>();

const hookOfProgram = programHook(
  'ResourceHook',
  () => new pulumi.ResourceHook('modelyard:lasting', judgeUpdate, { onDryRun: true }),
);

type Values = Readonly<Record<string, unknown>>;

/** What is wrong with an update, where the engine has values of both; what an older version did not note is not judged. */
export function changedLasting({ inputs, cloudName }: Lasting, olds: Values, news: Values): readonly IssueDetails[] {
  if (cloudName !== undefined && olds['name'] !== cloudName) return [];
  return Object.entries(inputs).flatMap(([property, { reason, instead }]) => {
    const [was, is] = [olds[property], news[property]];
    if (was === undefined || was === is) return [];
    return [
      {
        code: 'clouds/lasting-input',
        property,
        given: isKnown(is) ? printGiven(is) : 'one that is not there yet',
        message: `was ${printGiven(was)} when it was made, and ${reason}`,
        fix: instead,
      },
    ];
  });
}

/** What is not known in a preview is something new, as what is there already is known. */
function isKnown(value: unknown): value is string {
  return typeof value === 'string' && value !== pulumi.runtime.unknownValue;
}

/** Refuses an update, in the words of the component that it is of. */
export function judgeUpdate({ type, name, oldInputs, newInputs }: pulumi.ResourceHookArgs): void {
  const lasting = declared.get(`${type} ${name}`);
  if (lasting === undefined) return;
  // Pulumi has them as any.
  const issues = changedLasting(lasting, (oldInputs ?? {}) as Values, (newInputs ?? {}) as Values);
  if (issues.length > 0) throw refusal(lasting.path, issues, lasting.stack);
}
