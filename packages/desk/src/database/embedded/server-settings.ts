/**
 * Settings of the embedded server. Durable (fsync and synchronous_commit stay on), reachable through the socket only,
 * and small: one desk has a few dozen connections. Given on the command line, so that a new version's values hold for
 * clusters made by an older one.
 */
export function serverSettings(major: number, socketFolder: string): readonly string[] {
  const settings: Record<string, string> = {
    listen_addresses: '',
    unix_socket_directories: socketFolder,
    unix_socket_permissions: '0700',
    port: '5432',
    max_connections: '100',
    shared_buffers: '256MB',
    max_wal_size: '512MB',
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    logging_collector: 'off',
    log_min_messages: 'warning',
    // Terse leaves out the DETAIL line, which quotes row values, and with them what payers wrote.
    log_error_verbosity: 'terse',
  }
  // The helper processes of the asynchronous reads cost memory and bring nothing at this size.
  if (major >= 18) settings['io_method'] = 'sync'
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

/** Options for a new cluster: UTF-8 with one stable byte-wise order everywhere, page checksums, the socket only. */
export function initdbOptions(major: number): readonly string[] {
  const locale =
    major >= 17
      ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
      : ['--locale-provider=libc', '--locale=C.UTF-8']
  return ['--encoding=UTF8', ...locale, '--data-checksums', '--auth-local=trust', '--auth-host=reject']
}
