const brand: unique symbol = Symbol.for('modelyard.Unusable');

/** A command cannot do what it is asked: what it is given is unusable, or what it needs is not there. */
export class Unusable extends Error {
  constructor(message: string) {
    super(message);
    Object.defineProperty(this, brand, { value: true });
  }

  /** Says whether an error is one. */
  static is(error: unknown): error is Unusable {
    return typeof error === 'object' && error !== null && brand in error;
  }
}
