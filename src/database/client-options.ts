import { existsSync, readFileSync } from 'node:fs';
import type { ClientConfig } from 'pg';
import { DomainError } from '../domain/errors';
import { type DatabaseTarget, readDatabaseUrl } from '../platform/database-url';
import { messageOf } from '../platform/error-shape';

const SOCKET_FOLDERS = ['/var/run/postgresql', '/tmp'];
const DEFAULT_PORT = 5432;

/**
 * The target of an address.
 * @throws DomainError INVALID_INPUT if the address is invalid
 */
export function targetOf(database: string | DatabaseTarget): DatabaseTarget {
  if (typeof database !== 'string') return database;
  const read = readDatabaseUrl(database);
  if (read.target === null) throw new DomainError('INVALID_INPUT', `The address of the database ${read.fault}.`);
  return read.target;
}

/**
 * The options of one connection, for `pg`. With several hosts, they name the first.
 * @throws DomainError INVALID_INPUT if a certificate cannot be read
 */
export function clientOptions(target: DatabaseTarget): ClientConfig {
  const { hosts, user, password, database, options, ssl } = target;
  const [first] = hosts;
  const host = first?.host ?? localHost();
  // A Unix socket needs no encryption, and a server offers none.
  const encryption = host?.startsWith('/') ? false : encryptionOf(ssl);
  return {
    ...(host !== undefined && { host }),
    ...(first?.port !== undefined && { port: first.port }),
    ...(user !== undefined && { user }),
    ...(password !== undefined && { password }),
    ...(database !== undefined && { database }),
    ...(options !== undefined && { options }),
    ...(encryption !== undefined && { ssl: encryption }),
    ...(ssl.direct && { sslnegotiation: 'direct' }),
    ...(ssl.channelBinding && { enableChannelBinding: true }),
    keepAlive: true,
  };
}

/** Where the local server listens: PGHOST, its socket, or else `localhost`. */
function localHost(): string | undefined {
  if (process.env['PGHOST']) return undefined; // read by `pg`
  const port = process.env['PGPORT'] || DEFAULT_PORT;
  return SOCKET_FOLDERS.find((folder) => existsSync(`${folder}/.s.PGSQL.${port}`)) ?? 'localhost';
}

function encryptionOf({ mode, rootCert, cert, key }: DatabaseTarget['ssl']): ClientConfig['ssl'] {
  if (mode === undefined) return undefined;
  if (mode === 'disable') return false;
  const files = {
    ...(rootCert !== undefined && { ca: readCertificate('sslrootcert', rootCert) }),
    ...(cert !== undefined && { cert: readCertificate('sslcert', cert) }),
    ...(key !== undefined && { key: readCertificate('sslkey', key) }),
  };
  if (mode === 'verify-full') return files;
  // As libpq does it: given an authority, `require` checks that it signed.
  if (rootCert === undefined) return { ...files, rejectUnauthorized: false };
  return { ...files, checkServerIdentity: () => undefined };
}

function readCertificate(parameter: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new DomainError('INVALID_INPUT', `The file of ${parameter} cannot be read: ${messageOf(error)}.`);
  }
}
