import { readSearchPath } from './search-path';

/** What `sslmode` may be. They mean what they mean to libpq. */
const SSL_MODES = ['disable', 'require', 'verify-ca', 'verify-full'] as const;
type SslMode = (typeof SSL_MODES)[number];

const SERVER_KINDS = ['any', 'read-write', 'read-only', 'primary', 'standby'] as const;
type ServerKind = (typeof SERVER_KINDS)[number];

export interface DatabaseHost {
  /** A name, an address, or the folder of a Unix socket. */
  readonly host: string;
  /** Undefined for the usual one. */
  readonly port: number | undefined;
}

/** A database, as `postgres://` addresses it. Contains the password: do not log it. */
export interface DatabaseTarget {
  /** Tried in this order. None for the local server. */
  readonly hosts: readonly DatabaseHost[];
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly database: string | undefined;
  readonly ssl: {
    /** Undefined without `sslmode`: then the connection is not encrypted, unless PGSSLMODE says so. */
    readonly mode: SslMode | undefined;
    /** Files with certificates and the key. */
    readonly rootCert: string | undefined;
    readonly cert: string | undefined;
    readonly key: string | undefined;
    readonly direct: boolean;
    readonly channelBinding: boolean;
  };
  readonly applicationName: string | undefined;
  /** Settings at the start of each session, such as `-c work_mem=64MB`. */
  readonly options: string | undefined;
  readonly connectTimeoutMs: number | undefined;
  readonly kind: ServerKind;
  /** The schemas of the product; null for those that role and database set. */
  readonly searchPath: readonly string[] | null;
  /** Whether the address says that a pooler stands between, which is otherwise recognized. */
  readonly pooled: boolean;
}

