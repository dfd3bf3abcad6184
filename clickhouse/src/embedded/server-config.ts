import { DATABASE } from '../database-name.js';
import { USUAL_QUERY_SECONDS, type QueryLimits } from '../query-limits.js';
import { passwordHash, type Credentials, type EmbeddedUsers } from './credentials.js';

/** What the configuration files of an embedded server depend on. */
export interface ServerConfig {
  /** Absolute folder of the engine's data. */
  readonly dataPath: string;
  readonly httpPort: number;
  /** Native protocol; absent means closed. */
  readonly tcpPort?: number;
  /** Cap for the whole engine. */
  readonly memoryBytes: number;
  /** How much one question of a reader may take; never more than half of the memory. */
  readonly queryLimits: QueryLimits;
  readonly users: EmbeddedUsers;
  /** Absolute path of the file that holds {@link usersXml}. */
  readonly usersFile: string;
}

const MIB = 1024 ** 2;

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};
const xml = (text: string): string => text.replace(/[&<>"']/g, (character) => escapes[character] ?? character);

/** The main configuration file: loopback only, modest caches, short system logs. */
export function serverXml({ dataPath, httpPort, tcpPort, memoryBytes, usersFile }: ServerConfig): string {
  const tcp = tcpPort === undefined ? '' : `\n  <tcp_port>${tcpPort}</tcp_port>`;
  return `<clickhouse>
  <path>${xml(dataPath)}/</path>
  <user_files_path>${xml(dataPath)}/user_files/</user_files_path>
  <format_schema_path>${xml(dataPath)}/format_schemas/</format_schema_path>
  <listen_host>127.0.0.1</listen_host>
  <http_port>${httpPort}</http_port>${tcp}
  <!-- Below the five seconds that the engine waits for open connections when it stops. -->
  <keep_alive_timeout>4</keep_alive_timeout>
  <shutdown_wait_unfinished>1</shutdown_wait_unfinished>
  <users_config>${xml(usersFile)}</users_config>
  <user_directories><users_xml><path>${xml(usersFile)}</path></users_xml></user_directories>
  <max_server_memory_usage>${memoryBytes}</max_server_memory_usage>
  <mark_cache_size>${64 * MIB}</mark_cache_size>
  <index_mark_cache_size>${32 * MIB}</index_mark_cache_size>
  <primary_index_cache_size>${64 * MIB}</primary_index_cache_size>
  <uncompressed_cache_size>0</uncompressed_cache_size>
  <index_uncompressed_cache_size>0</index_uncompressed_cache_size>
  <mmap_cache_size>100</mmap_cache_size>
  <compiled_expression_cache_size>${16 * MIB}</compiled_expression_cache_size>
  <send_crash_reports><enabled>false</enabled></send_crash_reports>
  ${systemLog('query_log')}
  ${systemLog('part_log')}
</clickhouse>
`;
}

const systemLog = (table: string): string =>
  `<${table}><database>system</database><table>${table}</table><flush_interval_milliseconds>7500</flush_interval_milliseconds><ttl>event_date + INTERVAL 3 DAY</ttl></${table}>`;

/** The users file: who may do what. Holds hashes of passwords only. */
export function usersXml({ memoryBytes, queryLimits, users }: ServerConfig): string {
  const seconds = queryLimits.seconds ?? USUAL_QUERY_SECONDS;
  const readerBytes = Math.min(queryLimits.memoryBytes ?? Infinity, Math.floor(memoryBytes / 2));
  return `<clickhouse>
  <profiles>
    <default><max_memory_usage>${Math.floor(memoryBytes * 0.8)}</max_memory_usage></default>
    <!-- The engine's own session takes the one place there is, so nobody can log in as \`default\`, which has no password. -->
    <engine><max_sessions_for_user>1</max_sessions_for_user></engine>
    <reader>
      <!-- 2: may send settings with a query, but never write. -->
      <readonly>2</readonly>
      <max_execution_time>${seconds}</max_execution_time>
      <max_memory_usage>${readerBytes}</max_memory_usage>
      <!-- Of a small question, understanding it takes longer than answering it. A view that stands in the question is
           planned once with it, not by itself; and to look for what follows from all comparisons takes long and finds nothing. -->
      <analyzer_inline_views>1</analyzer_inline_views>
      <optimize_and_compare_chain>0</optimize_and_compare_chain>
      <!-- By default a thread wants a gigabyte of memory to be free, so that an engine of two would use one thread. -->
      <max_threads_min_free_memory_per_thread>67108864</max_threads_min_free_memory_per_thread>
      <constraints>
        <max_execution_time><min>0.001</min><max>${seconds}</max></max_execution_time>
        <max_memory_usage><min>1</min><max>${readerBytes}</max></max_memory_usage>
      </constraints>
    </reader>
  </profiles>
  <quotas><default/></quotas>
  <users>
    <default>
      <password></password>
      <networks><ip>127.0.0.1</ip></networks>
      <profile>engine</profile>
      <quota>default</quota>
      ${grants(['GRANT SYSTEM LISTEN ON *.*', 'GRANT SELECT ON system.numbers'])}
    </default>
    ${user(users.admin, '<profile>default</profile><access_management>1</access_management>')}
    ${user(users.writer, `<profile>default</profile>${grants([`GRANT SELECT, INSERT ON ${DATABASE}.*`])}`)}
    ${user(users.reader, `<profile>reader</profile>${grants([`GRANT SELECT ON ${DATABASE}.*`])}`)}
  </users>
</clickhouse>
`;
}

const grants = (queries: readonly string[]): string =>
  `<grants>${queries.map((query) => `<query>${query}</query>`).join('')}</grants>`;

const user = ({ username, password }: Credentials, rights: string): string =>
  `<${username}>
      <password_sha256_hex>${passwordHash(password)}</password_sha256_hex>
      <networks><ip>127.0.0.1</ip><ip>::1</ip></networks>
      <quota>default</quota>
      ${rights}
    </${username}>`;
