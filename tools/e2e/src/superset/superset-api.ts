/** One query of a chart, as Superset's page sends it. */
export interface ChartQuery {
  filters: { col: string; op: string; val: unknown }[];
  [field: string]: unknown;
}

/** The body of `POST /api/v1/chart/data`. */
export interface ChartRequest {
  readonly form_data: { readonly slice_id?: number; readonly [field: string]: unknown };
  readonly queries: ChartQuery[];
  readonly [field: string]: unknown;
}

export type Row = Readonly<Record<string, unknown>>;

export interface ChartResult {
  readonly data: readonly Row[];
  readonly error: string | null;
  /** The time range asked for, in milliseconds of the civil time. */
  readonly from_dttm: number | null;
  readonly to_dttm: number | null;
  readonly query: string;
}

/** What an import is counted by. */
export interface Inventory {
  readonly databases: readonly string[];
  readonly datasets: readonly string[];
  readonly charts: readonly string[];
  readonly dashboards: readonly string[];
}

/** A user of Superset's own HTTP API. */
export interface SupersetApi {
  get<T>(path: string): Promise<T>;
  /** Runs a chart's queries past every cache. */
  chartData(request: ChartRequest): Promise<readonly ChartResult[]>;
  /** Everything there is, as `id name`. */
  inventory(): Promise<Inventory>;
}

/** Whether Superset lets this user in. */
export async function mayLogIn(url: string, username: string, password: string): Promise<boolean> {
  return (await login(url, username, password)).ok;
}

export async function openApi(url: string, password: string): Promise<SupersetApi> {
  const answer = await login(url, 'admin', password);
  const { access_token } = (await answer.json()) as { access_token: string };
  const headers = { authorization: `Bearer ${access_token}` };
  const get = async <T>(path: string) => read<T>(await fetch(url + path, { headers }));
  const list = async (kind: string, name: string) => {
    const { result } = await get<{ result: Record<string, unknown>[] }>(
      `/api/v1/${kind}/?q=(page_size:100)`,
    );
    return result.map((item) => `${String(item.id)} ${String(item[name])}`).sort();
  };
  return {
    get,
    chartData: async (request) => {
      const response = await fetch(`${url}/api/v1/chart/data`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({ ...request, force: true }),
      });
      return (await read<{ result: ChartResult[] }>(response)).result;
    },
    inventory: async () => ({
      databases: await list('database', 'database_name'),
      datasets: await list('dataset', 'table_name'),
      charts: await list('chart', 'slice_name'),
      dashboards: await list('dashboard', 'dashboard_title'),
    }),
  };
}

function login(url: string, username: string, password: string): Promise<Response> {
  return fetch(`${url}/api/v1/security/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password, provider: 'db' }),
  });
}

async function read<T>(response: Response): Promise<T> {
  if (response.ok) return (await response.json()) as T;
  const text = (await response.text()).slice(0, 2_000);
  throw new Error(`${response.url} answered ${response.status}: ${text}`);
}