const SHAPE = /^postgres(?:ql)?:\/\/(?:([^/?#]*)@)?([^/?#@]*)(?:\/([^?#]*))?(?:\?([^#]*))?$/;
const HOST = /^(\[[0-9a-f:.]+\]|[^:[\]]*)(?::(\d*))?$/i;
const EXPECTED = 'must be postgres://user:password@host:5432/database';

const KNOWN = [
  'application_name',
  'channel_binding',
  'connect_timeout',
  'dbname',
  'host',
  'options',
  'password',
  'pgbouncer',
  'port',
  'schema',
  'ssl',
  'sslcert',
  'sslkey',
  'sslmode',
  'sslnegotiation',
  'sslrootcert',
  'target_session_attrs',
  'uselibpqcompat',
  'user',
] as const;
type Parameter = (typeof KNOWN)[number];

/** A fault of an address. It names parameters, never values: they may be secret. */
class AddressFault extends Error {}

/**
 * Reads the address of a database.
 * @returns the fault of an invalid one, without its values, which may be secret
 */
export function readDatabaseUrl(
  text: string,
): { readonly target: DatabaseTarget } | { readonly target: null; readonly fault: string } {
  try {
    return { target: read(text) };
  } catch (error) {
    if (error instanceof AddressFault) return { target: null, fault: error.message };
    throw error;
  }
}

/** The hosts of a database, for messages: `db1:5432,db2:5432`. */
export function nameHosts({ hosts }: Pick<DatabaseTarget, 'hosts'>): string {
  return hosts.map(nameHost).join(',') || 'localhost';
}

/** One host, as an address writes it. */
export function nameHost({ host, port }: DatabaseHost): string {
  const name = host.includes(':') ? `[${host}]` : host;
  return port === undefined ? name : `${name}:${port}`;
}

function read(text: string): DatabaseTarget {
  const shape = SHAPE.exec(text);
  if (!shape) throw new AddressFault(`${EXPECTED}; in a password, write / as %2F, ? as %3F, # as %23 and @ as %40`);
  const [, credentials = '', authority = '', path = '', query = ''] = shape;
  const given = readParameters(query);
  const colon = credentials.indexOf(':');
  const user = colon < 0 ? credentials : credentials.slice(0, colon);
  const password = colon < 0 ? '' : credentials.slice(colon + 1);
  const kind = readKind(given.get('target_session_attrs'));
  const hosts = readHosts(authority, given.get('host'), given.get('port'));
  return {
    hosts,
    user: given.get('user') ?? (decode(user, 'the user') || undefined),
    password: given.get('password') ?? (decode(password, 'the password') || undefined),
    database: given.get('dbname') ?? (decode(path, 'the database') || undefined),
    ssl: readSsl(given),
    applicationName: given.get('application_name'),
    options: given.get('options'),
    connectTimeoutMs: readSeconds(given.get('connect_timeout')),
    // Of several hosts, one that can be written to.
    kind: kind ?? (hosts.length > 1 ? 'read-write' : 'any'),
    searchPath: readSchema(given.get('schema')),
    pooled: readFlag('pgbouncer', given.get('pgbouncer')) ?? false,
  };
}

function decode(text: string, what: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AddressFault(`has a % in ${what} that encodes no character: write % as %25`);
  }
}

function readParameters(query: string): ReadonlyMap<Parameter, string> {
  const given = new Map<Parameter, string>();
  for (const pair of query.split('&').filter((one) => one !== '')) {
    const equals = pair.indexOf('=');
    const name = decode(equals < 0 ? pair : pair.slice(0, equals), 'the name of a parameter');
    const known = KNOWN.find((one) => one === name);
    if (!known) {
      const ours = /_timeout$/.test(name) ? ': Portcullis sets the timeouts of its sessions itself' : '';
      throw new AddressFault(`has the parameter '${name}', which has no effect here${ours}. Remove it`);
    }
    if (given.has(known)) throw new AddressFault(`has the parameter '${known}' twice`);
    const raw = equals < 0 ? '' : pair.slice(equals + 1);
    // As browsers and Node.js write a space. In other parameters a + is a +, as for libpq.
    const value = known === 'options' ? raw.replaceAll('+', ' ') : raw;
    given.set(known, decode(value, `the parameter '${known}'`));
  }
  return given;
}

function readHosts(authority: string, hostList: string | undefined, portList: string | undefined): DatabaseHost[] {
  const hosts: DatabaseHost[] = (hostList === undefined ? authority.split(',') : []).map((one) => {
    const [, name = '', port = ''] = HOST.exec(one) ?? [];
    if (one !== '' && name === '' && port === '')
      throw new AddressFault(`has a host or port that is none: it ${EXPECTED}`);
    return { host: decode(name, 'the host').replace(/^\[|\]$/g, ''), port: readPort(port) };
  });
  for (const host of hostList?.split(',') ?? []) hosts.push({ host, port: undefined });
  const ports = portList?.split(',').map(readPort);
  if (ports && ports.length !== 1 && ports.length !== hosts.length) {
    throw new AddressFault(`has ${ports.length} ports for ${hosts.length} hosts`);
  }
  const placed = hosts.map(({ host, port }, index) => ({
    host,
    port: ports?.[ports.length === 1 ? 0 : index] ?? port,
  }));
  const [only] = placed;
  if (placed.length === 1 && only?.host === '') {
    if (only.port === undefined) return [];
    return [{ host: 'localhost', port: only.port }];
  }
  if (placed.some(({ host }) => host === '')) throw new AddressFault('has an empty name in its list of hosts');
  return placed;
}

function readPort(text: string): number | undefined {
  if (text === '') return undefined;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535)
    throw new AddressFault('has a port that is not from 1 to 65535');
  return port;
}

function readSsl(given: ReadonlyMap<Parameter, string>): DatabaseTarget['ssl'] {
  const rootCert = given.get('sslrootcert');
  const mode = readSslMode(given);
  const files = (['sslrootcert', 'sslcert', 'sslkey'] as const).filter((name) => given.has(name));
  if (files[0] && (mode === undefined || mode === 'disable')) {
    throw new AddressFault(`has the parameter '${files[0]}' without encryption: add sslmode=verify-full`);
  }
  if (given.has('sslcert') !== given.has('sslkey')) throw new AddressFault('needs both sslcert and sslkey, or neither');
  if (mode === 'verify-ca' && (rootCert === undefined || rootCert === 'system')) {
    throw new AddressFault('needs sslrootcert=FILE, the certificate of the authority, for sslmode=verify-ca');
  }
  const negotiation = oneOf('sslnegotiation', given.get('sslnegotiation'), ['postgres', 'direct']);
  const binding = oneOf('channel_binding', given.get('channel_binding'), ['disable', 'prefer', 'require']);
  readFlag('uselibpqcompat', given.get('uselibpqcompat')); // accepted: `sslmode` has these meanings anyway
  return {
    mode,
    rootCert: rootCert === 'system' ? undefined : rootCert,
    cert: given.get('sslcert'),
    key: given.get('sslkey'),
    direct: negotiation === 'direct',
    channelBinding: binding === 'prefer' || binding === 'require',
  };
}

function readSslMode(given: ReadonlyMap<Parameter, string>): SslMode | undefined {
  const mode = given.get('sslmode');
  const flag = readFlag('ssl', given.get('ssl'));
  if (mode === undefined) return flag === undefined ? undefined : flag ? 'verify-full' : 'disable';
  if (flag !== undefined) throw new AddressFault("has both 'ssl' and 'sslmode': keep sslmode");
  if (mode === 'prefer' || mode === 'allow') {
    throw new AddressFault(
      `has sslmode=${mode}, which may go on without encryption unseen: write sslmode=disable, require, verify-ca ` +
        'or verify-full',
    );
  }
  if (mode === 'no-verify') return 'require';
  return oneOf('sslmode', mode, SSL_MODES);
}

function readKind(value: string | undefined): ServerKind | undefined {
  return oneOf('target_session_attrs', value, SERVER_KINDS);
}

function readSchema(value: string | undefined): readonly string[] | null {
  if (value === undefined) return null;
  if (value === '') throw new AddressFault("has an empty parameter 'schema'");
  return [value];
}

function readSeconds(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (!/^\d{1,6}$/.test(value))
    throw new AddressFault("has a parameter 'connect_timeout' that is no number of seconds");
  return Number(value) * 1_000 || undefined;
}

function readFlag(name: Parameter, value: string | undefined): boolean | undefined {
  const known = oneOf(name, value, ['true', 'false', '1', '0']);
  return known === undefined ? undefined : known === 'true' || known === '1';
}

function oneOf<Value extends string>(
  name: Parameter,
  value: string | undefined,
  known: readonly Value[],
): Value | undefined {
  if (value === undefined) return undefined;
  const found = known.find((one) => one === value);
  if (found === undefined) throw new AddressFault(`has a parameter '${name}' that is none of ${known.join(', ')}`);
  return found;
}

/** Reads a list of schemas, such as `shop, public`. Null if it is none. */
export function readSchemas(text: string): readonly string[] | null {
  const names = readSearchPath(text);
  return names === null || names.length === 0 || names.includes('') ? null : names;
}
