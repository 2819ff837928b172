import { Chart } from 'cdk8s';
import { App } from '../../app';
import { ConfigError, isDeferred, type Deferred, type Issue } from '../../core';
import { ModelService, type Runtime } from '../../serving';
import { bindCluster } from '../../hardware';
import { check, type RuntimeCheck } from './runtime-check';
import { faultLines, leastService, serve, type RuntimeUnderTest } from './served-runtime';

/** That what a user gives the runtime is refused, defended or handed on, as it should be. */
export function* propChecks(subject: RuntimeUnderTest): Iterable<RuntimeCheck> {
  yield check('lets nobody set its own arguments again', () => againSettable(subject));
  for (const [prop, make] of Object.entries(subject.deferred ?? {})) {
    yield check(`hands on ${prop} that is known only later`, () => deferredProblem(subject, prop, make));
  }
  for (const [what, { runtime, code }] of Object.entries(subject.refused ?? {})) {
    yield check(`refuses ${what}`, () => {
      const codes = serve(subject, runtime()).faults.map((fault) => fault.code);
      if (codes.includes(code)) return undefined;
      return codes.length === 0
        ? `it takes ${what} without an issue; write notes.issue({ code: '${code}', … })`
        : `it refuses ${what} by ${codes.join(', ')}; write code: '${code}'`;
    });
  }
}

function againSettable(subject: RuntimeUnderTest): string | undefined {
  const { server } = serve(subject, subject.runtime());
  const written = [...(server.command ?? []).slice(1), ...(server.args ?? [])].flatMap((argument) =>
    isDeferred(argument) ? [] : (/^--?[A-Za-z][\w.-]*/.exec(argument)?.[0] ?? []),
  );
  for (const argument of new Set([...written, ...(subject.ownArguments ?? [])])) {
    const { faults } = serve(subject, subject.runtime(), { args: [argument] });
    if (faults.some(({ code }) => code === 'workload/argument-clash')) continue;
    return `a user may set ${argument} a second time; write flags: { aliases: { '${argument}': '--AS-IT-IS-WRITTEN' } }, or args with ${argument} itself`;
  }
  return undefined;
}

const laterText = 'known-only-later';

/** A value like a Pulumi output: it can be handed on, and not be read. */
function knownLater<T>(prop: string): Deferred<T> {
  const later: Deferred<T> & { readonly __pulumiOutput: true; toString(): string } = {
    __pulumiOutput: true,
    apply: <U>(): Deferred<U> => knownLater(prop),
    get: () => {
      throw new Error(`${prop} is read before it is known; write the value itself where it belongs`);
    },
    toString: () => laterText,
  };
  return later;
}

function deferredProblem(
  subject: RuntimeUnderTest,
  prop: string,
  make: (value: Deferred<string>) => Runtime,
): string | undefined {
  const outcome = synthesise(subject, make(knownLater(prop)));
  if (typeof outcome === 'string') {
    return outcome.includes(laterText)
      ? `${prop} is made a text before it is known; write the value itself, or value.apply(…)`
      : `${prop} does not reach the manifest; write the value itself among arguments or variables`;
  }
  // Only Pulumi can write a manifest with such a value in it; that is all that may stand in the way.
  const isDeferral = ({ code }: Issue): boolean => code === 'core/deferred-outside-pulumi';
  const places = outcome.filter(isDeferral).map(({ property }) => property);
  // What else is said of the same field is said of the value that is not there yet.
  const others = outcome.filter((issue) => !isDeferral(issue) && !places.includes(issue.property));
  return others.length === 0 ? undefined : `with ${prop} known only later something is wrong:${faultLines(others)}`;
}

/** The manifests as a text, or why there are none. */
function synthesise(subject: RuntimeUnderTest, runtime: Runtime): string | readonly Issue[] {
  const app = new App({ outdir: 'never-written' });
  const chart = new Chart(app, 'conformance', { namespace: 'models' });
  if (subject.cluster !== undefined) bindCluster(chart, subject.cluster);
  new ModelService(chart, 'served', { ...leastService, ...subject.service, runtime });
  try {
    return JSON.stringify(app.synthObjects());
  } catch (error) {
    if (ConfigError.is(error)) return error.issues;
    throw error;
  }
}
