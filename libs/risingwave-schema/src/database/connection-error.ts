import type { PoolOptions } from 'pg';
import { DatabaseConnectionError, type ConnectionFault } from '../errors.js';

/** Where a connection was meant to go; never holds the password. */
interface Place {
  readonly host: string;
  readonly port: string;
  readonly database: string;
  readonly user: string;
}

/** SQLSTATE or errno → what is wrong. */
const FAULTS: Readonly<Record<string, ConnectionFault>> = {
  ECONNREFUSED: 'refused',
  ENOTFOUND: 'unknown-host',
  EAI_AGAIN: 'unknown-host',
  ETIMEDOUT: 'timeout',
  EHOSTUNREACH: 'timeout',
  ENETUNREACH: 'timeout',
  ECONNRESET: 'lost',
  EPIPE: 'lost',
  '28P01': 'password',
  '28000': 'user',
  '3D000': 'database',
  '57P03': 'refused',
};

/** Turns what `pg` throws on connect into an error a user can act on. */
export function describeConnectionError(
  error: unknown,
  options: Pick<PoolOptions, 'connectionString' | 'host' | 'port' | 'database' | 'user'>,
): DatabaseConnectionError {
  const place = placeOf(options);
  const fault = faultOf(error);
  return new DatabaseConnectionError(fault, sentence(fault, place, error), error);
}

function faultOf(error: unknown): ConnectionFault {
  // Node tries every address of a host name and throws all failures as one.
  if (error instanceof AggregateError && error.errors.length > 0) return faultOf(error.errors[0]);
  if (!(error instanceof Error)) return 'other';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const { message } = error;
  // PostgreSQL's word for "this rule is for TLS only" is the one for "no rule admits this user".
  if (code === '28000' && /no encryption|SSL off/i.test(message)) return 'tls';
  if (FAULTS[code]) return FAULTS[code];
  if (/SSL|TLS|certificate|self.signed/i.test(message) || /^(ERR_TLS|CERT_|UNABLE_TO)/.test(code)) {
    return 'tls';
  }
  if (/timeout/i.test(message)) return 'timeout';
  if (/terminated|closed/i.test(message)) return 'lost';
  if (/password|SASL/i.test(message)) return 'password';
  if (/database .* (does not exist|not found)|not found.*database/i.test(message))
    return 'database';
  if (/role|user/i.test(message)) return 'user';
  return 'other';
}

function sentence(fault: ConnectionFault, place: Place, error: unknown): string {
  const server = `${place.host}:${place.port}`;
  switch (fault) {
    case 'refused':
      return `No database accepts connections at ${server}. Start it, or set DATABASE_URL.`;
    case 'unknown-host':
      return `The host name "${place.host}" of the database cannot be resolved. Check DATABASE_URL.`;
    case 'timeout':
      return `The database at ${server} did not answer in time. Check address and firewall.`;
    case 'password':
      return `The database at ${server} refused the password of user "${place.user}". Check DATABASE_URL.`;
    case 'user':
      return `The database at ${server} does not admit user "${place.user}". Check DATABASE_URL and the server's access rules.`;
    case 'database':
      return `The server at ${server} has no database "${place.database}". Create it, or check DATABASE_URL.`;
    case 'tls':
      return `TLS with the database at ${server} failed: ${reasonOf(error)}. Set sslmode in DATABASE_URL to what the server offers: disable, verify-full, or no-verify (encrypted, its certificate unchecked).`;
    case 'lost':
      return `The database at ${server} closed the connection while it was being opened.`;
    default:
      return `Cannot connect to the database at ${server}: ${reasonOf(error)}.`;
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function placeOf(
  options: Pick<PoolOptions, 'connectionString' | 'host' | 'port' | 'database' | 'user'>,
): Place {
  const url = URL.canParse(options.connectionString ?? '')
    ? new URL(options.connectionString ?? '')
    : undefined;
  const user = decode(url?.username) || options.user || process.env.PGUSER || 'unknown';
  return {
    host: url?.hostname || options.host || 'localhost',
    port: url?.port || String(options.port ?? 5432),
    database: decode(url?.pathname.slice(1)) || options.database || user,
    user,
  };
}

function decode(text: string | undefined): string {
  try {
    return decodeURIComponent(text ?? '');
  } catch {
    return text ?? '';
  }
}
