import type { Broken } from './broken';
import { clusters } from './clusters';
import { jobs } from './jobs';
import { modelServers } from './model-servers';
import { namesAndAmounts } from './names-and-amounts';
import { network } from './network';
import { podsThatFail } from './pods';
import { references } from './references';
import { rollouts } from './rollouts';
import { scaling } from './scaling';
import { scheduling } from './scheduling';

/** All that is broken on purpose, by theme. */
export const themes: Readonly<Record<string, readonly Broken[]>> = {
  'names and amounts': namesAndAmounts,
  pods: podsThatFail,
  scheduling,
  rollouts,
  scaling,
  jobs,
  references,
  network,
  'model servers': modelServers,
  clusters,
};
