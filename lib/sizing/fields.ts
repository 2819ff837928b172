import { printGiven, type IssueDetails } from '../core';

/** Reads fields of a configuration, and notes those that are missing or no number. */
export class Fields {
  readonly issues: IssueDetails[] = [];
  readonly #values: ReadonlyMap<string, unknown>;
  readonly #path: string;

  constructor(value: unknown, path = '') {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    this.#values = new Map(isObject ? Object.entries(value) : []);
    this.#path = path;
  }

  has(name: string): boolean {
    const value = this.#values.get(name);
    return value !== undefined && value !== null;
  }

  /** A positive number; without a fallback it has to be there. A placeholder stands for what is wrong. */
  number(name: string, fallback?: number): number {
    const value = this.#values.get(name);
    if (!this.has(name)) {
      if (fallback === undefined) this.#issue(name, undefined, 'is missing');
      return fallback ?? 1;
    }
    if (typeof value === 'number' && Number.isFinite(value) && value > 0) return value;
    this.#issue(name, value, 'is no positive number');
    return 1;
  }

  /** A number where the field is there and one, zero included. */
  count(name: string): number | undefined {
    const value = this.#values.get(name);
    return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
  }

  text(name: string): string | undefined {
    const value = this.#values.get(name);
    return typeof value === 'string' ? value : undefined;
  }

  flag(name: string, fallback: boolean): boolean {
    const value = this.#values.get(name);
    return typeof value === 'boolean' ? value : fallback;
  }

  list(name: string): readonly unknown[] | undefined {
    const value = this.#values.get(name);
    return Array.isArray(value) ? value : undefined;
  }

  /** The fields of an object inside; what is wrong there is noted here too. */
  within(name: string): Fields {
    return new Fields(this.#values.get(name), `${this.#path}${name}.`);
  }

  #issue(name: string, given: unknown, message: string): void {
    this.issues.push({
      code: 'sizing/invalid-configuration',
      property: `${this.#path}${name}`,
      given: given === undefined ? undefined : printGiven(given),
      message,
      fix: 'the config.json that was published with the weights, or an architecture written by hand',
    });
  }
}
