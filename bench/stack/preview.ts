/** Previews a program on Pulumi's mocks, and prints what that cost and what it registered, by type. */
import * as pulumi from '@pulumi/pulumi';

async function main(program: string): Promise<void> {
  const types: string[] = [];
  pulumi.runtime.setAllConfig({ 'aws:region': 'us-east-1' });
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, inputs, custom }) => {
        if (custom !== false) types.push(type);
        return { id: '', state: inputs };
      },
      call: ({ inputs }) => ({ ...inputs, partition: 'aws', region: 'us-east-1', version: 'v1.0.0-eksbuild.1' }),
    },
    'stack',
    'dev',
    true,
  );
  const before = process.cpuUsage();
  await import(program);
  await pulumi.runtime.disconnect();
  const { user, system } = process.cpuUsage(before);
  console.log(JSON.stringify({ work: (user + system) / 1_000, types: types.sort() }));
}

void main(process.argv[2] ?? '');
