import { codeOf, messageOf } from '../platform/error-shape';

const UNKNOWN_AUTHORITY =
  /^(SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT)/;

/** SQLSTATE 53300; poolers have others. */
const TOO_MANY_CONNECTIONS = '53300';
const TOO_MANY_FOR_A_POOLER =
  /no more connections allowed|max client connections reached|too many (clients|connections)/i;

function isTooMany(code: string, message: string): boolean {
  return code === TOO_MANY_CONNECTIONS || TOO_MANY_FOR_A_POOLER.test(message);
}

/** Whether a connection was refused because a role, a database, a server or a pooler allows no more of them. */
export function isShortOfConnections(error: unknown): boolean {
  return isTooMany(codeOf(error) ?? '', messageOf(error));
}

/** What to do about failures that `sslmode` and its like cause, or can end. */
const REMEDIES: readonly {
  readonly of: (code: string, message: string) => boolean;
  readonly remedy: string;
  /** Whether the fault is in the server, whatever the address. */
  readonly inServer?: true;
}[] = [
  {
    of: (code) => UNKNOWN_AUTHORITY.test(code),
    remedy:
      'No known authority signed the certificate of the server. Add sslrootcert=FILE with the certificate of the one ' +
      'that did; sslmode=require without sslrootcert encrypts and checks nothing.',
  },
  {
    of: (code) => code === 'ERR_TLS_CERT_ALTNAME_INVALID',
    remedy:
      'The certificate is for another host. Address the server by a name in it, or, with sslrootcert=FILE, use ' +
      'sslmode=verify-ca, which does not check the name.',
  },
  {
    of: (code) => code === 'CERT_HAS_EXPIRED',
    remedy: 'The certificate of the server has expired: renew it there.',
  },
  {
    of: (_code, message) => message.includes('does not support SSL connections'),
    remedy: 'Turn `ssl` on in the server, or use sslmode=disable, which does not encrypt.',
  },
  {
    of: (code, message) => code === '28000' && /no encryption|SSL off/.test(message),
    remedy: 'The server asks for encryption: add sslmode=verify-full, or sslmode=require.',
  },
  {
    of: (_code, message) => /unsupported startup parameter/.test(message),
    remedy: 'A pooler refuses a parameter of the address: remove `options`, and set it by ALTER ROLE … SET.',
  },
  {
    of: (code, message) => isTooMany(code, message),
    remedy:
      'The role, the database, the server or the pooler allows no more connections: raise that limit (ALTER ROLE … ' +
      'CONNECTION LIMIT, max_connections), or lower DATABASE_POOL_SIZE in the processes that share it.',
    inServer: true,
  },
  {
    of: (code, message) => code === '57014' && message.includes('statement timeout'),
    remedy:
      'The statement_timeout that the role, the database or `options` of the address set is too short for the first ' +
      'statement, which lifts it for Portcullis: ALTER ROLE … SET statement_timeout TO a second or more, or 0.',
    inServer: true,
  },
];

/**
 * Says why a connection failed, and what to do about it.
 * @param variable the variable that has the address
 */
export function explainConnectFailure(error: unknown, variable: string): string {
  const cause = error instanceof AggregateError ? error.errors.map(messageOf).join('; ') : messageOf(error);
  const reason = cause.replace(/\.$/, '');
  const code = codeOf(error) ?? '';
  const known = REMEDIES.find(({ of }) => of(code, cause));
  if (known?.inServer) return `${reason}. ${known.remedy}`;
  return known ? `${reason}. ${known.remedy} Check ${variable}.` : `${reason}. Check ${variable}.`;
}
