export { App, type AppFinding, type AppProps } from './app';
export type { AppFacts, ConstructFacts, FileFacts, TargetFacts } from './app-facts';
export { readFactsFile, type FactsFile } from './facts-file';
export { DeployedApp, type Deployed, type DeployedAppProps } from './deployed-app';
export type { PlacedManifest } from './synthesis';
