export { findObject, type FoundDeployment, type FoundObject } from './find-object';
export { synth } from './synth';
