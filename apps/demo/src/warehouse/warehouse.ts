import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { ServiceError } from '@wikistream/service-kit';
import { lock } from 'proper-lockfile';
import { servePostgres } from './postgres-server.js';

/** The embedded warehouse: PostgreSQL in this process, on a TCP port, with its data in a folder. */
export interface Warehouse {
  /** Connection string for any PostgreSQL client. */
  readonly url: string;
  readonly db: PGlite;
  close(): Promise<void>;
}

/**
 * Opens the warehouse, creating the data folder when it is missing.
 *
 * @throws {ServiceError} when the folder cannot be written or another pipeline uses it.
 */
export async function openWarehouse(options: {
  dataDir: string;
  host: string;
  port: number;
}): Promise<Warehouse> {
  const release = await claim(options.dataDir);
  let db: PGlite | undefined;
  try {
    db = await openDatabase(join(options.dataDir, 'postgres'));
    const server = await servePostgres({ db, host: options.host, port: options.port });
    const opened = db;
    return {
      url: `postgres://postgres@${server.host}:${server.port}/postgres`,
      db,
      close: async () => {
        await server.close();
        await opened.close();
        await release();
      },
    };
  } catch (error) {
    await db?.close();
    await release();
    throw error;
  }
}

async function claim(dataDir: string): Promise<() => Promise<void>> {
  try {
    await mkdir(dataDir, { recursive: true });
  } catch (cause) {
    throw unusable(dataDir, cause);
  }
  try {
    return await lock(dataDir, { stale: 10_000 });
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ELOCKED') {
      throw new ServiceError(
        'ERR_APP',
        `The data folder ${dataDir} is used by another running pipeline. Stop that one, wait ten seconds if it was killed, or choose another folder with --data-dir.`,
        { cause },
      );
    }
    throw unusable(dataDir, cause);
  }
}

async function openDatabase(folder: string): Promise<PGlite> {
  try {
    return await PGlite.create(folder);
  } catch (cause) {
    throw unusable(folder, cause);
  }
}

function unusable(folder: string, cause: unknown): ServiceError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const reason: Record<string, string> = {
    ENOSPC: 'the disk is full',
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    EROFS: 'the file system is read-only',
    ENOTDIR: 'a part of the path is a file',
    EEXIST: 'a part of the path is a file',
  };
  return new ServiceError(
    'ERR_APP',
    `Cannot use the data folder ${folder}: ${reason[code] ?? (cause instanceof Error ? cause.message : String(cause))}. Free or repair it, or choose another one with --data-dir.`,
    { cause },
  );
}
