import pino, { type Logger } from 'pino';
import type { Config } from './config';
import { loggableError } from './loggable-error';

export type { Logger };

/** Structured logs on stdout; what could hold a secret is cut out whoever logs it. */
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
