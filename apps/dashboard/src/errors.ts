/** Stable codes of what a request can end with. */
export type DashboardErrorCode =
  'ERR_PARAMETER_INVALID' | 'ERR_BUSY' | 'ERR_QUERY_TIMEOUT' | 'ERR_DATABASE';

/** Base of the errors a request is answered with. The message is for whoever sent the request. */
export class DashboardError extends Error {
  readonly code: DashboardErrorCode;

  constructor(code: DashboardErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** A query parameter is not what it must be. */
export class ParameterError extends DashboardError {
  readonly parameter: string;

  constructor(parameter: string, expected: string) {
    super('ERR_PARAMETER_INVALID', `The parameter "${parameter}" ${expected}.`);
    this.parameter = parameter;
  }
}

/** More is asked for at a time than the dashboard hands on to the database. */
export class BusyError extends DashboardError {
  constructor(what: string) {
    super('ERR_BUSY', `Too many ${what} at a time; try again in a few seconds.`);
  }
}

/** A query took longer than allowed. */
export class QueryTimeoutError extends DashboardError {
  constructor(milliseconds: number, cause: unknown) {
    super(
      'ERR_QUERY_TIMEOUT',
      `The database did not answer within ${milliseconds / 1000} s; ask for less, or try again.`,
      { cause },
    );
  }
}

/** The database cannot be reached or refuses a query; the cause goes to the log, never to a client. */
export class DatabaseError extends DashboardError {
  constructor(cause: unknown) {
    super('ERR_DATABASE', 'The database cannot be read at the moment; try again.', { cause });
  }
}

/** No connection to the database could be had: nothing was asked of it. */
export class UnreachableError extends DatabaseError {}
