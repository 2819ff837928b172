import type { IResolver, ResolutionContext } from 'cdk8s';
import { isDeferred, type Deferred } from '../core';

// No YAML and no string of a manifest has this character, so nobody writes a token by chance.
const token = /^\0deferred:(\d+)\0$/;

/**
 * Takes values that are known only at deployment through cdk8s, which renders none of them.
 *
 * While an object is rendered a token stands for each, as a string that passes through all of cdk8s and its generated
 * classes; `restore` puts the values back in their places.
 */
export class DeferredTokens implements IResolver {
  private readonly values: Deferred<unknown>[] = [];
  private readonly positions = new Map<Deferred<unknown>, number>();

  /** Replaces a deferred value by its token, as cdk8s asks of each value that it meets. */
  resolve(context: ResolutionContext): void {
    const value: unknown = context.value;
    if (isDeferred(value)) context.replaceValue(this.tokenFor(value));
  }

  /** The same data with each token replaced by what it stands for. */
  restore(content: unknown): unknown {
    if (typeof content === 'string') {
      const [, position] = token.exec(content) ?? [];
      return position === undefined ? content : this.values[Number(position)];
    }
    if (Array.isArray(content)) return content.map((item) => this.restore(item));
    if (typeof content !== 'object' || content === null) return content;
    return Object.fromEntries(Object.entries(content).map(([key, value]) => [key, this.restore(value)]));
  }

  private tokenFor(value: Deferred<unknown>): string {
    let position = this.positions.get(value);
    if (position === undefined) {
      position = this.values.push(value) - 1;
      this.positions.set(value, position);
    }
    return `\0deferred:${position}\0`;
  }
}
