/** A model of who leaves, trained anew each night on what the store of objects holds then, and kept there by the run. */
import { Chart } from 'cdk8s';
import { BatchTrainingJob, existingSecret, unpinned, type App, type StoreLocation } from 'modelyard';

/** A place in the company's own store, which speaks S3; its keys stay in a Secret. */
function at(path: string): StoreLocation {
  return {
    kind: 'object-store',
    uri: `s3://churn/${path}`,
    endpoint: 'http://objects.storage.svc:9000',
    access: {
      kind: 'secret',
      secret: existingSecret('objects', { keys: ['id', 'key'] }),
      variables: { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'key' },
    },
  };
}

export function churnTraining(app: App): BatchTrainingJob {
  const chart = new Chart(app, 'churn-training', { namespace: 'models' });

  return new BatchTrainingJob(chart, 'churn', {
    image: unpinned('myuser/churn:v1', 'an example: nobody has published it'),
    command: ['python3', '/app/train.py'],
    copyWith: unpinned('rclone/rclone:1.76.0', 'an example: no digest of it has been read'),
    resources: { cpu: '500m', memory: '1Gi' },
    schedule: { cron: '0 2 * * *', timeZone: 'Europe/Berlin' },
    inputs: { data: at('customers/') },
    outputs: { model: at('models/') },
    checkpoints: { kind: 'store', at: at('checkpoints/'), every: '10m' },
  });
}
