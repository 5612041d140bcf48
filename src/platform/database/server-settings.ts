import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Account, changeOwner } from './account.ts';

/** Durability and places of one cluster. */
export interface ClusterOptions {
  /** false only for throw-away test clusters: no fsync. */
  durable: boolean;
  /** Folder of the unix socket; a short path, since a socket's path has at most 107 bytes. */
  socketFolder: string;
  /** The server's own log file. */
  logFile: string;
  /** Called once the server's process is started, while it is not ready. */
  whileStarting?: (() => void) | undefined;
}

/** Writes postgresql.conf and pg_hba.conf anew, so that the settings are those of this Idun at every start. */
export function writeSettings(account: Account, port: number, options: ClusterOptions): void {
  const data = join(account.folder, 'data');
  mkdirSync(options.socketFolder, { recursive: true, mode: 0o700 });
  const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
  const settings: Record<string, string> = {
    listen_addresses: "'127.0.0.1'",
    port: String(port),
    unix_socket_directories: quoted(options.socketFolder),
    unix_socket_permissions: '0700',
    max_connections: '80',
    shared_buffers: '128MB',
    work_mem: '16MB',
    maintenance_work_mem: '64MB',
    // Erased data must not live on in log files that are kept for reuse.
    wal_recycle: 'off',
    wal_level: 'minimal',
    max_wal_senders: '0',
    max_logical_replication_workers: '0',
    max_wal_size: '512MB',
    min_wal_size: '32MB',
    fsync: options.durable ? 'on' : 'off',
    synchronous_commit: options.durable ? 'on' : 'off',
    full_page_writes: options.durable ? 'on' : 'off',
    io_method: 'sync',
    jit: 'off',
    password_encryption: 'scram-sha-256',
    timezone: "'UTC'",
    log_timezone: "'UTC'",
    log_min_messages: 'warning',
    // A failing statement may hold personal data, so neither it nor its parameters are logged.
    log_min_error_statement: 'panic',
    log_parameter_max_length_on_error: '0',
    log_error_verbosity: 'terse',
  };
  // What initdb found to work on this machine.
  const memory = /^\s*dynamic_shared_memory_type\s*=\s*(\w+)/m.exec(
    readFileSync(join(data, 'postgresql.conf'), 'utf8'),
  )?.[1];
  if (memory !== undefined) settings['dynamic_shared_memory_type'] = memory;
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
  writeFileSync(join(data, 'postgresql.conf'), `${lines.join('\n')}\n`, { mode: 0o600 });
  const access = ['local all all scram-sha-256', 'host all all 127.0.0.1/32 scram-sha-256'];
  writeFileSync(join(data, 'pg_hba.conf'), `${access.join('\n')}\n`, { mode: 0o600 });
  if (account.owner !== undefined) {
    changeOwner(data, account.owner);
    changeOwner(options.socketFolder, account.owner);
  }
}
