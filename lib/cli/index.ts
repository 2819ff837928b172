export { runCommand, type Outputs } from './program';
