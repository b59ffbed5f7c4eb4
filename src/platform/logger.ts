import pino, { type Logger, type LoggerOptions } from 'pino';
import type { Config } from './config';
import { hasCode } from './error-shape';
import { loggableError } from './loggable-error';
import { noteLostTerminal } from './lost-terminal';

export type { Logger };

/** What cannot be written is kept for later up to this size. */
const UNWRITTEN_BYTES = 1_000_000;

/** So much is written at once at the latest. */
const WRITTEN_AT_ONCE = 64_000;

/**
 * Creates the logger: structured lines on stdout, with fields that may contain secrets redacted. Where they cannot be
 * written, because the terminal was closed or the disk is full, they are lost in the end, and the process goes on: it
 * could not even stop in order otherwise. The lines of one turn of the event loop are written together: under load, to
 * write each by itself was a third of what a request costs.
 */
export function createLogger(config: Config): Logger {
  const stdout = pino.destination({ fd: 1, sync: true, maxLength: UNWRITTEN_BYTES });
  stdout.on('error', (error) => {
    // At the end it would try for ever.
    stdout.flushSync = () => undefined;
    if (!hasCode(error, 'EIO')) return;
    noteLostTerminal();
    stdout.write = () => true; // it does not come back
  });
  const options: LoggerOptions = {
    level: config.logLevel,
    base: null,
    serializers: { err: loggableError },
    redact: {
      paths: ['req.headers.authorization', 'headers.authorization', 'authorization', 'password', 'token', 'variables'],
      censor: '[redacted]',
    },
  };
  return pino(options, inTurns(stdout));
}

/** Collects lines until the event loop has done what is due, or the process ends. */
function inTurns(to: { write(text: string): unknown }): { write(line: string): void } {
  let collected = '';
  const flush = () => {
    const text = collected;
    collected = '';
    if (text !== '') to.write(text);
  };
  process.on('exit', flush);
  return {
    write(line) {
      if (collected === '') setImmediate(flush);
      collected += line;
      if (collected.length >= WRITTEN_AT_ONCE) flush();
    },
  };
}
