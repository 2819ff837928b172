/** Every example, as one app: `npx cdk8s synth` writes a file for each chart. */
import { App } from 'modelyard';
import { mlModel } from './ml-model';
import { sentiment } from './sentiment';
import { tensorFlowServing } from './tf-serving';

const app = new App();
sentiment(app);
mlModel(app);
tensorFlowServing(app);
app.synth();
