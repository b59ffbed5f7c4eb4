import pino, { type Logger } from 'pino';
import type { Config } from './config';
import { loggableError } from './loggable-error';

export type { Logger };

/** Creates the logger: structured lines on stdout, with fields that may contain secrets redacted. */
export function createLogger(config: Config): Logger {
  return pino({
    level: config.logLevel,
    base: null,
    serializers: { err: loggableError },
    redact: {
      paths: ['req.headers.authorization', 'headers.authorization', 'authorization', 'password', 'token', 'variables'],
      censor: '[redacted]',
    },
  });
}
