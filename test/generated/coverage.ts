import type { AppDescription } from './app-description';
import { app } from './app-shape';
import { service } from './service-shapes';
import { pairsAcross, type Shape } from './shape';

/** What a set of apps covers, of one kind of thing. */
interface Account {
  readonly what: string;
  readonly wanted: ReadonlySet<string>;
  readonly seen: Set<string>;
  readonly seenIn: (description: AppDescription) => Iterable<string>;
}

/**
 * What a set of apps covers: each optional prop on and off, each two members of unions in one app, and each two in one
 * service that can meet there.
 *
 * Both what there is to cover and what an app covers are read off the shapes that draw the apps.
 */
export class Coverage {
  private readonly accounts: readonly Account[] = [
    { what: 'optional props on and off', wanted: app.options, seen: new Set(), seenIn: optionsIn },
    { what: 'pairs of union members in one app', wanted: app.pairs, seen: new Set(), seenIn: pairsInApp },
    { what: 'pairs of union members in one service', wanted: service.pairs, seen: new Set(), seenIn: pairsInServices },
  ];
  private apps = 0;

  add(description: AppDescription): void {
    for (const { seen, seenIn } of this.accounts) for (const one of seenIn(description)) seen.add(one);
    this.apps += 1;
  }

  /** How much of an app would be new. */
  newIn(description: AppDescription): number {
    return this.accounts
      .map(({ seen, seenIn }) => new Set([...seenIn(description)].filter((one) => !seen.has(one))).size)
      .reduce((sum, news) => sum + news);
  }

  /** What no app covers, in words. */
  holes(): readonly string[] {
    return this.accounts.flatMap(({ what, wanted, seen }) =>
      [...wanted].filter((one) => !seen.has(one)).map((one) => `${one} (of the ${what})`),
    );
  }

  toString(): string {
    const lines = this.accounts.map(({ what, wanted, seen }) => {
      const covered = [...wanted].filter((one) => seen.has(one)).length;
      return `  ${covered} of ${wanted.size} ${what}`;
    });
    return [`${this.apps} apps cover`, ...lines].join('\n');
  }
}

function optionsIn(description: AppDescription): ReadonlySet<string> {
  const options = new Set<string>();
  app.look(description, { member: () => undefined, option: (name) => options.add(name) });
  return options;
}

function pairsInApp(description: AppDescription): ReadonlySet<string> {
  return pairsIn(app, description);
}

function* pairsInServices({ charts }: AppDescription): Iterable<string> {
  for (const { services } of charts) for (const one of services) yield* pairsIn(service, one);
}

function pairsIn<T>(shape: Shape<T>, value: T): ReadonlySet<string> {
  const members = new Set<string>();
  shape.look(value, { member: (name) => members.add(name), option: () => undefined });
  return pairsAcross([...members], [...members]);
}
