import { checkPods } from '../check-pods';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import type { ContainerDefinition, PodTemplate } from '../pod-template';
import type { Rule } from '../rule';
import { asArray, asInteger, asRecord } from '../untrusted';

const defaultGrace = 30;

/** What a server needs, at the least, to end after it was told to. */
const margin = 5;

/** A container has time left to shut down after its preStop hook has slept. */
export const graceCoversPreStop: Rule = {
  name: 'grace-covers-pre-stop',
  summary: 'the grace period outlasts the preStop sleep, and leaves time to shut down',
  source: 'kubernetes core/v1 Lifecycle: the countdown of the grace period begins before the preStop hook runs',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    checkPods(inventory, found, (template) => {
      for (const container of template.containers) checkContainer(template, container, found);
    });
    return found;
  },
};

function checkContainer(template: PodTemplate, container: ContainerDefinition, found: RuleFinding[]): void {
  const preStop = asRecord(container.definition['lifecycle'])['preStop'];
  const sleep = preStop === undefined ? undefined : sleepOf(preStop);
  if (sleep === undefined || sleep === 0) return;
  const grace = asInteger(template.pod['terminationGracePeriodSeconds']) ?? defaultGrace;
  if (grace >= sleep + margin) return;
  const late = grace <= sleep;
  // The API server refuses a sleep of its own that outlasts the grace period; of commands it knows nothing.
  const refused = isSleepAction(preStop) && grace < sleep;
  found.push({
    code: late ? 'verify/grace-too-short' : 'verify/grace-barely-enough',
    severity: refused ? 'error' : 'warning',
    manifest: template.owner.manifest,
    path: `${template.podPath}.terminationGracePeriodSeconds`,
    given: String(grace),
    message: late
      ? `container ${container.name} is killed ${grace} s after the pod is told to stop, while its preStop hook still sleeps ${sleep} s`
      : `container ${container.name} has ${grace - sleep} s to shut down after its preStop hook has slept ${sleep} s`,
    fix: `${sleep + defaultGrace}, or what the server needs to drain on top of ${sleep}`,
  });
}

function isSleepAction(hook: unknown): boolean {
  return asInteger(asRecord(asRecord(hook)['sleep'])['seconds']) !== undefined;
}

/** The seconds that a hook sleeps, where that is plainly all it does. */
function sleepOf(hook: unknown): number | undefined {
  const { sleep, exec } = asRecord(hook);
  const seconds = asInteger(asRecord(sleep)['seconds']);
  if (seconds !== undefined) return seconds;
  const [program, ...rest] = asArray(asRecord(exec)['command']);
  if (isProgram(program, ['sleep']) && rest.length === 1)
    return typeof rest[0] === 'string' ? secondsOf(`sleep ${rest[0]}`) : undefined;
  if (isProgram(program, ['sh', 'bash', 'ash', 'dash']) && rest.length === 2 && rest[0] === '-c') {
    return typeof rest[1] === 'string' ? secondsOf(rest[1].trim()) : undefined;
  }
  return undefined;
}

function isProgram(program: unknown, names: readonly string[]): boolean {
  return typeof program === 'string' && names.includes(program.replace(/^(\/usr)?\/bin\//, ''));
}

function secondsOf(command: string): number | undefined {
  const [, seconds] = /^(?:exec )?(?:\/usr)?(?:\/bin\/)?sleep (\d{1,9})s?$/.exec(command) ?? [];
  return seconds === undefined ? undefined : Number(seconds);
}
