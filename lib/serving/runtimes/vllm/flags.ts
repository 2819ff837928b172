import type { FlagHistory } from '../../flags';
import { sourceOf } from './releases';

/** The flags of `vllm serve` that came or went between releases that were looked into (see `releases.ts`). */
export const vllmFlags: Readonly<Record<string, FlagHistory>> = {
  '--shutdown-timeout': { came: { after: '0.17.1', with: '0.18.1' }, source: sourceOf('0.18.1') },
  '--swap-space': { went: { after: '0.17.1', with: '0.18.1' }, instead: 'no --swap-space', source: sourceOf('0.18.1') },
  '--disable-log-requests': {
    went: { after: '0.16.0', with: '0.17.1', until: '0.30.0' },
    instead: 'no --disable-log-requests: requests are not logged unless --enable-log-requests asks for it',
    source: sourceOf('0.17.1'),
  },
  '--disable-access-log-for-endpoints': { came: { after: '0.12.0', with: '0.16.0' }, source: sourceOf('0.16.0') },
  '--nnodes': { came: { after: '0.10.2', with: '0.11.2' }, source: sourceOf('0.11.2') },
  '--node-rank': { came: { after: '0.10.2', with: '0.11.2' }, source: sourceOf('0.11.2') },
  '--master-addr': { came: { after: '0.10.2', with: '0.11.2' }, source: sourceOf('0.11.2') },
  '--master-port': { came: { after: '0.10.2', with: '0.11.2' }, source: sourceOf('0.11.2') },
  '--max-num-queued-reqs': { came: { after: '0.27.1', with: '0.30.0' }, source: sourceOf('0.30.0') },
  '--max-num-queued-tokens': { came: { after: '0.27.1', with: '0.30.0' }, source: sourceOf('0.30.0') },
  '--device-memory-utilization': { came: { after: '0.30.0', with: '0.33.0' }, source: sourceOf('0.33.0') },
};

/** The other names of the flags that the runtime sets. */
export const vllmAliases: Readonly<Record<string, string>> = {
  '-tp': '--tensor-parallel-size',
  '-pp': '--pipeline-parallel-size',
  '-dp': '--data-parallel-size',
  '-ep': '--enable-expert-parallel',
  '-q': '--quantization',
  '--device-memory-utilization': '--gpu-memory-utilization',
};
