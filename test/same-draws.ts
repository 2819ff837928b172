import fc from 'fast-check';
import { readSize } from './e2e/size';

/**
 * Laws draw alike in every small run, so that a commit that passes once passes again; a full run draws anew.
 *
 * A law that fails prints its seed either way.
 */
if (readSize() === 'smoke') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 1 });
