import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { at, copyWith, OneJob } from './one-job';

// What jobs run in shells, with a stand-in for rclone over a folder: test/e2e/training.e2e.ts runs it with rclone itself.

const places = { copyWith, inputs: { data: at('data/') }, outputs: { model: at('models/') } };
const built = new OneJob({ ...places, checkpoints: { kind: 'store', at: at('kept/'), every: '10s' } });

const shells = [['sh'], ['busybox', 'sh']].filter(
  ([program = '', ...rest]) => spawnSync(program, [...rest, '-c', 'true']).status === 0,
);

/** Names that a shell may trip over. */
const odd = ['plain.bin', 'two words', `"quoted's"`, 'new\nline', '$(touch owned)', '-n', 'back\\tslash', 'a;b', '*'];

interface Ended {
  readonly code: number | null;
  readonly text: string;
}

let folder: string;
const running = new Set<ChildProcess>();

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'training-'));
  for (const name of ['store', 'tmp', 'state/files', 'outputs/model', 'inputs/data'])
    mkdirSync(join(folder, name), { recursive: true });
});

afterEach(() => {
  for (const child of running) killAll(child);
  running.clear();
  rmSync(folder, { recursive: true });
});

function killAll({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // None is left.
  }
}

describe.each(shells.map((shell) => ({ name: shell.join(' '), shell })))('in $name', ({ shell }) => {
  /** Starts what a container runs, in folders of this test. */
  function start(container: string, env: NodeJS.ProcessEnv = {}): { child: ChildProcess; ended: Promise<Ended> } {
    const [, , script = '', ...words] = built
      .container(container)
      .command.map((word: string) =>
        word.replaceAll(/(?<![\w"*.])\/(state|tmp|outputs|inputs)(?=\/|$)/gm, `${folder}/$1`),
      );
    const [program = '', ...rest] = shell;
    const child = spawn(program, [...rest, '-c', script, ...words], {
      cwd: folder,
      detached: true,
      env: {
        ...process.env,
        PATH: `${join(__dirname, 'stand-in')}:${process.env['PATH'] ?? ''}`,
        RUN: 'churn-1',
        STORE: store,
        ...env,
      },
    });
    running.add(child);
    let text = '';
    const add = (chunk: Buffer): void => void (text += chunk.toString());
    child.stdout.on('data', add);
    child.stderr.on('data', add);
    // As the end of the first process of a container ends all others.
    child.once('exit', () => killAll(child));
    const ended = once(child, 'close').then(([code]): Ended => {
      running.delete(child);
      return { code: typeof code === 'number' ? code : null, text };
    });
    return { child, ended };
  }

  const run = (container: string, env?: NodeJS.ProcessEnv): Promise<Ended> => start(container, env).ended;

  let store: string;
  beforeEach(() => {
    store = join(folder, 'store');
  });

  const write = (path: string, content: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
  const filesIn = (path: string): string[] =>
    existsSync(join(folder, path))
      ? readdirSync(join(folder, path), { recursive: true, encoding: 'utf8' })
          .filter((file) => statSync(join(folder, path, file)).isFile())
          .sort()
      : [];
  const called = (): string[] => (existsSync(`${store}.calls`) ? read('store.calls').trim().split('\n') : []);
  const until = (command: string): Promise<void> =>
    vi.waitFor(() => expect(called()).toContain(command), { timeout: 20_000, interval: 20 });

  /** Writes as checkpoints are to be written: whole under another name, which then is changed. */
  const keep = (name: string, content: string): void => {
    write(`state/files/${name}.tmp`, content);
    renameSync(join(folder, `state/files/${name}.tmp`), join(folder, `state/files/${name}`));
  };

  /** Stops a process that waits for its turn, and sees to it that it ends. */
  async function stop({ child, ended }: ReturnType<typeof start>): Promise<Ended> {
    child.kill('SIGTERM');
    return ended;
  }

  describe('what an output is copied by', () => {
    it('writes every file, whatever it is called, and its manifest last', async () => {
      for (const name of odd) write(`outputs/model/${name}`, `of ${name}`);
      write('outputs/model/deep/er/file', 'deep');
      const { code, text } = await run('push-model');
      expect([code, text]).toEqual([
        0,
        expect.stringMatching(/^wrote churn-1, whose manifest has the SHA-256 [0-9a-f]{64}\n$/),
      ]);
      expect(filesIn('store/churn/models/churn-1')).toEqual([...odd, 'deep/er/file', 'manifest.json'].sort());
      for (const name of odd) expect(read(`store/churn/models/churn-1/${name}`)).toBe(`of ${name}`);
      expect(read('store/churn/models/churn-1/manifest.json').match(/"sha256"/g)).toHaveLength(odd.length + 1);
      expect(called()).toEqual(['lsf', 'lsjson', 'sync', 'check', 'copyto']);
      expect(existsSync(join(folder, 'owned'))).toBe(false);
    });

    it('ends with 65 where nothing was written, which no further try would mend', async () => {
      const { code, text } = await run('push-model');
      expect([code, text]).toEqual([65, `nothing was written to ${folder}/outputs/model\n`]);
      expect(filesIn('store')).toEqual([]);
    });

    it('ends with 65 where a file has the name of the manifest', async () => {
      write('outputs/model/manifest.json', '{}');
      expect((await run('push-model')).code).toBe(65);
      expect(filesIn('store')).toEqual([]);
    });

    it('leaves what has a manifest as it is', async () => {
      write('store/churn/models/churn-1/manifest.json', '[]');
      write('store/churn/models/churn-1/old', 'old');
      write('outputs/model/new', 'new');
      const { code, text } = await run('push-model');
      expect([code, text]).toEqual([0, 'churn-1 has been written by an earlier try, and stays\n']);
      expect(filesIn('store/churn/models/churn-1')).toEqual(['manifest.json', 'old']);
    });

    it('takes away what an earlier try left unfinished, and leaves other runs alone', async () => {
      write('store/churn/models/churn-1/half', 'half');
      write('store/churn/models/churn-2/manifest.json', '[]');
      write('outputs/model/new', 'new');
      expect((await run('push-model')).code).toBe(0);
      expect(filesIn('store/churn/models')).toEqual(['churn-1/manifest.json', 'churn-1/new', 'churn-2/manifest.json']);
    });

    it.each(['lsf', 'lsjson', 'sync', 'check', 'copyto'])('writes no manifest where %s fails', async (command) => {
      write('outputs/model/new', 'new');
      write('store.fails', command);
      const { code } = await run('push-model');
      expect(code).toBe(1);
      expect(filesIn('store').filter((file) => file.endsWith('manifest.json'))).toEqual([]);
    });

    it.each(['lsjson', 'sync', 'check', 'copyto'])('is stopped in %s, and does nothing after it', async (command) => {
      write('outputs/model/new', 'new');
      write('store.hangs', command);
      const started = start('push-model');
      await until(command);
      expect((await stop(started)).code).toBe(143);
      expect(called().at(-1)).toBe(command);
      expect(filesIn('store').filter((file) => file.endsWith('manifest.json'))).toEqual([]);
    });

    it('is written by the first of several nodes alone', async () => {
      write('outputs/model/new', 'new');
      expect((await run('push-model', { JOB_COMPLETION_INDEX: '1' })).code).toBe(0);
      expect(called()).toEqual([]);
      expect((await run('push-model', { JOB_COMPLETION_INDEX: '0' })).code).toBe(0);
      expect(filesIn('store/churn/models/churn-1')).toEqual(['manifest.json', 'new']);
    });
  });

  describe('what an input is copied by', () => {
    it('copies every file, whatever it is called', async () => {
      for (const name of odd) write(`store/churn/data/${name}`, `of ${name}`);
      expect(await run('pull-data')).toEqual({ code: 0, text: '' });
      expect(filesIn('inputs/data')).toEqual([...odd].sort());
    });

    it('takes a hidden file for something', async () => {
      write('store/churn/data/.hidden', 'hidden');
      expect((await run('pull-data')).code).toBe(0);
    });

    it('fails where nothing is there', async () => {
      mkdirSync(join(store, 'churn/data'), { recursive: true });
      expect(await run('pull-data')).toEqual({
        code: 1,
        text: 'nothing was found at s3://churn/data/: the address is misspelt, or nothing is there yet\n',
      });
    });

    it('fails as rclone fails', async () => {
      write('store/churn/data/file', 'file');
      write('store.fails', 'copy');
      expect(await run('pull-data')).toEqual({ code: 1, text: 'copy fails\n' });
    });

    it('is stopped', async () => {
      write('store.hangs', 'copy');
      const started = start('pull-data');
      await until('copy');
      expect((await stop(started)).code).toBe(143);
    });
  });

  describe('what checkpoints are brought back by', () => {
    it('starts from the beginning where there is none', async () => {
      expect(await run('restore')).toEqual({
        code: 0,
        text: 'no checkpoint of churn-1 yet: it starts from the beginning\n',
      });
      expect(filesIn('state')).toEqual([]);
    });

    it('takes the newest that is whole, and never one without its mark', async () => {
      for (const [number, content] of [
        ['00000008', 'old'],
        ['00000009', 'new'],
        ['00000010', 'cut off'],
      ] as const)
        write(`store/churn/kept/churn-1/${number}/epoch`, content);
      write('store/churn/kept/churn-1/00000008.whole', '');
      write('store/churn/kept/churn-1/00000009.whole', '');
      write('store/churn/kept/churn-2/00000011.whole', '');
      expect(await run('restore')).toEqual({ code: 0, text: 'goes on from checkpoint 00000009 of churn-1\n' });
      expect(filesIn('state')).toEqual(['copied', 'files/epoch']);
      expect(read('state/files/epoch')).toBe('new');
    });

    it.each(['epoch', '.hidden'])('leaves what is here already: %s', async (name) => {
      write('store/churn/kept/churn-1/00000001/epoch', 'of the store');
      write('store/churn/kept/churn-1/00000001.whole', '');
      write(`state/files/${name}`, 'newer');
      expect(await run('restore')).toEqual({ code: 0, text: 'goes on from what is here\n' });
      expect(read(`state/files/${name}`)).toBe('newer');
      expect(called()).toEqual([]);
    });

    it('shows the program all of one or nothing, however often it is cut off', async () => {
      write('store/churn/kept/churn-1/00000001/one', '1');
      write('store/churn/kept/churn-1/00000001/other', '2');
      write('store/churn/kept/churn-1/00000001.whole', '');
      // As a copy that was cut off leaves it.
      write('state/restoring/one', '1');
      write('store.hangs', 'copy');
      const started = start('restore');
      await until('copy');
      expect((await stop(started)).code).toBe(143);
      expect(filesIn('state/files')).toEqual([]);
      rmSync(`${store}.hangs`);
      write('store.fails', 'copy');
      expect((await run('restore')).code).toBe(1);
      expect(filesIn('state/files')).toEqual([]);
      rmSync(`${store}.fails`);
      expect((await run('restore')).code).toBe(0);
      expect(filesIn('state/files')).toEqual(['one', 'other']);
    });

    it('fails where the store does not answer, rather than begin anew', async () => {
      write('store.fails', 'lsf');
      expect(await run('restore')).toEqual({ code: 1, text: 'lsf fails\n' });
    });
  });

  describe('what checkpoints are kept by', () => {
    // Whether anything can be kept is tried before.
    const kept = (): string[] => filesIn('store/churn/kept/churn-1').filter((file) => file !== 'started');
    const copied = (number: number): Promise<void> =>
      vi.waitFor(() => expect(kept()).toContain(`0000000${number}.whole`), { timeout: 30_000, interval: 20 });

    it('copies what is whole, whatever it is called, keeps two, and ends with the last', async () => {
      const started = start('checkpoints');
      write('state/files/half.tmp', 'never');
      for (const name of odd) keep(name, `of ${name}`);
      await copied(1);
      expect(filesIn('store/churn/kept/churn-1/00000001')).toEqual([...odd].sort());
      for (const number of [2, 3]) {
        keep('epoch', String(number));
        await copied(number);
      }
      // A last one, of which the program is done only after it was told to stop.
      started.child.kill('SIGTERM');
      keep('epoch', 'last');
      const { text } = await started.ended;
      expect(text.match(/checkpoint \d+ is in the store/g)).toEqual(
        [1, 2, 3, 4].map((number) => `checkpoint 0000000${number} is in the store`),
      );
      const expected = ['00000003', '00000004'].flatMap((number) => [
        `${number}.whole`,
        ...[...odd, 'epoch'].map((name) => `${number}/${name}`),
      ]);
      expect(kept()).toEqual(expected.sort());
      expect(read('store/churn/kept/churn-1/00000004/epoch')).toBe('last');
      expect(existsSync(join(folder, 'owned'))).toBe(false);
    });

    it.each(['sync', 'rcat'])('tries again where %s failed, and counts on from what is there', async (command) => {
      write('store/churn/kept/churn-1/00000008.whole', '');
      write('store.fails', command);
      keep('epoch', '1');
      const started = start('checkpoints');
      await until(command);
      expect(kept()).not.toContain('00000009.whole');
      rmSync(`${store}.fails`);
      await copied(9);
      await stop(started);
      expect(read('store/churn/kept/churn-1/00000009/epoch')).toBe('1');
    });

    it('copies nothing that was brought back, and nothing twice', async () => {
      write('store/churn/kept/churn-1/00000001/back\\tslash', '1');
      write('store/churn/kept/churn-1/00000001.whole', '');
      expect((await run('restore')).code).toBe(0);
      const started = start('checkpoints');
      await vi.waitFor(() => expect(called().filter((command) => command === 'lsf').length).toBeGreaterThan(4), {
        timeout: 20_000,
      });
      await stop(started);
      expect(called()).not.toContain('sync');
      expect(kept()).toEqual(['00000001.whole', '00000001/back\\tslash']);
    });

    it('copies files as they were, whatever the program puts in their place meanwhile', async () => {
      keep('epoch', 'first');
      // What is linked is what is copied: a file of that name which came later is another.
      linkSync(join(folder, 'state/files/epoch'), join(folder, 'seen'));
      keep('epoch', 'second');
      expect([read('seen'), read('state/files/epoch')]).toEqual(['first', 'second']);
      const started = start('checkpoints');
      await copied(1);
      await stop(started);
      expect(statSync(join(folder, 'state/copying/epoch')).ino).toBe(statSync(join(folder, 'state/files/epoch')).ino);
    });

    it('is done by the first of several nodes alone, and the others end when they are told', async () => {
      keep('epoch', '1');
      const started = start('checkpoints', { JOB_COMPLETION_INDEX: '3' });
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect((await stop(started)).code).toBe(0);
      expect(called()).toEqual([]);
    });

    it('fails where the store does not answer at first', async () => {
      write('store.fails', 'lsf');
      expect(await run('checkpoints')).toEqual({ code: 1, text: 'lsf fails\n' });
    });
  });
});

it('is tried in one shell at least', () => {
  expect(shells.length).toBeGreaterThan(0);
});
