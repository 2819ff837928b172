import type { Precision } from './precision';
import type { TrainingPrecision } from './training';

/** The bytes of the numbers of a training run. */
export interface NumberSizes {
  /** Of a number that is computed with. */
  readonly compute: number;
  /** Of a weight that is learnt, its gradient, and each state of the optimizer. */
  readonly learnt: number;
}

/** The bytes of the numbers that a precision has. */
export function numberSizes(precision: TrainingPrecision): NumberSizes {
  switch (precision) {
    case 'bf16-mixed':
    case 'fp16-mixed':
      return { compute: 2, learnt: 4 };
    case 'bf16':
      return { compute: 2, learnt: 2 };
    case 'fp32':
      return { compute: 4, learnt: 4 };
  }
}

/** What a GPU has to be able to compute in. */
export function computedIn(precision: TrainingPrecision): Precision {
  return precision === 'bf16-mixed' ? 'bf16' : precision === 'fp16-mixed' ? 'fp16' : precision;
}
