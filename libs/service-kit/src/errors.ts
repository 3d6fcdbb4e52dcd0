/** Stable codes of the errors this kit throws. */
export type ServiceErrorCode = 'ERR_SETTINGS_INVALID' | 'ERR_ADDRESS_UNAVAILABLE' | 'ERR_APP';

/**
 * Base of every error an app reports to its user: the message is a whole sentence that says what
 * happened and what to do, so it is printed without a stack trace.
 */
export class ServiceError extends Error {
  readonly code: ServiceErrorCode;

  constructor(code: ServiceErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** One invalid setting. `variable` is the environment variable (or flag) the user has to change. */
export interface SettingFault {
  readonly variable: string;
  readonly message: string;
}

/** Thrown when settings are invalid; carries every fault, not just the first. */
export class SettingsError extends ServiceError {
  readonly faults: readonly SettingFault[];

  constructor(faults: readonly SettingFault[]) {
    const lines = faults.map(({ variable, message }) => `  ${variable}: ${message}`);
    super('ERR_SETTINGS_INVALID', ['Invalid configuration:', ...lines].join('\n'));
    this.faults = faults;
  }
}

/** Thrown when a server cannot listen: the port is taken, or the address is not this machine's. */
export class AddressUnavailableError extends ServiceError {
  readonly host: string;
  readonly port: number;

  constructor(what: string, variable: string, host: string, port: number, cause: unknown) {
    const reason =
      cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE'
        ? 'another program is using it'
        : cause instanceof Error
          ? cause.message
          : String(cause);
    super(
      'ERR_ADDRESS_UNAVAILABLE',
      `Cannot listen on ${host}:${port} for the ${what}: ${reason}. Set ${variable} to a free port, or to 0 for any.`,
      { cause },
    );
    this.host = host;
    this.port = port;
  }
}
