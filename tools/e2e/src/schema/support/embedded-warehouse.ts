/** The embedded warehouse of the demo: PGlite behind a server of the PostgreSQL protocol. */
export interface EmbeddedWarehouse {
  readonly url: string;
  readonly db: { exec(sql: string): Promise<unknown> };
  readonly close: () => Promise<void>;
}

// An app is no package to import from; this is the file its process runs.
const MODULE = new URL('../../../../../apps/demo/dist/warehouse/warehouse.js', import.meta.url)
  .href;

export async function openEmbeddedWarehouse(dataDir: string): Promise<EmbeddedWarehouse> {
  const { openWarehouse } = (await import(MODULE)) as {
    openWarehouse: (options: {
      dataDir: string;
      host: string;
      port: number;
    }) => Promise<EmbeddedWarehouse>;
  };
  return openWarehouse({ dataDir, host: '127.0.0.1', port: 0 });
}
