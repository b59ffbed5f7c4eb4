import pino, { type Logger, type LoggerOptions } from 'pino';
import type { Config } from './config';
import { hasCode } from './error-shape';
import { loggableError } from './loggable-error';

export type { Logger };

let isTerminalGone = false;

/**
 * Ends the process once everything is closed. Node restores the settings of its terminal as it exits, and may try for
 * ever if the terminal was closed: then the process ends by the signal, as it would have done without a handler.
 */
export function endAfter(signal: NodeJS.Signals): void {
  if (signal !== 'SIGHUP' && !isTerminalGone) return;
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}

/** What cannot be written is kept for later up to this size. */
const UNWRITTEN_BYTES = 1_000_000;

/**
 * Creates the logger: structured lines on stdout, with fields that may contain secrets redacted. Where they cannot be
 * written, because the terminal was closed or the disk is full, they are lost in the end, and the process goes on: it
 * could not even stop in order otherwise.
 */
export function createLogger(config: Config): Logger {
  const stdout = pino.destination({ fd: 1, sync: true, maxLength: UNWRITTEN_BYTES });
  stdout.on('error', (error) => {
    // At the end it would try for ever.
    stdout.flushSync = () => undefined;
    if (!hasCode(error, 'EIO')) return;
    isTerminalGone = true;
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
  return pino(options, stdout);
}
