import type { Languages, Problem, Statistics, TitlesPage } from '../../src/api/contract.js';

/** A request that was answered with a problem, or not at all (status 0). */
export class FetchProblem extends Error {
  readonly status: number;

  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'FetchProblem';
    this.status = status;
  }

  /** Asking the same again would end the same. */
  get isFinal(): boolean {
    return this.status >= 400 && this.status < 500 && this.status !== 429;
  }
}

export function fetchStatistics(query: string, signal?: AbortSignal): Promise<Statistics> {
  return get<Statistics>(`/api/statistics${query && `?${query}`}`, signal);
}

export function fetchTitles(query: URLSearchParams, signal?: AbortSignal): Promise<TitlesPage> {
  return get<TitlesPage>(`/api/titles?${query}`, signal);
}

export function fetchLanguages(signal?: AbortSignal): Promise<Languages> {
  return get<Languages>('/api/languages', signal);
}

/** @throws {FetchProblem} and, when `signal` is aborted, its reason */
async function get<T>(address: string, signal: AbortSignal | undefined): Promise<T> {
  let response: Response;
  try {
    response = await fetch(address, {
      headers: { accept: 'application/json' },
      signal: signal ?? null,
    });
  } catch (cause) {
    signal?.throwIfAborted();
    throw new FetchProblem(0, 'no answer', { cause });
  }
  if (response.ok) return (await response.json()) as T;
  throw new FetchProblem(response.status, await reason(response));
}

async function reason(response: Response): Promise<string> {
  try {
    return ((await response.json()) as Problem).error;
  } catch {
    return `HTTP ${response.status}`;
  }
}
