import type { AppDescription } from './app-description';
import { app } from './app-shape';
import { neverInOneApp, neverInOneService, pairsOf } from './never-together';
import { service } from './service-shapes';
import { membersOf } from './shape';

/** What is to be seen in one app. */
interface Look {
  readonly options: ReadonlySet<string>;
  readonly members: ReadonlySet<string>;
  readonly membersOfServices: readonly ReadonlySet<string>[];
}

/** What a set of apps covers, of one kind of thing. */
interface Account {
  readonly what: string;
  readonly wanted: number;
  /** What is wanted, and not seen yet. */
  readonly left: Set<string>;
  /** What cannot be, and is not wanted. */
  readonly never: ReadonlySet<string>;
  readonly isIn: (one: string, look: Look) => boolean;
}

/**
 * What a set of apps covers: each optional prop on and off, each two members of unions in one app, and each two in one
 * service that can meet there.
 *
 * Both what there is to cover and what an app covers are read off the shapes that draw the apps.
 */
export class Coverage {
  private readonly accounts: readonly Account[] = [
    accountOf('optional props on and off', app.options, isOption),
    accountOf('pairs of union members in one app', app.pairs, isPairInApp, pairsOf(neverInOneApp)),
    accountOf('pairs of union members in one service', service.pairs, isPairInService, pairsOf(neverInOneService)),
  ];
  private readonly surprising = new Set<string>();
  private apps = 0;

  add(description: AppDescription): void {
    const look = lookAt(description);
    for (const { what, left, never, isIn } of this.accounts) {
      for (const one of left) if (isIn(one, look)) left.delete(one);
      for (const one of never) if (isIn(one, look)) this.surprising.add(`${one} (of the ${what})`);
    }
    this.apps += 1;
  }

  /** How much of an app would be new. */
  newIn(description: AppDescription): number {
    const look = lookAt(description);
    let news = 0;
    for (const { left, isIn } of this.accounts) for (const one of left) if (isIn(one, look)) news += 1;
    return news;
  }

  /** What no app covers, in words. */
  holes(): readonly string[] {
    return this.accounts.flatMap(({ what, left }) => [...left].map((one) => `${one} (of the ${what})`));
  }

  /** What was held to be impossible, and is in an app all the same. */
  surprises(): readonly string[] {
    return [...this.surprising];
  }

  toString(): string {
    const lines = this.accounts.map(({ what, wanted, left, never }) => {
      const others = never.size === 0 ? '' : `, and ${never.size} more cannot be`;
      return `  ${wanted - left.size} of ${wanted} ${what}${others}`;
    });
    return [`${this.apps} apps cover`, ...lines].join('\n');
  }
}

function accountOf(
  what: string,
  all: ReadonlySet<string>,
  isIn: Account['isIn'],
  impossible: ReadonlySet<string> = new Set(),
): Account {
  const left = new Set([...all].filter((one) => !impossible.has(one)));
  return { what, wanted: left.size, left, never: new Set([...impossible].filter((one) => all.has(one))), isIn };
}

function lookAt(description: AppDescription): Look {
  const members = new Set<string>();
  const options = new Set<string>();
  app.look(description, { member: (name) => members.add(name), option: (name) => options.add(name) });
  const membersOfServices = description.charts.flatMap(({ services }) =>
    services.map((one) => {
      const own = new Set<string>();
      service.look(one, { member: (name) => own.add(name), option: () => undefined });
      return own;
    }),
  );
  return { options, members, membersOfServices };
}

function isOption(one: string, { options }: Look): boolean {
  return options.has(one);
}

function isPairInApp(pair: string, { members }: Look): boolean {
  return isPairIn(members, pair);
}

function isPairInService(pair: string, { membersOfServices }: Look): boolean {
  return membersOfServices.some((members) => isPairIn(members, pair));
}

function isPairIn(members: ReadonlySet<string>, pair: string): boolean {
  const [one, other] = membersOf(pair);
  return members.has(one) && members.has(other);
}
