import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DomainError } from '../../domain/errors';
import { HANDSHAKE_MS, keeperMessageSchema, type KeeperMessage } from './keeper-protocol';
import { chooseKeeperUser } from './server-user';
import type { EmbeddedState } from './state-file';

/**
 * Opens the socket that holds the database. Undefined when no keeper answers there, or one that is
 * about to end. The socket does not keep the process alive.
 */
export async function holdKeeper({ keeperPort, cookie, countersign }: EmbeddedState): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port: keeperPort }, () => socket.write(`${cookie}\n`));
    let answer = '';
    const impatience = setTimeout(() => socket.destroy(), HANDSHAKE_MS);
    socket.on('error', () => undefined); // followed by `close`
    socket.on('close', () => {
      clearTimeout(impatience);
      resolve(undefined); // without effect once it is held
    });
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString('utf8');
      if (answer.length <= countersign.length) return;
      clearTimeout(impatience);
      if (answer === `${countersign}\n`) resolve(socket.unref());
      else socket.destroy();
    });
  });
}

/**
 * Starts a keeper and waits for what becomes of it: `ready`, `held` when another was quicker, `killed` when somebody
 * killed it meanwhile. Throws what the keeper failed of.
 */
export async function startKeeper(dataDir: string, graceMs: number): Promise<'ready' | 'held' | 'killed'> {
  const user = await chooseKeeperUser(dataDir);
  const logPath = join(dataDir, 'keeper.log');
  const keeperLog = await open(logPath, 'a', 0o600);
  try {
    if (user !== undefined) await keeperLog.chown(user.uid, user.gid);
    const logStart = (await keeperLog.stat()).size;
    const child = spawn(process.execPath, [...keeperProgram(), dataDir, String(graceMs)], {
      ...user,
      cwd: dataDir,
      detached: true,
      env: keeperEnvironment(),
      stdio: ['ignore', keeperLog.fd, keeperLog.fd, 'ipc'],
    });
    const message = await outcomeOf(child);
    if (message === undefined) {
      if (child.signalCode !== null) return 'killed';
      const said = readFileSync(logPath).subarray(logStart).toString('utf8').slice(-4000);
      throw new Error(`The keeper of the embedded database ended at once.\n${said}`);
    }
    if (message.outcome !== 'failed') return message.outcome;
    throw message.code === undefined ? new Error(message.message) : new DomainError(message.code, message.message);
  } finally {
    await keeperLog.close();
  }
}

/** What the keeper said, undefined when it ended without a word. Afterwards it keeps this process no longer. */
async function outcomeOf(child: ChildProcess): Promise<KeeperMessage | undefined> {
  return new Promise<KeeperMessage | undefined>((resolve, reject) => {
    child.once('message', (message) => resolve(keeperMessageSchema.parse(message)));
    child.once('error', reject);
    child.once('close', () => resolve(undefined));
  }).finally(() => {
    if (child.connected) child.disconnect();
    child.unref();
  });
}

/** What node is to be given: the compiled keeper beside this file, or its source when we run from sources ourselves. */
function keeperProgram(): string[] {
  const compiled = join(__dirname, 'keeper.js');
  if (existsSync(compiled)) return [compiled];
  return ['--import', pathToFileURL(createRequire(__filename).resolve('tsx')).href, join(__dirname, 'keeper.ts')];
}

/** Only what node needs: the keeper outlives us, so it gets neither our secrets nor our NODE_OPTIONS. */
function keeperEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    ['PATH', 'HOME', 'TMPDIR'].flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}
