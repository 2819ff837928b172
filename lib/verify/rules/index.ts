import type { Rule } from '../rule';
import { rolloutMoves } from './rollout-moves';

/** The rules that this library brings, in the order in which their findings are given. */
export const builtInRules: readonly Rule[] = [rolloutMoves];
