/** One thing that a runtime is held to. */
export interface RuntimeCheck {
  /** What must hold, as the name of a test: `has ports with a name and a number each`. */
  readonly name: string;
  /**
   * Looks whether it holds.
   *
   * @throws Error that says what does not, and what to write instead
   */
  readonly run: () => void;
}

/** A check that finds what is wrong, if anything is. */
export function check(name: string, problemOf: () => string | undefined): RuntimeCheck {
  return {
    name,
    run: () => {
      const problem = problemOf();
      if (problem !== undefined) throw new Error(problem);
    },
  };
}
