/** Every example in one app: `npx cdk8s synth` writes a file for each chart. */
import { App } from 'modelyard';
import { churnTraining } from './churn-training';
import { distributedTraining } from './distributed-training';
import { environments } from './environments';
import { fleet } from './fleet';
import { gpuPods } from './gpu-pod';
import { karpenterPool } from './karpenter';
import { languageModel } from './llm';
import { mlModel } from './ml-model';
import { multiNodeLanguageModel } from './multi-node-llm';
import { recommender } from './recommender';
import { sentiment } from './sentiment';
import { team } from './team';
import { tensorFlowServing } from './tf-serving';
import { translator } from './translator';

export function renderExamples(app: App): void {
  sentiment(app);
  mlModel(app);
  tensorFlowServing(app);
  recommender(app);
  gpuPods(app);
  languageModel(app);
  fleet(app);
  environments(app);
  multiNodeLanguageModel(app);
  translator(app);
  team(app);
  karpenterPool(app);
  churnTraining(app);
  distributedTraining(app);
}

if (require.main === module) {
  const app = new App();
  renderExamples(app);
  app.synth();
}
